"""What a leader marks of a session in a word or two: where the group stands, and what helped.

Stages after Tuckman (1965; Tuckman & Jensen 1977) and MacKenzie (1997): the same way told with two sets of
words. Factors: the eleven of Yalom (Yalom & Leszcz, The Theory and Practice of Group Psychotherapy). The
short words are our own. They describe the group, never one person."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum

from holdspace.kernel.words import gettext_noop as _


class Stage(StrEnum):
    """Where the group stands. The values are stable keys."""

    FORMING = "forming"
    STORMING = "storming"
    NORMING = "norming"
    PERFORMING = "performing"
    ADJOURNING = "adjourning"


STAGES: Mapping[Stage, str] = {
    Stage.FORMING: _("forming: finding each other (engagement)"),
    Stage.STORMING: _("storming: being different (differentiation)"),
    Stage.NORMING: _("norming: agreeing how to be together"),
    Stage.PERFORMING: _("performing: working with each other (interpersonal work)"),
    Stage.ADJOURNING: _("adjourning: taking leave (termination)"),
}
"""Each stage in a few words, to be translated where it is shown."""


class Factor(StrEnum):
    """What helps in a group. The values are stable keys."""

    HOPE = "hope"
    UNIVERSALITY = "universality"
    INFORMATION = "information"
    ALTRUISM = "altruism"
    FAMILY = "family"
    SOCIALISING = "socialising"
    IMITATION = "imitation"
    LEARNING = "learning"
    COHESION = "cohesion"
    CATHARSIS = "catharsis"
    EXISTENCE = "existence"


FACTORS: Mapping[Factor, str] = {
    Factor.HOPE: _("hope"),
    Factor.UNIVERSALITY: _("not the only one"),
    Factor.INFORMATION: _("information"),
    Factor.ALTRUISM: _("helping others"),
    Factor.FAMILY: _("family relived"),
    Factor.SOCIALISING: _("social skills"),
    Factor.IMITATION: _("learning by watching"),
    Factor.LEARNING: _("learning from each other"),
    Factor.COHESION: _("belonging"),
    Factor.CATHARSIS: _("letting feelings out"),
    Factor.EXISTENCE: _("facing life as it is"),
}
"""Each factor in a few words: instillation of hope, universality, imparting information, altruism,
recapitulation of the family group, socialising techniques, imitation, interpersonal learning, cohesiveness,
catharsis, existential factors."""


def as_stage(text: str) -> str:
    """The stage that a text names, or nothing."""
    return text.strip() if text.strip() in set(Stage) else ""


def as_factors(texts: str | Iterable[str]) -> str:
    """The factors that are named, each once and in the usual order, with blanks between them."""
    named = set(texts.split() if isinstance(texts, str) else texts)
    return " ".join(factor.value for factor in Factor if factor.value in named)


def words_of_tag(name: str, text: str) -> tuple[str, ...]:
    """The words for what stands in a tag: `name` is "stage" or "factors"."""
    if name == "stage":
        return (STAGES[Stage(text)],) if text in set(Stage) else ()
    return tuple(FACTORS[Factor(code)] for code in text.split() if code in set(Factor))
