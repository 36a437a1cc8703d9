"""The practice's own vocabulary: words added, and words of ours put away."""

from __future__ import annotations

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.intake import policies
from holdspace.intake.models import Term
from holdspace.intake.queries.vocabulary import every_word, vocabulary_of
from holdspace.intake.rules.vocabulary import OPEN_KINDS, Kind, refusal_of_own
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused


@transaction.atomic
def add_term(*, kind: Kind, words: str, by: Actor) -> Term:
    """A word of the practice's own."""
    _check_open(kind, by)
    refusal = refusal_of_own(words, every_word(by), kind)
    if refusal is not None:
        raise Refused(refusal, fields={"words": refusal})
    code = f"own-{slugify(words)[:24]}-{ids.new_id().hex[-6:]}"
    term = Term.unscoped.create(practice_id=by.practice_id, kind=kind.value, code=code, words=words.strip())
    record("intake.term_added", by=by, on=term)
    return term


@transaction.atomic
def put_away_term(*, kind: Kind, code: str, by: Actor) -> Term:
    """A word is not offered any more; where it stands already, it stays."""
    _check_open(kind, by)
    if not vocabulary_of(by).knows(kind, code):
        raise Missing(_("This page does not exist."))
    term, _made = Term.unscoped.get_or_create(practice_id=by.practice_id, kind=kind.value, code=code)
    term.put_away_at = clock.now()
    term.save(update_fields=["put_away_at"])
    record("intake.term_put_away", by=by, on=term)
    return term


@transaction.atomic
def bring_back_term(*, term: Term, by: Actor) -> Term:
    """A word that was put away is offered again."""
    policies.check_can_screen(by)
    if not Term.visible_to(by).filter(pk=term.pk).exists():
        raise Missing(_("This page does not exist."))
    term.put_away_at = None
    term.save(update_fields=["put_away_at"])
    record("intake.term_brought_back", by=by, on=term)
    return term


def _check_open(kind: Kind, by: Actor) -> None:
    policies.check_can_screen(by)
    if kind not in OPEN_KINDS:
        raise Missing(_("This page does not exist."))
