"""Grows the demo practice: everybody acts through the same actions as in life, the clock held in the past.

Seeded: the same day gives the same practice. What one person does is what their page would let them do, so
the audit chain, the agreement and the locks are as real as anywhere.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from django.db import transaction

from holdspace.accounts.models import User
from holdspace.agreements import actions as agreements
from holdspace.agreements.template import default_body
from holdspace.demo import (
    afterwards,
    arriving,
    between,
    bills,
    feedback_rounds,
    goals,
    goodbyes,
    incidents,
    newcomers,
    portraits,
    practising,
    reminders,
    safety_plans,
    weeks,
)
from holdspace.demo.house import House, admit
from holdspace.demo.people import CIRCLES, PEOPLE, STAFF, Circle, Person
from holdspace.groups import actions as groups
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures import actions as measures
from holdspace.measures.rules.due import Plan, Point
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member
from holdspace.practice.models import Practice, RoleSpell, Room, Site, Staff
from holdspace.sessions import actions as sessions
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as

SEED = 20_260_106
ZONE = ZoneInfo("Europe/London")
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@transaction.atomic
def grow() -> None:
    """Grow the whole practice; everything or nothing."""
    today = clock.now().astimezone(ZONE)
    begin = _weeks_before(today, 15)
    with acting_as(system_actor()), clock.held_at(begin):
        house = _open_practice()
    with acting_as(system_actor(house.practice.pk)):
        for circle in CIRCLES:
            first = _first_session(circle, today)
            with clock.held_at(min(first - timedelta(days=10), today - timedelta(days=3))):
                _set_up_group(house, circle, first)
                _admit_first(house, circle)
            for week in range(1, circle.weeks + 1):
                weeks.live_through(house, circle, week, first + timedelta(weeks=week - 1), today)
        between.write(house, today)
        practising.try_out(house, today)
        goodbyes.say(house, today)
        goals.agree(house, today)
        arriving.prepare(house, today)
        afterwards.stay(house, today)
        reminders.choose(house, today)
        feedback_rounds.hold(house, today)
        portraits.hold(house, today)
        weeks.recent_concern(house, today)
        incidents.happen(house, today)
        safety_plans.write(house, today)
        newcomers.arrive(house, today)
        bills.keep(house, today)


def _weeks_before(moment: datetime, weeks_: int) -> datetime:
    return (
        (moment - timedelta(weeks=weeks_)).replace(hour=9, minute=0, second=0, microsecond=0).astimezone(UTC)
    )


def _first_session(circle: Circle, today: datetime) -> datetime:
    """The wall-clock start of the first session, so that the newest one is the next to come."""
    hour, minute = map(int, circle.time.split(":"))
    ahead = (WEEKDAYS.index(circle.weekday) - today.weekday()) % 7
    coming = (today + timedelta(days=ahead)).replace(hour=hour, minute=minute, second=0, microsecond=0)
    if coming <= today:
        coming += timedelta(weeks=1)
    if circle.weeks == 0:
        coming += timedelta(weeks=2)
    return coming - timedelta(weeks=max(circle.weeks - 1, 0))


def _open_practice() -> House:
    practice = Practice.unscoped.create(
        name="Harbour Street Practice",
        time_zone=ZONE.key,
        sender_name="Harbour Street",
        neutral_subject="A note about your appointment",
    )
    house = House(practice, Random(SEED))  # noqa: S311 - a simulation, not a secret
    with acting_as(system_actor(practice.pk)):
        site = Site.unscoped.create(practice=practice, name="Harbour Street", address="12 Harbour Street")
        for name in ("Blue room", "Garden room"):
            house.rooms[name] = Room.unscoped.create(
                practice=practice, site=site, name=name, step_free=name == "Garden room"
            )
        for worker in STAFF:
            user = User.objects.create_user(f"{worker.key}@harbour.example")
            staff = house.staff[worker.key] = Staff.unscoped.create(
                practice=practice,
                user=user,
                display_name=worker.display_name,
                given_name=worker.given_name,
                licence=worker.licence,
                is_trainee=worker.is_trainee,
            )
            RoleSpell.unscoped.create(practice=practice, staff=staff, role=worker.role, starts_at=clock.now())
        keyring.forget()
        for number, person in enumerate(PEOPLE, start=1):
            house.members[person.key] = _register(house, person, number)
    return house


def _register(house: House, person: Person, number: int) -> Member:
    user = User.objects.create_user(f"{person.key}@members.example", language=person.language)
    member = Member.unscoped.create(
        practice=house.practice,
        user=user,
        chosen_name=person.given,
        given_name=person.given,
        family_name=person.family,
        pronouns=person.pronouns,
        birth_date=_birth_date(house.rng),
        access_needs=person.needs or None,
        language=person.language,
    )
    identifier = f"HSP-{1000 + number}"
    Identifier.unscoped.create(
        practice=house.practice,
        member=member,
        system="urn:harbour-street:chart",
        value=identifier,
        index=keyring.blind_index("identifier", f"urn:harbour-street:chart|{identifier}"),
    )
    # Numbers from the range that the regulator keeps free for drama.
    Contact.unscoped.create(
        practice=house.practice, member=member, kind="phone", value=f"+44 7700 900{number:03}", preferred=True
    )
    EmergencyContact.unscoped.create(
        practice=house.practice,
        member=member,
        name=f"{house.rng.choice(('Alex', 'Robin', 'Kim', 'Sacha'))} {person.family}",
        relation=house.rng.choice(("sister", "partner", "friend", "father")),
        phone=f"+44 7700 900{500 + number:03}",
    )
    return member


def _birth_date(rng: Random) -> str:
    return date(1958 + rng.randrange(44), 1 + rng.randrange(12), 1 + rng.randrange(28)).isoformat()


def _set_up_group(house: House, circle: Circle, first: datetime) -> None:
    room = (
        None
        if circle.modality == "online"
        else house.rooms["Blue room" if circle.key == "tuesday" else "Garden room"]
    )
    with house.acting("ines") as ines:
        group = house.groups[circle.key] = groups.create_group(
            practice_id=house.practice.pk,
            by=ines,
            name=circle.name,
            theme=circle.theme,
            modality=circle.modality,
            openness=circle.openness,
            room=room,
            begins_on=first.date(),
        )
        for key, role in circle.leads:
            groups.appoint(group=group, staff=house.staff[key], role=role, by=ines)
        sessions.plan_series(
            group=group,
            first_local=first.replace(tzinfo=None),
            minutes=90,
            rrule=f"FREQ=WEEKLY;BYDAY={circle.weekday}",
            room=room,
            by=ines,
        )
        if circle.weeks:
            house.groups[circle.key] = groups.begin_group(group=group, by=ines)
    with house.acting(circle.leads[0][0]) as leader:
        measures.choose(group=group, plans=_plans(circle), by=leader)
        agreements.publish_agreement(group=house.groups[circle.key], body=default_body(group), by=leader)


def _plans(circle: Circle) -> dict[str, Plan]:
    afterwards = frozenset({Point.AFTER_1, Point.AFTER_3})
    return {
        id: Plan(every, afterwards if id in circle.after else frozenset()) for id, every in circle.measures
    }


def _admit_first(house: House, circle: Circle) -> None:
    for person in PEOPLE:
        if person.group == circle.key and person.joined_week == 1:
            admit(house, circle, person)
