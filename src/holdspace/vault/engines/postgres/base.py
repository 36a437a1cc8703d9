"""Django's PostgreSQL engine, which tells the row policies who acts at the start of every transaction.

Production connects as a role that cannot pass the policies; where the connecting role could (the tests'
superuser), Django's own option `assume_role` makes every connection step down to one that cannot.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.postgresql import base as stock

from holdspace.vault import scope


class DatabaseWrapper(stock.DatabaseWrapper):
    """PostgreSQL with row-level security as the second wall."""

    #: Counts outermost transactions, so that what was learnt in one is not believed in the next.
    transaction_serial = 0

    def set_autocommit(self, autocommit: bool, *args: Any, **kwargs: Any) -> None:
        super().set_autocommit(autocommit, *args, **kwargs)
        if not autocommit:
            self.transaction_serial += 1
            self.tell_actor()

    def tell_actor(self) -> None:
        """Copy the actor into settings that last as long as this transaction, and no longer."""
        values = scope.settings_for(scope.current_actor())
        calls = ", ".join("set_config(%s, %s, true)" for _ in values)
        parameters = [part for pair in values.items() for part in pair]
        with self.connection.cursor() as cursor:
            cursor.execute(f"SELECT {calls}", parameters)
