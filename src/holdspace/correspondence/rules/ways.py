"""By which ways a message reaches somebody, and what is left when they switch one off."""

from __future__ import annotations

from enum import StrEnum


class Way(StrEnum):
    """How somebody wants to have messages of one kind."""

    MAIL = "mail"
    PUSH = "push"
    BOTH = "both"
    NONE = "none"

    @property
    def by_mail(self) -> bool:
        return self in (Way.MAIL, Way.BOTH)

    @property
    def by_push(self) -> bool:
        return self in (Way.PUSH, Way.BOTH)


def needs_mail(way: Way, *, reached: bool) -> bool:
    """Whether a mail goes out. `reached` says whether a device took it: where none did, and it was to come by
    device alone, a mail comes instead."""
    return way.by_mail or (way.by_push and not reached)


def without_mail(way: Way, *, always: bool) -> Way:
    """What is left without mails. `always` is a kind that reaches by at least one way: devices, then, and
    mail while none can be reached. Else who wanted it by device alone and had a mail instead wants neither.
    """
    if always:
        return Way.PUSH
    return Way.PUSH if way is Way.BOTH else Way.NONE


def with_mail(way: Way) -> Way:
    """What it is once mails come again."""
    return Way.BOTH if way.by_push else Way.MAIL


def mails_are_off(way: Way, *, always: bool) -> bool:
    """Whether `without_mail` would leave it as it is."""
    return without_mail(way, always=always) is way
