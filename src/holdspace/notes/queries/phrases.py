"""One's own phrases."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.notes.models import Phrase


def phrases_of(actor: Actor) -> list[Phrase]:
    """By their short names; two queries."""
    return sorted(Phrase.visible_to(actor), key=lambda row: row.short or "")


def phrase_for(actor: Actor, pk: UUID) -> Phrase:
    """One of one's own; Missing otherwise."""
    row = Phrase.visible_to(actor).filter(pk=pk).first()
    if row is None:
        raise Missing(_("This phrase does not exist."))
    return row


def expansions(actor: Actor) -> list[tuple[str, str]]:
    """(short name, words) for the screen on which they are inserted."""
    return [(row.short, row.words) for row in phrases_of(actor) if row.short and row.words]
