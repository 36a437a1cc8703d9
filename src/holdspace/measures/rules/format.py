"""The format of an instrument's file: which tables there are, which keys each may have, and what they mean.

One place says it: the reader refuses what is not named here, and the JSON Schema and the reference in the
documentation are made from it. A file says in `format` for which edition it was written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

FORMAT = 1
"""The edition of the format that this version reads."""


class Kind(StrEnum):
    """What stands behind a key. A table or a list of tables names the table that it holds."""

    TEXT = "text"
    WORDS = "words"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    KEYS = "keys"
    TABLE = "table"
    TABLES = "tables"


@dataclass(frozen=True, slots=True)
class Key:
    """One key: what it holds, whether a file must have it, and what it says."""

    kind: Kind
    says: str
    required: bool = False
    choices: tuple[str, ...] = ()
    table: str = ""


def _text(says: str, *choices: str, required: bool = False) -> Key:
    return Key(Kind.TEXT, says, required, choices)


def _words(says: str, *, required: bool = False) -> Key:
    return Key(Kind.WORDS, says, required)


def _integer(says: str, *, required: bool = False) -> Key:
    return Key(Kind.INTEGER, says, required)


def _number(says: str, *, required: bool = False) -> Key:
    return Key(Kind.NUMBER, says, required)


def _boolean(says: str, *, required: bool = False) -> Key:
    return Key(Kind.BOOLEAN, says, required)


def _keys(says: str, *, required: bool = False) -> Key:
    return Key(Kind.KEYS, says, required)


def _table(table: str, says: str, *, required: bool = False) -> Key:
    return Key(Kind.TABLE, says, required, table=table)


def _tables(table: str, says: str, *, required: bool = False) -> Key:
    return Key(Kind.TABLES, says, required, table=table)


STATUSES = ("read", "computed", "unverified")
BETTER = ("lower", "higher", "neither")
BY = ("sum", "mean", "none")

_SOURCE = _text("Where this was read.", required=True)
_STATUS = _text(
    "`read` in the source, `computed` from it, or `unverified`: from memory. Unverified when left out.",
    *STATUSES,
)
_LOINC = _text("The LOINC code.")
_BANDS = _tables("band", "Named ranges of the score, from the lowest up.")
_CASENESS = _table("caseness", "From which score somebody is called a case.")

_INSTRUMENT: dict[str, Key] = {
    "format": _integer(f"The edition of this format: {FORMAT}."),
    "id": _text("The name of the file without `.toml`.", required=True),
    "version": _text("The version of the questionnaire in this file.", required=True),
    "short": _text("What clinicians call it; the id in capitals when left out."),
    "tier": _integer(
        "1: its wording may be shipped; 2: only in a content pack under its own licence; 3: only by "
        "permission. 1 when left out."
    ),
    "wording": _text(
        "What of the wording is in this file: `shipped` or `pack`: all of it; `shell`: none, so that nobody "
        "is asked until a practice adds it. `shipped` when left out.",
        "shipped",
        "pack",
        "shell",
    ),
    "validated": _boolean("Whether its scores were validated by anybody.", required=True),
    "better": _text("The direction in which the total gets better.", *BETTER, required=True),
    "asked": _text(
        "`check-in`: members are asked with the check-in; `afterwards`: after every session; `interview`: "
        "a clinician asks in person. `check-in` when left out.",
        "check-in",
        "afterwards",
        "interview",
    ),
    "title": _words("Its name.", required=True),
    "purpose": _words("What it is for, in our own words, for leaders.", required=True),
    "licence": _table("licence", "Why its wording may stand where it stands.", required=True),
    "recall": _words("What stands above all questions. Not in a shell."),
    "notes": _keys("What else whoever uses it should know, in English."),
    "loinc": _table("loinc", "The codes of the whole."),
    "options": _tables("option", "The answers to every question without its own."),
    "scale": _table("scale", "In place of options: the whole numbers of a scale."),
    "items": _tables("item", "The questions, in order."),
    "items_from": _tables("items_from", "Questions of other files, taken over with their wording and codes."),
    "goals": _table("goals", "In place of questions: goals that are set for each person (goal attainment)."),
    "total": _table("total", "How answers become the total; their sum when left out."),
    "missing": _table("missing", "What happens to answers that were not given.", required=True),
    "subscales": _tables("subscale", "Parts with a score of their own."),
    "bands": _BANDS,
    "bands_source": _text("Where the bands were read."),
    "bands_status": _STATUS,
    "caseness": _CASENESS,
    "cutoffs": _tables("cutoff", "Further thresholds with a meaning of their own."),
    "criteria": _tables("criterion", "Rules over single questions, such as symptom clusters."),
    "alerts": _tables("alert", "Answers that ask for a clinician, whatever the total."),
    "change_rules": _tables("change_rule", "When a change is reliable; the first one is the default."),
    "reliability": _tables("reliability", "Published reliabilities, for a rule with a practice's own SD."),
    "norms": _tables("norm", "Published means and standard deviations."),
}

_TABLES: dict[str, dict[str, Key]] = {
    "instrument": _INSTRUMENT,
    "licence": {
        "terms": _text("What is allowed.", required=True),
        "credit": _text("Whom to name.", required=True),
        "source": _text("Where the terms and the wording were read.", required=True),
    },
    "loinc": {"panel": _LOINC, "total": _LOINC},
    "option": {
        "value": _integer("Its points.", required=True),
        "text": _words("Its words. Not in a shell."),
        "loinc": _LOINC,
        "counts": _boolean("False for `does not apply to me`: neither points nor a missing answer."),
    },
    "scale": {
        "from": _integer("The lowest answer.", required=True),
        "to": _integer("The highest answer.", required=True),
    },
    "item": {
        "key": _text("Its name in answers; never changed once there are answers.", required=True),
        "text": _words("The question. Not in a shell."),
        "options": _tables("option", "Its own answers."),
        "scored": _boolean("False when it is outside every score. True when left out."),
        "reverse": _boolean("True when its points are counted from the other end."),
        "asked_if": _table("asked_if", "Asked only after certain answers; outside the total."),
        "loinc": _LOINC,
        "lowest": _words("The words at the lower end of a scale."),
        "highest": _words("The words at its upper end."),
    },
    "asked_if": {
        "items": _keys("The questions before it.", required=True),
        "at_least": _integer("Asked when one of them has this many points or more.", required=True),
    },
    "items_from": {
        "instrument": _text("The id of the file.", required=True),
        "items": _keys(
            "The keys of its questions, in the order in which they are asked here.", required=True
        ),
    },
    "goals": {
        "from": _integer("The lowest level.", required=True),
        "to": _integer("The highest level.", required=True),
        "expected": _integer("The level that was hoped for.", required=True),
        "mean": _number("The T-score when every goal is reached as expected.", required=True),
        "sd": _number("Its standard deviation.", required=True),
        "correlation": _number("The assumed correlation between goals.", required=True),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "total": {
        "by": _text("`none` for what is never added up.", *BY, required=True),
        "times": _number("The result is multiplied by this."),
        "decimals": _integer("Rounded to so many, half up. 0 for sums, 2 for means when left out."),
    },
    "missing": {
        "at_most": _integer("Up to so many take the mean of the answers given; with more there is no score."),
        "at_most_share": _number("The same as a share of the questions, rounded down."),
        "per": _text(
            "`form`: counted over the whole, and a part without its own rule has no score either when too "
            "much is missing; `subscale`: counted and replaced within each part. `form` when left out.",
            "form",
            "subscale",
        ),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "part_missing": {
        "at_most": _integer("Up to so many take the mean of the answers given.", required=True),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "subscale": {
        "key": _text("Its name in results.", required=True),
        "title": _words("Its name.", required=True),
        "items": _keys("The keys of its questions.", required=True),
        "by": _text("`sum` when left out.", "sum", "mean"),
        "times": _number("The result is multiplied by this."),
        "decimals": _integer("Rounded to so many, half up. 0 for sums, 2 for means when left out."),
        "better": _text("Its own direction; the whole's when left out.", *BETTER),
        "missing": _table("part_missing", "Its own rule."),
        "bands": _BANDS,
        "caseness": _CASENESS,
        "loinc": _LOINC,
    },
    "band": {
        "from": _number("Where it begins; it ends where the next begins.", required=True),
        "key": _text("Its name in results.", required=True),
        "text": _words("Its words.", required=True),
    },
    "caseness": {
        "at_least": _number("A case from this score up."),
        "at_most": _number("A case from this score down."),
        "groups": _tables(
            "group", "Thresholds that differ by group. All are said, and nobody is asked which."
        ),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "group": {
        "key": _text("Its name in results.", required=True),
        "text": _words("For whom it holds.", required=True),
        "at_least": _number("A case from this score up.", required=True),
    },
    "cutoff": {
        "key": _text("Its name in results.", required=True),
        "text": _words("What it means.", required=True),
        "at_least": _number("Reached from this total up."),
        "at_most": _number("Reached from this total down."),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "criterion": {
        "key": _text("Its name in results.", required=True),
        "text": _words("What it means when it is met.", required=True),
        "all": _tables("condition", "All of these must hold."),
        "any": _tables("condition", "In place of `all`: one of these is enough."),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "condition": {
        "items": _keys("Questions.", required=True),
        "rated": _integer("A question counts from this many points up.", required=True),
        "at_least": _integer("So many of them must count.", required=True),
    },
    "alert": {
        "item": _text("The question.", required=True),
        "above": _integer("More points than this ask for a clinician.", required=True),
        "unanswered": _boolean("True when leaving it open does so, too."),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "change_rule": {
        "id": _text("Its name.", required=True),
        "at_least": _number("A change of so many points is reliable.", required=True),
        "source": _SOURCE,
        "status": _STATUS,
        "z": _number("The z behind it: 1.96 for 95 %, 1.645 for 90 %."),
        "reliability": _number("The reliability behind it."),
        "reliability_source": _text("Where that was read."),
        "sd": _number("The standard deviation behind it."),
        "sd_source": _text("Where that was read."),
    },
    "reliability": {
        "kind": _text("Internal consistency or retest.", "alpha", "retest", required=True),
        "value": _number("Between 0 and 1.", required=True),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "norm": {
        "key": _text("Its name.", required=True),
        "text": _words("Who they are.", required=True),
        "mean": _number("Their mean.", required=True),
        "sd": _number("Their standard deviation."),
        "n": _integer("How many they were."),
        "source": _SOURCE,
        "status": _STATUS,
    },
    "wording": {
        "format": _integer(f"The edition of this format: {FORMAT}."),
        "instrument": _text("The id of the shell.", required=True),
        "version": _text("The version of the shell.", required=True),
        "permission": _text("Who permitted the use, and when.", required=True),
        "recall": _words("What stands above all questions.", required=True),
        "options": _tables("worded_option", "The words of the answers."),
        "items": _tables("worded_item", "The words of every question, in any order.", required=True),
    },
    "worded_option": {
        "value": _integer("The answer that has these words.", required=True),
        "text": _words("Its words.", required=True),
    },
    "worded_item": {
        "key": _text("The key of the question in the shell.", required=True),
        "text": _words("The question.", required=True),
        "options": _tables("worded_option", "The words of its own answers."),
        "lowest": _words("The words at the lower end of a scale."),
        "highest": _words("The words at its upper end."),
    },
}

TABLES: Mapping[str, Mapping[str, Key]] = MappingProxyType(_TABLES)
"""Every table of the format by name. `instrument` and `wording` are whole files."""
