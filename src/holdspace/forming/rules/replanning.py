"""When somebody declines or leaves: a new plan that disturbs as few people as can be.

Two offers. `frozen` keeps every seat that is promised and fills what has become free; it can be impossible,
when the one who left carried what another shares. `fewest` then moves as few people as it can.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from holdspace.forming.rules.asked import Asked, Level
from holdspace.forming.rules.checker import Broken, broken_rules
from holdspace.forming.rules.forming import Impossible, form
from holdspace.forming.rules.proposal import Proposal
from holdspace.forming.rules.solving import Effort, Stop
from holdspace.kernel.words import Words


@dataclass(frozen=True, slots=True)
class Replanned:
    """What can be offered: `frozen` or, in `why_not_frozen`, why it cannot be; `fewest` and whom it moves.

    `suffers`: the rules that the plan breaks when nothing is done at all. `asked` is the question without
    those who left, to explain with.
    """

    asked: Asked
    frozen: Proposal | None
    why_not_frozen: tuple[Words, ...]
    fewest: Proposal
    moved: tuple[str, ...]
    suffers: tuple[Broken, ...]


def replan(
    asked: Asked,
    seats: Mapping[str, str],
    gone: Collection[str],
    effort: Effort = Effort(),  # noqa: B008 - frozen
    *,
    stop: Stop | None = None,
) -> Replanned:
    """Plan again without those `gone`, who may be newcomers or members."""
    left = without(asked, gone)
    promised = {person: group for person, group in seats.items() if person in left.by_id}
    left = replace(left, promised=promised)
    frozen, why_not = _frozen(left, promised, effort, stop)
    fewest = frozen or form(_least_disturbing(left), effort, begin=mended(left, promised), stop=stop)
    moved = tuple(person for person, group in sorted(promised.items()) if fewest.seats.get(person) != group)
    return Replanned(left, frozen, why_not, fewest, moved, broken_rules(left, promised))


def mended(asked: Asked, seats: Mapping[str, str]) -> dict[str, str]:
    """`seats` without those whose seats break a rule by now: a plan to begin with that disturbs few.

    Whoever a broken rule names gives up their seat, one after the other; where it names nobody (a circle that
    has become too small), everybody new in that circle.
    """
    kept = dict(seats)
    while broken := broken_rules(asked, kept):
        named = [person for person in broken[0].people if person in kept][-1:]
        circle = [person for person, group in kept.items() if group == broken[0].group]
        if not (named or circle):
            return {}
        for person in named or circle:
            del kept[person]
    return kept


def without(asked: Asked, gone: Collection[str]) -> Asked:
    """The question without `gone`, and without what was decided about them."""
    away = set(gone)
    return replace(
        asked,
        people=tuple(person for person in asked.people if person.id not in away),
        apart=frozenset(pair for pair in asked.apart if not pair & away),
        pins=frozenset(pair for pair in asked.pins if pair[0] not in away),
        vetoes=frozenset(pair for pair in asked.vetoes if pair[0] not in away),
        promised={person: group for person, group in asked.promised.items() if person not in away},
    )


def _frozen(
    left: Asked, promised: Mapping[str, str], effort: Effort, stop: Stop | None
) -> tuple[Proposal | None, tuple[Words, ...]]:
    held = replace(left, pins=left.pins | set(promised.items()))
    try:
        return form(held, effort, begin=promised, stop=stop), ()
    except Impossible as impossible:
        return None, impossible.conflict


def _least_disturbing(left: Asked) -> Asked:
    order = (Level.UNDISTURBED, *(level for level in left.order if level is not Level.UNDISTURBED))
    return replace(left, order=order)
