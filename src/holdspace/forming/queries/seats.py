"""The seats of a plan in the words of the engine."""

from __future__ import annotations

from holdspace.forming.models import Plan, PlannedSeat
from holdspace.forming.queries.question import Question, place_of
from holdspace.kernel.actors import system_actor


def seats_of(plan: Plan, now: Question) -> dict[str, str]:
    """Person → place, of those who still wait and of groups that still take part at that hour."""
    rows = PlannedSeat.visible_to(system_actor(plan.practice_id)).filter(plan=plan)
    seats = {str(row.member_id): place_of(row.group_id, row.start) for row in rows}
    return {
        person: place for person, place in seats.items() if person in now.waiting and place in now.candidates
    }
