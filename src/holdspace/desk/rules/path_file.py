"""A member's path as something to take along: one structure, read by machines (JSON) and set on paper."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Final

FORM: Final = "holdspace-path/1"
"""What stands at the head of the file, so that whoever reads it knows how."""


@dataclass(frozen=True, slots=True)
class Row:
    """Something on a day, in words; `about` where it needs a name."""

    on: date
    words: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One questionnaire over time."""

    title: str
    answers: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Goal:
    """One goal, what each of its levels would be, and how it was worded before."""

    words: str
    since: date
    levels: tuple[tuple[str, str], ...]
    reached: str
    practices: tuple[str, ...]
    before: tuple[Row, ...]
    is_over: bool


@dataclass(frozen=True, slots=True)
class Tried:
    """Something that was tried between sessions."""

    on: date
    name: str
    tried: str
    went: str
    learnt: str


@dataclass(frozen=True, slots=True)
class Path:
    """All of it."""

    made_on: date
    sessions: tuple[Row, ...] = ()
    openness: tuple[Row, ...] = ()
    measures: tuple[Reading, ...] = ()
    goals: tuple[Goal, ...] = ()
    tried: tuple[Tried, ...] = ()
    exchanged: tuple[str, ...] = ()
    received: tuple[Row, ...] = ()


def as_json(path: Path) -> str:
    """For machines, and readable by people: days as in ISO 8601, letters as they are."""
    return json.dumps({"form": FORM, **asdict(path)}, default=date.isoformat, ensure_ascii=False, indent=2)


def for_paper(path: Path, words: Mapping[str, str]) -> dict[str, object]:
    """What the paper is set from, empty parts left out; `words` are the headings in the reader's language."""
    parts = [
        _part(words["sessions"], sentences=[each.words for each in path.sessions]),
        _part(words["openness"], rows=[[_day(each.on), each.words] for each in path.openness]),
        *(
            _part(each.title, rows=[[_day(row.on), row.words] for row in each.answers])
            for each in path.measures
        ),
        _part(words["goals"], groups=[_on_paper(each, words) for each in path.goals]),
        _part(words["tried"], groups=[_noted(each) for each in path.tried]),
        _part(words["exchanged"], sentences=list(path.exchanged)),
        _part(words["received"], groups=[_group(_day(row.on), [row.words]) for row in path.received]),
    ]
    return {
        "heading": words["path"],
        "made_on": _day(path.made_on),
        "columns": [words["day"], words["said"]],
        "parts": [part for part in parts if part["sentences"] or part["rows"] or part["groups"]],
    }


def _part(
    title: str,
    *,
    sentences: list[str] | None = None,
    rows: list[list[str]] | None = None,
    groups: list[dict[str, object]] | None = None,
) -> dict[str, object]:
    return {"title": title, "sentences": sentences or [], "rows": rows or [], "groups": groups or []}


def _group(title: str, lines: list[str]) -> dict[str, object]:
    return {"title": title, "lines": [line for line in lines if line]}


def _on_paper(goal: Goal, words: Mapping[str, str]) -> dict[str, object]:
    lines = [f"{name}: {said}" for name, said in goal.levels]
    if goal.reached:
        lines.append(f"{words['reached']} {goal.reached}")
    if goal.practices:
        lines.append(f"{words['practised']} {', '.join(goal.practices)}")
    lines += [f"{words['before']} {row.words}" for row in goal.before]
    return _group(goal.words or "—", lines)


def _noted(tried: Tried) -> dict[str, object]:
    title = ", ".join(filter(None, (tried.name, _day(tried.on))))
    return _group(title, [tried.tried, tried.went, tried.learnt])


def _day(day: date) -> str:
    return day.isoformat()
