"""The practice itself: opened on the server, described by its owner."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypedDict, Unpack
from zoneinfo import available_timezones

import phonenumbers
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Conflict, Refused
from holdspace.practice import policies
from holdspace.practice.models import Practice
from holdspace.practice.rules import own_lines
from holdspace.practice.rules.neutral import telling
from holdspace.practice.rules.own_lines import MOST_LINES, OwnLine
from holdspace.practice.rules.typed import one_line
from holdspace.practice.whereabouts import zone_named
from holdspace.vault.scope import acting_as

LONGEST_NAME = 120
"""Characters of a practice's name."""

LONGEST_NEUTRAL = {"sender_name": 60, "neutral_subject": 80}
"""Characters of the words that leave the building."""


LONGEST_LIMITS = 4000
"""Characters of what a practice says on where confidentiality ends; our own choice."""


class PracticeFields(TypedDict, total=False):
    """What an owner says of the practice; what is left out stays."""

    name: str
    time_zone: str
    language: str
    region: str
    sender_name: str
    neutral_subject: str
    crisis_lines: Sequence[OwnLine]
    limits: str
    word_when_missed: bool


@transaction.atomic
def open_practice(*, name: str, time_zone: str, language: str, region: str, by: Actor) -> Practice:
    """A new practice, without anybody in it yet.

    `time_zone` is an IANA name, `language` one of the house's, `region` the country (ISO 3166-1 alpha-2) in
    which telephone numbers are read. Refused with a sentence for each that is not.
    """
    policies.check_can_open_practice(by)
    said = PracticeFields(name=name, time_zone=time_zone, language=language, region=region)
    practice = Practice(**_normal(said))
    _check_described(practice)
    practice.save(force_insert=True)
    within = system_actor(practice.pk)
    with acting_as(within):
        record("practice.opened", by=within, on=practice)
    return practice


@transaction.atomic
def change_practice(
    *, practice: Practice, version: int, by: Actor, **fields: Unpack[PracticeFields]
) -> Practice:
    """Change what is said of the practice.

    `version` is the one that was looked at: Conflict when another owner changed something since. Refused as
    `open_practice`, for neutral words that tell what the appointment is, and for lines that help nobody.
    """
    policies.check_can_change_practice(by, practice)
    practice = Practice.visible_to(by).select_for_update(no_key=True).get(pk=practice.pk)
    if practice.version != version:
        sentence = _(
            "Another owner changed this in the meantime. Your words are still here: compare, and save."
        )
        raise Conflict(sentence, newest=practice.version)
    news = {name: value for name, value in _normal(fields).items() if getattr(practice, name) != value}
    for name, value in news.items():
        setattr(practice, name, value)
    _check_described(practice)
    if news:
        practice.version += 1
        practice.save(update_fields=[*news, "version"])
        record("practice.changed", by=by, on=practice, detail={"fields": sorted(news)})
    return practice


def _normal(fields: PracticeFields) -> dict[str, Any]:
    """What was said, as it is kept."""
    said: dict[str, Any] = dict(fields)
    lines: Sequence[OwnLine] | None = said.pop("crisis_lines", None)
    limits: str | None = said.pop("limits", None)
    word: bool | None = said.pop("word_when_missed", None)
    kept: dict[str, Any] = {name: one_line(value) for name, value in said.items()}
    if word is not None:
        kept["word_when_missed"] = word
    if limits is not None:
        kept["limits"] = "\n".join(line.strip() for line in limits.strip().splitlines())
    if "time_zone" in kept:
        kept["time_zone"] = zone_named(kept["time_zone"])
    if "region" in kept:
        kept["region"] = kept["region"].upper()
    if lines is not None:
        normal = (own_lines.normal(line) for line in lines)
        kept["crisis_lines"] = [line.kept() for line in normal if not line.is_empty]
    return kept


def _check_described(practice: Practice) -> None:
    """Refused with one sentence per field for everything that is wrong."""
    wrong = {**_wrong_of_itself(practice), **dict(_wrong_words(practice)), **_wrong_lines(practice)}
    if wrong:
        raise Refused(" ".join(map(str, wrong.values())), fields=wrong)


def _wrong_of_itself(practice: Practice) -> Mapping[str, object]:
    wrong = {}
    if not 0 < len(practice.name) <= LONGEST_NAME:
        wrong["name"] = _("A practice needs a name of at most %(most)s characters.") % {"most": LONGEST_NAME}
    if practice.time_zone not in available_timezones():
        wrong["time_zone"] = _("This is no time zone. One is written as Europe/London.")
    if practice.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("The house does not speak this language.")
    if practice.region not in phonenumbers.SUPPORTED_REGIONS:
        wrong["region"] = _("This is no country code. One is written as GB.")
    if len(practice.limits) > LONGEST_LIMITS:
        wrong["limits"] = _("This text has more than %(most)s characters.") % {"most": LONGEST_LIMITS}
    return wrong


def _wrong_words(practice: Practice) -> Iterator[tuple[str, object]]:
    """The words that leave the building: there are some, they fit, and they tell nothing."""
    for name, most in LONGEST_NEUTRAL.items():
        words = getattr(practice, name)
        told = telling(words, own_name=practice.name)
        if not 0 < len(words) <= most:
            yield name, _("Messages need these words, at most %(most)s characters.") % {"most": most}
        elif told:
            yield name, told.sentence


def _wrong_lines(practice: Practice) -> Mapping[str, object]:
    """The crisis lines; which words of which line are wrong is said by `rules.own_lines.faults`."""
    lines = own_lines.read(practice.crisis_lines)
    if len(lines) > MOST_LINES:
        return {"crisis_lines": _("Keep at most %(most)s lines.") % {"most": MOST_LINES}}
    for line in lines:
        for sentence in own_lines.faults(line).values():
            place = {"line": line.summary, "sentence": sentence}
            return {"crisis_lines": _("%(line)s: %(sentence)s") % place}
    return {}
