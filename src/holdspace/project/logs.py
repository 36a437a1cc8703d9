"""Logs without people: no request, no query, no form ever reaches a log line."""

from __future__ import annotations

import logging


class WithoutPeople(logging.Filter):
    """Takes the request object and the variables of frames away from a record before it is written."""

    def filter(self, record: logging.LogRecord) -> bool:
        for name in ("request", "sql", "params"):
            record.__dict__.pop(name, None)
        if record.exc_info and record.exc_info[1] is not None:
            # The message of an exception may quote what somebody typed; its type and place do not.
            kind, _error, trace = record.exc_info
            place = trace
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            record.msg, record.args = f"{kind.__name__ if kind else 'Error'} at {where}", ()
            record.exc_info, record.exc_text = None, None
        return True
