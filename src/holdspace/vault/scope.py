"""For whom the database answers: the actor of this request or task, told to PostgreSQL's row policies.

The actor travels in a context variable. The PostgreSQL engine copies it into transaction-local settings
at the start of every outermost transaction (`set_config(…, true)`), never for the session: a session-wide
setting leaks into the next transaction on a pooled connection.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TypeVar, cast
from uuid import UUID

from django.db import connection

from holdspace.kernel import clock
from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.kernel.ids import NOBODY

Answer = TypeVar("Answer")

_actor: ContextVar[Actor] = ContextVar("acting", default=ANONYMOUS)
_asked: ContextVar[dict[Hashable, object] | None] = ContextVar("asked", default=None)


def current_actor() -> Actor:
    """Who acts here and now; nobody, unless `acting_as` said otherwise."""
    return _actor.get()


def settings_for(actor: Actor) -> dict[str, str]:
    """The settings that the row policies read, as text; an empty text means nobody."""
    return {
        "holdspace.now": clock.now().isoformat(),
        "holdspace.kind": actor.kind.value,
        "holdspace.practice": _text(actor.practice_id),
        "holdspace.person": _text(actor.person_id),
        "holdspace.user": _text(actor.user_id),
        "holdspace.clinical": "yes" if "clinical.read" in actor.permissions else "",
        "holdspace.incidents": "yes" if "incident.read" in actor.permissions else "",
        "holdspace.screens": "yes" if "screening.write" in actor.permissions else "",
        "holdspace.bills": "yes" if "billing.edit" in actor.permissions else "",
        "holdspace.roster": "yes" if "roster.read" in actor.permissions else "",
    }


def _text(identifier: UUID) -> str:
    return "" if identifier == NOBODY else str(identifier)


@contextmanager
def acting_as(actor: Actor) -> Iterator[Actor]:
    """Everything inside is done as `actor`, in the database too."""
    token = _actor.set(actor)
    _tell_database()
    try:
        yield actor
    finally:
        _actor.reset(token)
        _tell_database()


@contextmanager
def one_request() -> Iterator[None]:
    """What is asked with `once` inside is asked once: a request is short, and sees one state of affairs."""
    token = _asked.set({})
    try:
        yield
    finally:
        _asked.reset(token)


def once(question: Hashable, ask: Callable[[], Answer]) -> Answer:
    """The answer to a question that many scopes of one page ask alike; outside of a request, asked anew."""
    known = _asked.get()
    if known is None:
        return ask()
    if question not in known:
        known[question] = ask()
    return cast(Answer, known[question])


def ask_again() -> None:
    """Something changed on which answers rest: a right, a seat, a role."""
    known = _asked.get()
    if known is not None:
        known.clear()


def _tell_database() -> None:
    """Tell an open transaction who acts from now on; a later one is told when it begins."""
    tell = getattr(connection, "tell_actor", None)
    if tell is not None and connection.in_atomic_block and not connection.needs_rollback:
        tell()
