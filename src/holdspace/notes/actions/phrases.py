"""Phrases of one's own: words that are used often, under a short name."""

from __future__ import annotations

import re

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.notes import policies
from holdspace.notes.actions.writing import tidy
from holdspace.notes.models import Phrase
from holdspace.notes.queries.phrases import phrases_of
from holdspace.practice.models import Staff

MOST = 60
"""The most phrases that one person keeps."""

LONGEST_PHRASE = 1_000
"""Characters."""

_SHORT = re.compile(r"[^\s;]{1,16}")


@transaction.atomic
def keep_phrase(*, short: str, words: str, by: Actor) -> Phrase:
    """Keep words under a short name; what stood under that name before is replaced."""
    policies.check_keeps_phrases(by)
    Staff.visible_to(by).select_for_update().get(pk=by.person_id)
    short, words = short.strip().lstrip(";").lower(), tidy(words)
    if not _SHORT.fullmatch(short):
        said = _("A short name has one to sixteen characters, without blanks.")
        raise Refused(said, fields={"short": said})
    if not 1 <= len(words) <= LONGEST_PHRASE:
        said = _("Write the phrase, in at most 1,000 characters.")
        raise Refused(said, fields={"words": said})
    kept = phrases_of(by)
    row = next((each for each in kept if each.short == short), None)
    if row is None and len(kept) >= MOST:
        raise Refused(_("There are sixty phrases already. Remove one first."))
    row = row or Phrase(practice_id=by.practice_id, author_id=by.person_id, short=short)
    row.words = words
    row.save()
    record("notes.phrase_kept", by=by, on=row)
    return row


@transaction.atomic
def drop_phrase(*, phrase: Phrase, by: Actor) -> None:
    """Remove one of one's own phrases."""
    policies.check_keeps_phrases(by)
    record("notes.phrase_dropped", by=by, on=phrase)
    phrase.delete()
