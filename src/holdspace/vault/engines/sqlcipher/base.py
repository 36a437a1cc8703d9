"""Django's SQLite engine on SQLCipher: one encrypted file, WAL, every commit synced to the disk.

Why not the system's SQLite: versions 3.7.0 to 3.51.2 can corrupt a WAL database, and nothing there is
encrypted. The `sqlcipher3` wheel brings both a current SQLite and the encryption.
"""

from __future__ import annotations

import datetime
import decimal
from itertools import tee
from typing import Any

from django.db.backends.sqlite3 import base as stock
from django.db.backends.sqlite3._functions import register as register_functions  # type: ignore[import-untyped]
from django.utils.dateparse import parse_date, parse_datetime, parse_time
from django.utils.module_loading import import_string
from sqlcipher3 import dbapi2 as Database  # noqa: N812 - Django's engines call it so

for _name, _parse in {
    "date": parse_date,
    "time": parse_time,
    "datetime": parse_datetime,
    "timestamp": parse_datetime,
}.items():
    Database.register_converter(_name, stock.decoder(_parse))
Database.register_converter("bool", b"1".__eq__)
Database.register_adapter(decimal.Decimal, str)
Database.register_adapter(datetime.date, stock.adapt_date)
Database.register_adapter(datetime.datetime, stock.adapt_datetime)


class Cursor(Database.Cursor):  # type: ignore[misc]
    """Translates Django's `%s` and `%(name)s` to SQLite's parameters, as the stock cursor does."""

    convert_query = stock.SQLiteCursorWrapper.convert_query

    def execute(self, query: str, params: Any = None) -> Any:
        if params is None:
            return super().execute(query)
        names = list(params) if isinstance(params, dict) else None
        return super().execute(self.convert_query(query, param_names=names), params)

    def executemany(self, query: str, param_list: Any) -> Any:
        peekable, rows = tee(iter(param_list))
        first = next(peekable, None)
        names = list(first) if isinstance(first, dict) else None
        return super().executemany(self.convert_query(query, param_names=names), rows)


class DatabaseWrapper(stock.DatabaseWrapper):
    """The embedded engine. `OPTIONS["key_provider"]` names a function that returns the 32-byte key."""

    Database = Database
    display_name = "SQLCipher"

    #: Counts outermost transactions, so that what was learnt in one is not believed in the next.
    transaction_serial = 0

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self._key_provider = params.pop("key_provider")
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        connection = Database.connect(**conn_params)
        key: bytes = import_string(self._key_provider)()
        connection.execute(f"PRAGMA key = \"x'{key.hex()}'\"")
        connection.execute("SELECT count(*) FROM sqlite_master")  # a wrong key fails here, not later
        register_functions(connection)
        for pragma in (
            "foreign_keys = ON",
            "legacy_alter_table = OFF",
            "journal_mode = WAL",
            "synchronous = FULL",
            "temp_store = MEMORY",
            "secure_delete = ON",
            "cipher_memory_security = OFF",
        ):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def create_cursor(self, name: str | None = None) -> Any:
        return self.connection.cursor(Cursor)

    def _start_transaction_under_autocommit(self) -> None:
        self.transaction_serial += 1
        super()._start_transaction_under_autocommit()  # type: ignore[misc]
