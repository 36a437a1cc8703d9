"""The fields by which people are counted: the values that each can have, and what these are called.

The values depend on what the practice offers and never on who comes.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.groups.models import Group
from holdspace.intake.models import Funding
from holdspace.intake.rules.fairness import BANDS, UNKNOWN, Field
from holdspace.kernel.actors import Actor
from holdspace.members.queries import language_name
from holdspace.practice.models import Practice

OTHER: Final = "other"
"""The languages in which the practice holds no group."""

AGE, LANGUAGE, FUNDING = "age", "language", "funding"
_BAND_WORDS: Final[dict[str, Promise]] = {
    "-24": gettext_lazy("under 25"),
    "25-39": gettext_lazy("25 to 39"),
    "40-64": gettext_lazy("40 to 64"),
    "65-": gettext_lazy("65 and over"),
}


def fields_with(languages: Sequence[str]) -> tuple[Field, ...]:
    """Age, language and who pays, where the practice offers these languages."""
    return (
        Field(AGE, (*BANDS, UNKNOWN)),
        Field(LANGUAGE, (*languages, OTHER, UNKNOWN)),
        Field(FUNDING, (*(code for code in Funding.values if code), UNKNOWN)),
    )


def languages_offered(system: Actor, practice: Practice) -> tuple[str, ...]:
    """The practice's own language, then the others of its groups; one query."""
    groups = Group.visible_to(system).exclude(phase=Group.Phase.ENDED)
    offered = set(groups.values_list("language", flat=True)) - {practice.language}
    return (practice.language, *sorted(offered))


def language_among(offered: Sequence[str], spoken: Sequence[str]) -> str:
    """The first offered language in which somebody can come: the practice's own, where it is theirs."""
    if not spoken:
        return UNKNOWN
    return next((language for language in offered if language in spoken), OTHER)


def words_of_value(field: str, value: str) -> str:
    """What a value of a field is called."""
    if value == UNKNOWN:
        return _("not known")
    if field == AGE:
        return str(_BAND_WORDS[value])
    if field == FUNDING:
        return str(Funding(value).label)
    return _("another language") if value == OTHER else language_name(value)
