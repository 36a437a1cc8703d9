"""Which rules, together, make something impossible: an assumption for each, a core, and a deletion filter.

What is left has no rule too many: without any one of them it would be possible. Each "impossible" on the way
is found without presolve (or-tools 5141, 5274). A conflict names people: it is for clinicians only.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from holdspace.forming.rules.asked import Asked
from holdspace.forming.rules.formulation import Formulation, Kind, Literal, RuleAt
from holdspace.forming.rules.rule_words import in_words
from holdspace.forming.rules.seating import Seating
from holdspace.forming.rules.solving import Effort, contradictory
from holdspace.kernel.words import Words

_LAST = (Kind.KEEP, Kind.PIN)
"""What a filter tries to do without first: the fewer people a reason names, the better."""


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Rules that cannot all hold, none of which can be left out, as far as time allowed to find out."""

    rules: tuple[RuleAt, ...]
    words: tuple[Words, ...]


def contradiction(
    asked: Asked,
    where: Seating,
    *,
    seat: tuple[str, str] | None = None,
    keep: Collection[str] = (),
    effort: Effort = Effort(seconds=5),  # noqa: B008 - frozen
) -> Contradiction | None:
    """Why `seat` (person, group) is impossible while everybody in `keep` has some seat; None when it is not,
    or when it could not be found out in time. Without `seat`: why nothing fits at all.
    """
    form = Formulation(asked, where, guarded=True)
    assert form.guards is not None
    if seat is not None:
        form.model.add(form.seat[seat] == 1)
    for person in sorted(keep):
        form.post(RuleAt(Kind.KEEP, person=person), form.model.add_exactly_one(form.seats_of(person)))
    held = sorted(form.guards, key=lambda rule: (rule.kind not in _LAST, rule))
    found = contradictory(form, [form.guards[rule] for rule in held], effort)
    if found is None:
        return None
    return _told(asked, where, _filtered(form, found, effort), seat)


def _filtered(form: Formulation, found: list[Literal], effort: Effort) -> list[RuleAt]:
    """`found` without every literal that is not needed."""
    assert form.guards is not None
    needed: list[Literal] = []
    left = list(found)
    while left:
        tried = left.pop(0)
        smaller = contradictory(form, needed + left, effort)
        if smaller is None:
            needed.append(tried)
        else:
            kept = {literal.index for literal in smaller}
            left = [literal for literal in left if literal.index in kept]
    indices = {literal.index for literal in needed}
    return [rule for rule, literal in form.guards.items() if literal.index in indices]


def _told(asked: Asked, where: Seating, rules: list[RuleAt], seat: tuple[str, str] | None) -> Contradiction:
    return Contradiction(tuple(sorted(rules)), tuple(in_words(asked, where, sorted(rules), seat)))
