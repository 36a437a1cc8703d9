"""Two safety plans: Gwen's, written anew after her last answer, and Ana's, which she has had since spring."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.kernel import clock
from holdspace.safety import actions
from holdspace.safety.rules.safety_plan import PlanStep, Typed

GWEN: Final = Typed(
    texts={
        PlanStep.SIGNS: "I stop answering messages\nI sleep in my clothes\n“Easier for everybody”",
        PlanStep.ALONE: "Feed the cat and stay beside her until she is done\n"
        "The long way round the reservoir\nA shower, then tea, then ten pages of anything",
        PlanStep.COMPANY: "The reading room in the library, upstairs by the window\n"
        "Choir on Wednesdays, also just to listen\nThe allotment, when Mr. Osei is there",
        PlanStep.SURROUNDINGS: "Carys keeps the tablets from tonight, and brings a week's worth on Sundays",
    },
    rows={
        PlanStep.PEOPLE: (("Carys, my sister", "07700 900381"), ("Delyth from the choir", "07700 900642")),
        PlanStep.SERVICES: (("The surgery, ask for the duty doctor", "020 7946 0182"),),
    },
    reason="Carys. The cat. The sea at Aberdaron in October, once more.",
)
GWEN_BEFORE: Final = Typed(
    texts={
        PlanStep.SIGNS: "I stop answering messages",
        PlanStep.ALONE: "The long way round the reservoir",
        PlanStep.COMPANY: "Choir on Wednesdays",
    },
    rows={PlanStep.PEOPLE: (("Carys, my sister", "07700 900381"),)},
)
ANA: Final = Typed(
    texts={
        PlanStep.SIGNS: "I clean at night\nI say “it is fine” before anybody has asked",
        PlanStep.ALONE: "Kneading dough until it is smooth\nWriting it down and closing the book",
        PlanStep.COMPANY: "The swimming pool before eight\nMy neighbour's kitchen",
        PlanStep.SURROUNDINGS: "No wine in the house on weekdays; my neighbour takes what is left, by Friday",
    },
    rows={PlanStep.PEOPLE: (("Inma, my neighbour", "07700 900217"),)},
    reason="My niece, who wants to learn to swim.",
)


def write(house: House, today: datetime) -> None:
    """Ana's with Tomás; Gwen's with Ruth, again after they spoke on the telephone."""
    _write(house, "ana", "tomas", ANA, today - timedelta(days=40))
    _write(house, "gwen", "ruth", GWEN_BEFORE, today - timedelta(days=33))
    _write(house, "gwen", "ruth", GWEN, today - timedelta(hours=1), on=1)


def _write(house: House, member: str, by: str, typed: Typed, at: datetime, *, on: int = 0) -> None:
    with clock.held_at(at), house.acting(by) as therapist:
        actions.write_plan(
            member=house.members[member],
            typed=typed,
            review_on=(at + timedelta(days=60)).date(),
            based_on=on,
            by=therapist,
        )
