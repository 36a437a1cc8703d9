"""What an instrument (questionnaire) is made of: frozen values, whatever file they were read from.

Every threshold carries its source, whether it was read there, and as far as they are published the z, the
reliability and the standard deviation behind it (design decision E4 of science.md).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum, StrEnum
from fractions import Fraction

from holdspace.measures.rules.tables import NO_WORDS, Text


class Better(StrEnum):
    """The direction in which a score gets better."""

    LOWER = "lower"
    HIGHER = "higher"
    NEITHER = "neither"


class Asked(StrEnum):
    """When members are asked: with the check-in, as often as their group's leaders choose; after every
    session, by itself; or in person, by a clinician."""

    CHECK_IN = "check-in"
    AFTERWARDS = "afterwards"
    INTERVIEW = "interview"


class Tier(IntEnum):
    """What the rights allow: the wording in this package, in a content pack, or only by permission."""

    SHIPPED = 1
    PACK = 2
    PERMISSION = 3


class Wording(StrEnum):
    """Where the words are: shipped, in a content pack, nowhere, or added by a practice."""

    SHIPPED = "shipped"
    PACK = "pack"
    SHELL = "shell"
    ADDED = "added"


class By(StrEnum):
    """How answers become a score."""

    SUM = "sum"
    MEAN = "mean"
    NONE = "none"


class Per(StrEnum):
    """Over what missing answers are counted and replaced."""

    FORM = "form"
    SUBSCALE = "subscale"


class Status(StrEnum):
    """How sure a number is: read in its source, computed from what was read, or from memory."""

    READ = "read"
    COMPUTED = "computed"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class Licence:
    """Why this wording may stand here, whom to credit, and where that was read."""

    terms: str
    credit: str
    source: str


@dataclass(frozen=True, slots=True)
class Option:
    """An answer that can be given: its points, its words, and its LOINC answer code where there is one.

    With `counts` false it says "does not apply to me": neither points nor a missing answer.
    """

    value: int
    text: Text = NO_WORDS
    loinc: str = ""
    counts: bool = True


@dataclass(frozen=True, slots=True)
class AskedIf:
    """A question is asked only when one of `items` was answered with `at_least` points."""

    items: tuple[str, ...]
    at_least: int


@dataclass(frozen=True, slots=True)
class Item:
    """A question. `lowest` and `highest` are the words at the two ends of a numbered scale."""

    key: str
    text: Text
    options: tuple[Option, ...]
    scored: bool = True
    loinc: str = ""
    lowest: Text | None = None
    highest: Text | None = None
    reverse: bool = False
    asked_if: AskedIf | None = None

    @property
    def values(self) -> tuple[int, ...]:
        """Every answer that can be given."""
        return tuple(option.value for option in self.options)

    @property
    def range(self) -> tuple[int, int]:
        """The fewest and the most points."""
        counted = [option.value for option in self.options if option.counts]
        return min(counted), max(counted)

    def option(self, value: int) -> Option:
        """The answer with these points; KeyError when it is not offered."""
        for option in self.options:
            if option.value == value:
                return option
        raise KeyError(value)

    def points(self, value: int) -> int:
        """What this answer adds, from the other end where the question is reversed."""
        return sum(self.range) - value if self.reverse else value

    def applies(self, value: int | None) -> bool:
        """Whether the answer is anything but "does not apply to me"."""
        return all(option.counts for option in self.options if option.value == value)


@dataclass(frozen=True, slots=True)
class Alert:
    """An answer to `item` above `above` points asks for a clinician, whatever the total.

    With `unanswered`, so does leaving it open.
    """

    item: str
    above: int
    source: str
    unanswered: bool = False
    status: Status = Status.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Band:
    """A range of totals with a name: from `lowest` up to where the next band begins."""

    lowest: float
    key: str
    text: Text


@dataclass(frozen=True, slots=True)
class Group:
    """A threshold that holds for some people only. Who belongs to them is not asked and not kept."""

    key: str
    text: Text
    at_least: float


@dataclass(frozen=True, slots=True)
class Caseness:
    """From which total somebody is called a case by `source`: up from `at_least`, or down from `at_most`.

    Where it differs between `groups` (men and women, say), neither is set and all thresholds are said.
    """

    source: str
    at_least: float | None = None
    at_most: float | None = None
    groups: tuple[Group, ...] = ()
    status: Status = Status.UNVERIFIED

    @property
    def threshold(self) -> float | None:
        """The one that a picture can draw; None where there are several."""
        return self.at_least if self.at_least is not None else self.at_most

    def holds(self, total: float) -> bool | None:
        """Whether this is a case; None where the groups differ about it."""
        said = set(self.by_group(total).values()) if self.groups else {_reached(self, total)}
        return said.pop() if len(said) == 1 else None

    def by_group(self, total: float) -> dict[str, bool]:
        """Group → whether it is a case for somebody of that group."""
        return {group.key: total >= group.at_least for group in self.groups}


@dataclass(frozen=True, slots=True)
class Cutoff:
    """A further threshold with a meaning of its own."""

    key: str
    text: Text
    source: str
    at_least: float | None = None
    at_most: float | None = None
    status: Status = Status.UNVERIFIED

    def reached(self, total: float) -> bool:
        """Whether the total lies at the threshold or beyond."""
        return _reached(self, total)


def _reached(threshold: Caseness | Cutoff, total: float) -> bool:
    if threshold.at_least is not None:
        return total >= threshold.at_least
    return threshold.at_most is not None and total <= threshold.at_most


@dataclass(frozen=True, slots=True)
class Condition:
    """At least `at_least` of `items` were rated `rated` or more."""

    items: tuple[str, ...]
    rated: int
    at_least: int


@dataclass(frozen=True, slots=True)
class Criterion:
    """A rule over single questions: every condition must hold, or with `enough` one of them."""

    key: str
    text: Text
    conditions: tuple[Condition, ...]
    enough: bool
    source: str
    status: Status = Status.UNVERIFIED


@dataclass(frozen=True, slots=True)
class MissingRule:
    """How many scored answers may be missing; the mean of those given stands in for them.

    `at_most_share`, where set, is a share of the questions instead of a number. `per` form: counted over the
    whole; `per` subscale: counted and replaced within each part.
    """

    at_most: int
    source: str
    at_most_share: float | None = None
    per: Per = Per.FORM
    status: Status = Status.UNVERIFIED

    def allows(self, missing: int, of: int) -> bool:
        """Whether so many missing answers of so many questions still make a score."""
        if self.at_most_share is None:
            return missing <= self.at_most
        return missing <= int(Fraction(str(self.at_most_share)) * of)


@dataclass(frozen=True, slots=True)
class TotalRule:
    """How answers become a score: added or averaged, multiplied, rounded half up to `decimals`."""

    by: By = By.SUM
    times: float = 1
    decimals: int = 0

    @property
    def step(self) -> float:
        """The smallest difference between two scores."""
        return 1 if self.decimals == 0 else float(Fraction(1, 10**self.decimals))

    def score(self, mean: Fraction, questions: int) -> float:
        """The score of `questions` questions whose answers are `mean` on average."""
        return self.rounded(mean if self.by is By.MEAN else mean * questions)

    def rounded(self, raw: Fraction) -> float:
        """Multiplied and rounded; a whole number stays whole."""
        scale = 10**self.decimals
        points = (raw * Fraction(str(self.times)) * scale * 2 + 1) // 2
        return points if self.decimals == 0 else float(Fraction(points, scale))


PLAIN_SUM = TotalRule()


@dataclass(frozen=True, slots=True)
class ChangeRule:
    """A change of `at_least` points is reliable; `z`, `reliability`, `sd` are None where unpublished."""

    id: str
    at_least: float
    source: str
    z: float | None = None
    reliability: float | None = None
    reliability_source: str = ""
    sd: float | None = None
    sd_source: str = ""
    status: Status = Status.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Reliability:
    """A published reliability: `kind` is alpha or retest."""

    kind: str
    value: float
    source: str
    status: Status = Status.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Norm:
    """A published mean of some group of people; `sd` and `n` are None where unpublished."""

    key: str
    text: Text
    mean: float
    source: str
    sd: float | None = None
    n: int | None = None
    status: Status = Status.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Goals:
    """In place of questions: each person's own goals, each reached to a level between `lowest` and `highest`.

    `mean`, `sd` and `correlation` are what the T-score of weighted goals is computed with.
    """

    lowest: int
    highest: int
    expected: int
    mean: float
    sd: float
    correlation: float
    source: str
    status: Status = Status.UNVERIFIED


@dataclass(frozen=True, slots=True)
class Subscale:
    """A part with a score of its own. Without `missing` the rule of the whole holds for it."""

    key: str
    title: Text
    items: tuple[str, ...]
    total: TotalRule
    better: Better
    missing: MissingRule | None = None
    bands: tuple[Band, ...] = ()
    caseness: Caseness | None = None
    loinc: str = ""


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of one instrument. `purpose` tells leaders what it is for; members never read it."""

    id: str
    version: str
    title: Text
    purpose: Text
    asked: Asked
    licence: Licence
    validated: bool
    better: Better
    recall: Text
    items: tuple[Item, ...]
    alerts: tuple[Alert, ...]
    bands: tuple[Band, ...]
    caseness: Caseness | None
    missing: MissingRule
    change_rules: tuple[ChangeRule, ...]
    loinc_panel: str = ""
    loinc_total: str = ""
    short: str = ""
    tier: Tier = Tier.SHIPPED
    wording: Wording = Wording.SHIPPED
    total: TotalRule = PLAIN_SUM
    subscales: tuple[Subscale, ...] = ()
    cutoffs: tuple[Cutoff, ...] = ()
    criteria: tuple[Criterion, ...] = ()
    reliability: tuple[Reliability, ...] = ()
    norms: tuple[Norm, ...] = ()
    goals: Goals | None = None
    bands_source: str = ""
    bands_status: Status = Status.UNVERIFIED
    notes: tuple[str, ...] = ()

    @property
    def can_be_asked(self) -> bool:
        """Whether there are questions, and words for them."""
        return self.wording is not Wording.SHELL and bool(self.items)

    @property
    def scored_items(self) -> tuple[Item, ...]:
        return tuple(item for item in self.items if item.scored)

    @property
    def lowest_total(self) -> float:
        """The least that answers can come to (and would come to, where there is no total)."""
        return self._end(0)

    @property
    def highest_total(self) -> float:
        return self._end(1)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages in which the instrument can be answered, the original first; none for a shell."""
        return self.recall.languages

    def range_of(self, subscale: Subscale) -> tuple[float, float]:
        """The least and the most that a part can come to."""
        items = tuple(self.item(key) for key in subscale.items)
        return _end(subscale.total, items, 0), _end(subscale.total, items, 1)

    def item(self, key: str) -> Item:
        """The question with this key; KeyError when there is none."""
        for item in self.items:
            if item.key == key:
                return item
        raise KeyError(key)

    def change_rule(self, id: str | None = None) -> ChangeRule | None:
        """The rule with this id; without an id the first, which is the default; None when there is none."""
        if id is None:
            return self.change_rules[0] if self.change_rules else None
        return next((rule for rule in self.change_rules if rule.id == id), None)

    def _end(self, end: int) -> float:
        return _end(self.total, self.scored_items, end)


def _end(total: TotalRule, items: tuple[Item, ...], end: int) -> float:
    """The lowest (0) or highest (1) score of these questions."""
    if not items:
        return 0
    mean = Fraction(sum(item.range[end] for item in items), len(items))
    return total.score(mean, len(items))
