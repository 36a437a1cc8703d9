"""The vocabulary as a practice uses it."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.intake.models import Term
from holdspace.intake.rules import vocabulary as rules
from holdspace.intake.rules.vocabulary import Kind, Vocabulary
from holdspace.intake.words import shipped
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing


def vocabulary_of(actor: Actor) -> Vocabulary:
    """What ships, without what the practice put away, and with its own words; one query."""
    terms = list(Term.visible_to(actor).order_by("added_at", "id"))
    away = [(Kind(term.kind), term.code) for term in terms if term.put_away_at]
    return shipped().with_own([_own(term) for term in terms if term.words and not term.put_away_at], away)


def every_word(actor: Actor) -> Vocabulary:
    """Also what was put away: to say what stands in older screenings."""
    terms = Term.visible_to(actor).exclude(words="").order_by("added_at", "id")
    return shipped().with_own([_own(term) for term in terms], ())


def put_away(actor: Actor) -> list[Term]:
    """What the practice put away, newest first."""
    return list(Term.visible_to(actor).filter(put_away_at__isnull=False).order_by("-put_away_at", "id"))


def term_for(actor: Actor, pk: UUID) -> Term:
    """One word that the practice added or put away; Missing otherwise."""
    term = Term.visible_to(actor).filter(pk=pk).first()
    if term is None:
        raise Missing(_("This page does not exist."))
    return term


def _own(term: Term) -> rules.Term:
    return rules.Term(Kind(term.kind), term.code, term.words, own=True)
