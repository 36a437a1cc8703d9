"""What is read of sessions: when a group meets, who was there, what members say of it."""

from __future__ import annotations

from holdspace.sessions.queries.attendance import (
    Cell,
    Row,
    Seen,
    Table,
    as_rule,
    attendance_histories,
    attendance_of,
    attendance_table,
    history_of,
    status_of,
)
from holdspace.sessions.queries.schedule import (
    all_series,
    clinical_session,
    next_session,
    next_sessions,
    past_sessions,
    practices_that_meet,
    running_series,
    series_for,
    series_of,
    session_for,
    sessions_between,
    weekly_meetings,
)
from holdspace.sessions.queries.voices import (
    Brought,
    brought_to,
    check_in_of,
    group_ratings,
    own_member,
    to_rate,
)
from holdspace.sessions.queries.week import Day, Slot, Week, week_of

__all__ = [
    "Brought",
    "Cell",
    "Day",
    "Row",
    "Seen",
    "Slot",
    "Table",
    "Week",
    "all_series",
    "as_rule",
    "attendance_histories",
    "attendance_of",
    "attendance_table",
    "brought_to",
    "check_in_of",
    "clinical_session",
    "group_ratings",
    "history_of",
    "next_session",
    "next_sessions",
    "own_member",
    "past_sessions",
    "practices_that_meet",
    "running_series",
    "series_for",
    "series_of",
    "session_for",
    "sessions_between",
    "status_of",
    "to_rate",
    "week_of",
    "weekly_meetings",
]
