"""One incident: Jonah could not stay in the room; Tomás went out with him, Ruth held the group."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.kernel import clock
from holdspace.safety import actions as safety
from holdspace.safety.actions import incidents
from holdspace.safety.models import Concern
from holdspace.safety.rules.session_crisis import Step
from holdspace.sessions.models import Attendance

WHO: Final = "jonah"
LATER: Final = (
    (Step.PRIVATE_CHECK, 2),
    (Step.ROOM, 3),
    (Step.WHERE, 9),
    (Step.STAY, 31),
    (Step.GROUP, 33),
    (Step.AFTERWARDS, 48),
)
"""Minutes after it began."""
SAID: Final = (
    "Jonah shook and could not breathe when the talk came to his father. He did not think of dying, and had"
    " nothing with him. We sat on the stairs until it passed; his brother came for him at half past. The"
    " group was told that he was not alone. I called him the next day: he had slept, and wants to come back."
)
CLOSED: Final = "Spoke on the telephone the next morning. He slept, eats, and comes on Tuesday."


def happen(house: House, today: datetime) -> None:
    """From the two touches to the signature, and the concern closed the next day."""
    group, member = house.groups["tuesday"], house.members[WHO]
    with house.acting("tomas") as tomas:
        there = Attendance.unscoped.filter(
            member=member, status=Attendance.Status.PRESENT, session__starts_at__lt=today - timedelta(days=25)
        )
        came = there.select_related("session").order_by("-session__starts_at").first()
        if came is None:
            return
        session, began = came.session, came.session.starts_at + timedelta(minutes=24)
        with clock.held_at(began):
            incident = incidents.begin_crisis(member=member, group=group, session_id=session.pk, by=tomas)
        for step, minutes in LATER:
            with clock.held_at(began + timedelta(minutes=minutes)):
                incidents.mark_step(incident=incident, step=step, by=tomas)
        with clock.held_at(began + timedelta(minutes=50)):
            over = incidents.end_crisis(incident=incident, by=tomas)
        with clock.held_at(began + timedelta(hours=2)):
            times = (over.account or "").partition("\n\n")[0]
            incidents.write_account(
                incident=over,
                account=f"{times}\n\n{SAID}",
                reported_to="",
                reported_at=None,
                version=over.version,
                sign=True,
                by=tomas,
            )
        with clock.held_at(began + timedelta(hours=15)):
            concern = Concern.visible_to(tomas).get(member=member, source=Concern.Source.SESSION)
            safety.close(concern=concern, outcome=CLOSED, by=tomas)
