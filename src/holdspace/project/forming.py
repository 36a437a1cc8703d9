"""What `holdspace form` does: reads the tables, lets the engine propose, and says it in words or as JSON.

Knows no database and needs no practice: people are the ids of the tables.
"""

from __future__ import annotations

import json
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.changes import Change, Option, smallest_changes
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.proposal import Proposal, Reached
from holdspace.forming.rules.seating import in_words, seating
from holdspace.forming.rules.solving import Effort
from holdspace.forming.rules.tables import TablesRefused, read_tables
from holdspace.forming.rules.why import least_changes, why_here
from holdspace.kernel.refusals import Refused


class NotFormed(Exception):  # noqa: N818
    """Nothing was proposed: why, and a line for each row or wish that is wrong."""

    def __init__(self, summary: str, lines: tuple[str, ...] = ()) -> None:
        super().__init__(summary)
        self.summary = summary
        self.lines = lines


@dataclass(frozen=True, slots=True)
class Formed:
    """A question and what was proposed."""

    asked: Asked
    proposal: Proposal
    effort: Effort


def formed(people: Path, groups: Path, leaders: Path | None, effort: Effort) -> Formed:
    """The proposal for the tables in the files; Ctrl+C keeps the best so far. Raises NotFormed."""
    try:
        asked = read_tables(_text(people), _text(groups), _text(leaders) if leaders else "")
        with _stopped_by_hand() as stop:
            return Formed(asked, form(asked, effort, stop=stop), effort)
    except TablesRefused as refusal:
        raise NotFormed(str(refusal), tuple(map(str, refusal.problems))) from refusal
    except Impossible as refusal:
        raise NotFormed(str(refusal), tuple(map(str, refusal.conflict))) from refusal
    except Refused as refusal:
        raise NotFormed(str(refusal)) from refusal


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeError as problem:
        raise NotFormed(
            f"{path.name} is not text in UTF-8. Save the table as “CSV UTF-8” and try again."
        ) from problem


@contextmanager
def _stopped_by_hand() -> Iterator[Callable[[], bool]]:
    """While inside, Ctrl+C asks the search to end instead of ending the program."""
    asked_to_stop = threading.Event()
    before = signal.signal(signal.SIGINT, lambda *_: asked_to_stop.set())
    try:
        yield asked_to_stop.is_set
    finally:
        signal.signal(signal.SIGINT, before)


# In words


def as_words(done: Formed, *, why: bool) -> Iterator[str]:
    """The proposal, line by line."""
    asked, proposal = done.asked, done.proposal
    for group in asked.groups:
        yield from _circle(done, group.id, why)
    if not proposal.seats:
        yield "Nobody can be seated as things are."
    waiting = ", ".join(proposal.waiting)
    yield f"\nWaiting ({len(proposal.waiting)}): {waiting or 'nobody'}"
    if why:
        yield from _what_would_help(done)
    yield ""
    yield from map(_level, proposal.levels)
    yield _how_found(proposal)


def _circle(done: Formed, group: str, why: bool) -> Iterator[str]:
    seated = done.proposal.seated_in(group)
    if not seated:
        return
    known, there = done.asked.group[group], len(done.asked.members[group])
    begun = "new" if group in done.proposal.opened else f"{there} there already"
    yield f"{group}, {known.slot}, {begun}: {', '.join(seated)}"
    for person in seated if why else ():
        yield from (
            f"    {person}: {words}" for words in why_here(done.asked, done.proposal.seats, person).words
        )


def _what_would_help(done: Formed) -> Iterator[str]:
    for person in done.proposal.waiting:
        options = _options(done, person)
        yield from (f"    {person} would have a seat in {each.group}: {_listed(each)}" for each in options)
        if not options:
            yield f"    {person}: {_first_reason(done.asked, person)}"


def _options(done: Formed, person: str) -> tuple[Option, ...]:
    return smallest_changes(
        done.asked,
        person,
        seats=done.proposal.seats,
        at_least=least_changes(done.asked, done.proposal, person),
        effort=Effort(2, done.effort.seed),
    )


def _listed(option: Option) -> str:
    return " ".join(map(str, option.words)) or "nothing has to change."


def _first_reason(asked: Asked, person: str) -> str:
    where = seating(asked)
    barred = [(group, bars[0]) for (one, group), bars in where.barred.items() if one == person]
    if not where.could[person] and barred:
        group, bar = barred[0]
        return f"no group is possible. {in_words(bar, asked.by_id[person], asked.group[group])}"
    return "no small change would do."


_LEVELS = {
    Level.UNDISTURBED: "Promised seats that change",
    Level.PLACED: "Urgency and waiting placed",
    Level.SEATS: "People with a seat",
    Level.SPREAD: "Spread of strength, in points",
    Level.STYLES: "Pairs of the same style",
}


def _level(reached: Reached) -> str:
    return f"{_LEVELS[reached.level]}: {reached.value} ({_how_sure(reached)})"


def _how_sure(reached: Reached) -> str:
    if reached.proven:
        return "proven: no proposal is better"
    if reached.gap is None:
        return "improved, not proven"
    return f"improved, not proven: at best {reached.bound}, a gap of {reached.gap:.1%}"


def _how_found(proposal: Proposal) -> str:
    again = "The same question with the same seed gives this answer again."
    once = "The clock ended the search: another run may find another answer."
    if proposal.stopped:
        once = "Stopped by hand: this is the best so far."
    return f"{proposal.seconds:.1f} s, seed {proposal.seed}. {again if proposal.repeats else once}"


# As JSON


def as_json(done: Formed, *, why: bool) -> str:
    """The proposal for other programs."""
    proposal = done.proposal
    told = {
        "seats": dict(proposal.seats),
        "waiting": list(proposal.waiting),
        "opened": list(proposal.opened),
        "levels": [_level_for_programs(each) for each in proposal.levels],
        "seed": proposal.seed,
        "seconds": round(proposal.seconds, 3),
        "repeats": proposal.repeats,
        "stopped": proposal.stopped,
    }
    return json.dumps(told | (_why_for_programs(done) if why else {}), indent=2, ensure_ascii=False)


def _level_for_programs(reached: Reached) -> dict[str, object]:
    return {
        "level": reached.level.value,
        "value": reached.value,
        "bound": reached.bound,
        "gap": reached.gap,
        "proven": reached.proven,
    }


def _why_for_programs(done: Formed) -> dict[str, object]:
    asked, proposal = done.asked, done.proposal
    here = {
        one: [str(words) for words in why_here(asked, proposal.seats, one).words] for one in proposal.seats
    }
    return {"why": here, "would_help": {one: _options_for_programs(done, one) for one in proposal.waiting}}


def _options_for_programs(done: Formed, person: str) -> list[dict[str, object]]:
    return [
        {"group": each.group, "changes": [_change_for_programs(change) for change in each.changes]}
        for each in _options(done, person)
    ]


def _change_for_programs(change: Change) -> dict[str, object]:
    about = {"group": change.group, "hours": list(change.hours)}
    return {"what": change.what.value, "value": change.value} | {k: v for k, v in about.items() if v}
