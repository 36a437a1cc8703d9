"""One week of a simulated group: check-ins, the session, ratings, notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random
from typing import Any

from holdspace.demo import goodbyes, words
from holdspace.demo.house import House, admit
from holdspace.demo.people import PEOPLE, Circle, Person
from holdspace.demo.rules import life
from holdspace.kernel import clock, ids
from holdspace.live.actions import Touch, apply_touch
from holdspace.live.models import Floor
from holdspace.live.rules.session_flow import from_json
from holdspace.measures import actions as measures
from holdspace.measures import catalogue
from holdspace.measures.models import Administration
from holdspace.measures.queries import due_for
from holdspace.measures.rules.instrument import Instrument
from holdspace.notes import actions as notes
from holdspace.safety import actions as safety
from holdspace.safety.models import Concern
from holdspace.sessions import actions as sessions
from holdspace.sessions.models import GroupSession
from holdspace.sessions.rules.rating import KEYS

BASE_RATING, RUPTURE = 7.9, 2.6
_courses: dict[tuple[str, str], life.Course] = {}


def live_through(house: House, circle: Circle, week: int, starts: datetime, today: datetime) -> None:
    """Everything of one week that has happened by `today`."""
    session = GroupSession.unscoped.get(group=house.groups[circle.key], number=week)
    _arrivals(house, circle, week, session.starts_at)
    goodbyes.live_through(house, circle, week, session)
    here = [person for person in PEOPLE if person.group == circle.key and _belongs(person, week)]
    _check_ins(house, circle, session, here, week, today)
    if session.ends_at < today:
        coming = _hold(house, circle, session, here, week)
        goodbyes.part(house, circle, week, session)
        _rate(house, circle, session, coming, week)
        _write(house, circle, session, coming, week, newest=week == circle.weeks - 1)


def _belongs(person: Person, week: int) -> bool:
    return person.joined_week <= week <= (person.left_week or week)


def _arrivals(house: House, circle: Circle, week: int, starts: datetime) -> None:
    for person in PEOPLE:
        if person.group == circle.key and person.joined_week == week and week > 1:
            with clock.held_at(starts - timedelta(days=5)):
                admit(house, circle, person)


def _check_ins(
    house: House, circle: Circle, session: GroupSession, here: list[Person], week: int, today: datetime
) -> None:
    for number, person in enumerate(here):
        # For the session to come, those who write early have written already.
        early = today - timedelta(hours=2 + 5 * number)
        moment = min(session.starts_at - timedelta(hours=3 + 5 * number), early)
        if house.rng.random() > (0.78 if session.ends_at < today else 0.75):
            continue
        with clock.held_at(moment), house.acting(person.key) as member:
            brings = (
                person.brings[(week - person.joined_week) % len(person.brings)]
                if house.rng.random() < 0.75
                else ""
            )
            sessions.save_check_in(
                session=session,
                member=house.members[person.key],
                brings=brings,
                openness=max(1, min(5, round(2 + week / 6 + house.rng.gauss(0, 0.7)))),
                share="nobody" if house.rng.random() < 0.1 else "therapists",
                version=0,
                by=member,
            )
            for instrument in due_for(house.members[person.key].pk, session):
                _answer(house, session, person, instrument, week, member)


def _answer(
    house: House, session: GroupSession, person: Person, instrument: Instrument, week: int, member: Any
) -> None:
    start = person.low if instrument.id == "phq-9" else person.worry
    severity = _course(person, instrument.id, start).weeks[week]
    scored = [item.key for item in instrument.scored_items]
    measures.record_administration(
        member=house.members[person.key],
        group=session.group,
        session=session,
        instrument_id=instrument.id,
        # Item 9 has its own story, below: a simulation should not scatter alarms.
        answers=life.answers(severity, scored, 3, house.rng) | ({scored[8]: 0} if len(scored) > 8 else {}),
        by=member,
    )


def _course(person: Person, instrument: str, start: float) -> life.Course:
    key = (person.key, instrument)
    if key not in _courses:
        rng = Random(f"{person.key} {instrument}")  # noqa: S311 - a simulation, not a secret
        _courses[key] = life.course(start, person.course, 20, rng)
    return _courses[key]


def _hold(house: House, circle: Circle, session: GroupSession, here: list[Person], week: int) -> list[Person]:
    """The leader holds the session on the tablet; returns who came."""
    coming = [person for person in here if life.comes(person.comes, house.rng)]
    leader = circle.leads[0][0]
    _touch(house, leader, session, "open_session", session.starts_at)
    for person in here:
        seat = {"member": str(house.members[person.key].pk), "seat_rev": _rev(house, session, person)}
        if person in coming:
            late = 9 if house.rng.random() < 0.08 else house.rng.randrange(-6, 4)
            _touch(house, leader, session, "mark_arrived", session.starts_at + timedelta(minutes=late), seat)
        else:
            reason = house.rng.choice(("told_us", "ill", "no_word", "travel"))
            _touch(
                house,
                leader,
                session,
                "mark_absent",
                session.starts_at + timedelta(minutes=10),
                seat | {"reason": reason},
            )
    _touch(house, leader, session, "end_session", session.ends_at)
    return coming


def _rev(house: House, session: GroupSession, person: Person) -> int:
    state = from_json(Floor.unscoped.get(session=session).state)
    seat = state.seat(house.members[person.key].pk)
    return seat.rev if seat else 0


def _touch(
    house: House,
    who: str,
    session: GroupSession,
    kind: str,
    at: datetime,
    payload: dict[str, Any] | None = None,
) -> None:
    with clock.held_at(at), house.acting(who) as leader:
        session.refresh_from_db()
        apply_touch(session=session, touch=Touch(kind, payload or {}, ids.new_id(), at), by=leader)


def _rate(house: House, circle: Circle, session: GroupSession, coming: list[Person], week: int) -> None:
    since = min((week - rupture for rupture in circle.ruptures if rupture <= week), default=99)
    drop = {0: RUPTURE, 1: RUPTURE * 0.6}.get(since, 0.0)
    for person in coming:
        if house.rng.random() < 0.82:
            with clock.held_at(session.ends_at + timedelta(hours=2)), house.acting(person.key) as member:
                answers = life.ratings(BASE_RATING, drop, KEYS, house.rng)
                sessions.rate_session(session=session, answers=answers, by=member)


def _write(
    house: House, circle: Circle, session: GroupSession, coming: list[Person], week: int, *, newest: bool
) -> None:
    """The leader's notes, signed the same night; those of the newest session are still a draft."""
    theme, intervention, narrative = words.GROUP_NOTES[_theme(circle, week)]
    who = circle.leads[0][0]
    with clock.held_at(session.ends_at + timedelta(minutes=40)), house.acting(who) as leader:
        session.refresh_from_db()
        group = {"theme": theme, "intervention": intervention, "narrative": narrative}
        notes.save_group_note(session=session, fields=group, version=0, by=leader)
        for person in coming[: len(coming) // 2] if newest else coming:
            member = house.members[person.key]
            notes.save_member_note(session=session, member=member, fields=_layer(house), version=0, by=leader)
        if not newest:
            notes.sign_notes(session=session, by=leader)


def _theme(circle: Circle, week: int) -> int:
    if week in circle.ruptures:
        return 4
    if week - 1 in circle.ruptures:
        return 5
    return (0, 1, 2, 3, 6, 7, 8, 9)[(week - 1) % 8]


def _layer(house: House) -> dict[str, str]:
    pick = house.rng.choice
    return {
        "participation": pick(words.PARTICIPATION),
        "response": pick(words.RESPONSE),
        "risk": pick(words.RISK),
        "goal": pick(words.GOAL),
        "plan": pick(words.PLAN),
    }


def recent_concern(house: House, today: datetime) -> None:
    """Gwen's last answer to question nine was not zero; Ruth has seen it and is following it."""
    taken = (
        Administration.unscoped.filter(member=house.members["gwen"], instrument="phq-9")
        .select_related("session")
        .order_by("-taken_at")
        .first()
    )
    if taken is None or taken.session is None:
        return
    group, moment = (
        house.groups["tuesday"],
        min(taken.taken_at + timedelta(minutes=2), today - timedelta(hours=3)),
    )
    item = catalogue.instrument("phq-9").items[8].key
    with clock.held_at(moment), house.acting("gwen") as gwen:
        measures.record_administration(
            member=house.members["gwen"],
            group=group,
            session=taken.session,
            instrument_id="phq-9",
            answers={**(taken.answers or {}), item: 1},
            by=gwen,
        )
    with clock.held_at(moment + timedelta(minutes=50)), house.acting("ruth") as ruth:
        concern = Concern.visible_to(ruth).filter(member=house.members["gwen"]).latest("raised_at")
        safety.acknowledge(concern=concern, by=ruth)
