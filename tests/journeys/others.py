"""What others do while one member lives on: the worker, the staff, the circle. One process, told line by line.

    python -m tests.journeys.others

Reads a line of JSON, `[name, argument, …]`, does that, and answers with a line of JSON; by the clock of
`tests.journeys.moved`. The worker in it is that of `project.worker`, which comes round when it is told to, and can
be killed. It is killed from within, so that it is known what it had in its hands.
"""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from datetime import datetime
from typing import Any

import django

from tests.journeys.backstage import acting, check_ins, five_wait, open_space, signed_in
from tests.journeys.moved import follow_the_clock

SKILL = "a-small-no"
"""What Ruth suggests."""


def _group() -> Any:
    from holdspace.groups.models import Group

    return Group.unscoped.get(name="Wednesday evening")


def _member(name: str) -> Any:
    from holdspace.members.models import Member

    return Member.unscoped.get(user__email=f"{name}@example.org")


def _session(number: int) -> Any:
    from holdspace.sessions.models import GroupSession

    return GroupSession.unscoped.select_related("group", "practice").get(group=_group(), number=number)


# the worker


class Worker:
    """One process of the worker: what it has done, it knows only as long as it lives."""

    def __init__(self) -> None:
        self.beat: Any = None

    def round(self, moment: str) -> int:
        """It comes round at a moment and does what is due; what failed in it stops the story."""
        from holdspace.project.worker import do_waiting_tasks

        self.look(moment)
        do_waiting_tasks()
        return self._failures()

    def look(self, moment: str) -> None:
        """It finds what is due, and does not get to what waits."""
        from holdspace.project.worker import Beat

        at = datetime.fromisoformat(moment)
        self.beat = self.beat or Beat.starting(at)
        self.beat.run_due(at)

    def _failures(self) -> int:
        from django_tasks_db.models import DBTaskResult

        return DBTaskResult.objects.failed().count()


worker = Worker()


def dies_before(moment: str) -> None:
    """The worker has queued what is due, and the power goes."""
    worker.look(moment)
    os.kill(os.getpid(), signal.SIGKILL)


def dies_within(moment: str) -> None:
    """The worker has a message in its hands, and the power goes before anybody takes it."""
    from holdspace.correspondence import tasks

    vars(tasks)["push"] = lambda *_message: os.kill(os.getpid(), signal.SIGKILL)
    worker.round(moment)


def queued() -> int:
    """How many messages wait to leave."""
    from holdspace.correspondence.models import Reminder

    with acting():
        return Reminder.unscoped.filter(sent_at__isnull=True).count()


# before the first time


def list_of_five() -> str:
    """Five people wait for a circle, and Ruth's new group could take them."""
    return five_wait()


def take_up() -> str:
    """Inês puts on the list who referred themselves, and Ruth meets them and decides."""
    from holdspace.intake import actions
    from holdspace.intake.models import Referral, Screening
    from holdspace.intake.rules.screening import Facts

    with acting("ines") as ines:
        waiting = actions.take_up(referral=Referral.unscoped.get(state="new"), by=ines)
    facts = Facts(
        decision="in_favour",
        in_favour=("wants-group",),
        themes=("grief-parent", "loneliness"),
        strength=6,
    )
    with acting("ruth") as ruth:
        screening = Screening.unscoped.get(waiting=waiting)
        actions.save_and_decide(
            screening=screening, facts=facts, texts={}, version=screening.version, look_again_on=None, by=ruth
        )
    return str(waiting.member_id)


def offer_places() -> int:
    """A round, a search, and a circle that Ruth accepts; those who wait without a mailbox say yes by telephone."""
    from holdspace.forming import actions, tasks
    from holdspace.forming.models import Round

    with acting("ines") as ines:
        held = actions.open_round(by=ines)
        actions.take_part(held=held, group=_group(), by=ines, starts=["wed-18"], minutes=90)
    with acting("ruth") as ruth:
        held = Round.unscoped.get(closed_at=None)
        plan = actions.ask_for_plan(held=held, seconds=1, by=ruth)
    tasks.search.call(str(plan.practice_id), str(plan.pk))
    with acting("ruth") as ruth:
        plan.refresh_from_db()
        made = actions.accept_circle(plan=plan, group=_group(), by=ruth)
    for offer in made:
        with acting("ines") as ines:
            if offer.member.chosen_name != "Nia":
                actions.answer_for(offer=offer, takes=True, by=ines)
    return len(made)


def begin(first_local: str, weeks: int) -> dict[str, str]:
    """Bo joins as well, the group begins, and its evenings are planned; the ids that pages are found by."""
    from holdspace.agreements.actions import sign
    from holdspace.agreements.models import Agreement
    from holdspace.groups.actions import admit_member, begin_group
    from holdspace.sessions.actions import plan_series
    from holdspace.sessions.models import GroupSession

    with acting("ruth") as ruth:
        admit_member(group=_group(), member=_member("bo"), by=ruth)
    with acting("bo") as bo:
        sign(agreement=Agreement.unscoped.get(group=_group()), signed_name="Bo Lindqvist", by=bo)
    with acting("ines") as ines:
        begin_group(group=_group(), by=ines)
        plan_series(
            group=_group(),
            first_local=datetime.fromisoformat(first_local),
            minutes=90,
            rrule=f"FREQ=WEEKLY;COUNT={weeks}",
            room=None,
            by=ines,
        )
    with acting():
        group, rows = _group(), GroupSession.unscoped.filter(group=_group())
        found = {str(row.number): str(row.pk) for row in rows}
        found |= {"group": str(group.pk), "nia": str(_member("nia").pk), "bo": str(_member("bo").pk)}
    open_space(found["group"])
    return found


def ask_measures() -> str:
    """Ruth asks the PHQ-9 at the first evening, every fourth one, and at all points after somebody has left."""
    from holdspace.measures.actions import choose
    from holdspace.measures.rules.due import Plan, Point

    after = {Point.START, Point.AFTER_1, Point.AFTER_3, Point.AFTER_6}
    with acting("ruth") as ruth:
        choose(group=_group(), plans={"phq-9": Plan(4, frozenset(after))}, by=ruth)
    return "asked"


def reach_out_at_once() -> str:
    """Olu wants the practice to reach out to whoever was missed once, and to welcome them back."""
    from holdspace.preparation.actions.missing import set_rule

    with acting("olu") as olu:
        set_rule(after=1, by=olu)
    return "set"


def listens(subscription: str) -> str:
    """Nia's telephone hands out where it can be told, which no browser without its maker's service does."""
    from holdspace.correspondence.actions import add_device

    with acting("nia") as nia:
        add_device(subscription=subscription, by=nia)
    return "listens"


def signs_in(name: str) -> str:
    """The cookie of a browser in which somebody has just signed in."""
    from holdspace.accounts.models import User

    return signed_in(User.objects.get(email=f"{name}@example.org"))


# the weeks


def hold(number: int, away: str = "") -> str:
    """The evening is over: Ruth notes who came, and Bo says how it was."""
    from holdspace.sessions.actions import rate_session, record_attendance
    from holdspace.sessions.policies import belongs

    with acting():
        session = _session(number)
        found = {name: _member(name) for name in ("nia", "bo")}
        people = {name: member for name, member in found.items() if belongs(member, session)}
    for name, member in people.items():
        absent = name == away
        with acting("ruth") as ruth:
            record_attendance(
                session=session,
                member=member,
                status="absent" if absent else "present",
                arrived_at=None if absent else session.starts_at,
                left_at=None,
                reason="no_word" if absent else "",
                by=ruth,
            )
    with acting("bo") as bo:
        rate_session(session=session, answers={"heard": 7}, by=bo)
    return "held"


def suggest() -> str:
    """Ruth suggests something to try to the circle."""
    from holdspace.skills.actions.assigning import assign

    with acting("ruth") as ruth:
        assign(group=_group(), code=SKILL, by=ruth)
    return "suggested"


def encourage(words: str) -> str:
    """Bo writes a word to the whole circle."""
    from holdspace.circle.actions.writing import encourage as write

    with acting("bo") as bo:
        write(group=_group(), text=words, by=bo)
    return "written"


def move(number: int, new_local: str) -> str:
    """Inês moves an evening."""
    from holdspace.sessions.actions import move_session

    with acting("ines") as ines:
        move_session(session=_session(number), new_local=datetime.fromisoformat(new_local), by=ines)
    return "moved"


def renew(words: str) -> str:
    """Ruth publishes another version of the agreement."""
    from holdspace.agreements.actions import publish_agreement

    with acting("ruth") as ruth:
        publish_agreement(group=_group(), body=words, by=ruth)
    return "published"


def bo_signs() -> str:
    """Bo signs the version that holds."""
    from holdspace.agreements.actions import sign
    from holdspace.agreements.models import Agreement

    with acting("bo") as bo:
        sign(agreement=Agreement.unscoped.filter(group=_group()).latest("version"), signed_name="Bo", by=bo)
    return "signed"


def bo_gives(words: str) -> str:
    """Bo writes Nia a word for her farewell, and Ruth lets it go on and hands everything over."""
    from holdspace.endings.actions.farewells import give, hand_over, let_on
    from holdspace.endings.models import Farewell

    with acting():
        farewell, nia = Farewell.unscoped.select_related("group").get(group=_group()), _member("nia")
    with acting("bo") as bo:
        gift = give(farewell=farewell, receiver_id=nia.pk, text=words, version=0, by=bo)
        assert gift is not None
    with acting("ruth") as ruth:
        if farewell.held:
            let_on(gift=gift, version=gift.version, by=ruth)
        hand_over(farewell=farewell, by=ruth)
    return "handed over"


# what is asked at the end


def brought(number: int) -> dict[str, Any]:
    """What was brought to an evening by name, and how often somebody's check-in for it was taken."""
    from holdspace.audit.models import Entry
    from holdspace.sessions.models import CheckIn

    with acting():
        session = _session(number)
        rows = list(CheckIn.unscoped.filter(session=session))
        keys = [row.pk for row in rows]
        taken = Entry.objects.filter(act="sessions.checked_in", subject_id__in=keys).count()
    return {
        "brings": check_ins(str(session.pk)),
        "versions": sorted(row.version for row in rows),
        "taken": taken,
    }


def spell() -> list[str | None]:
    """From when until when Nia sat in the group, and how it ended."""
    from holdspace.groups.models import Membership

    with acting():
        row = Membership.unscoped.get(member=_member("nia"), group=_group())
        return [row.starts_at.isoformat(), row.ends_at.isoformat() if row.ends_at else None, row.ending]


def names() -> list[str]:
    """Every name in the house: of people, groups, places, the practice itself."""
    from holdspace.groups.models import Group
    from holdspace.members.models import Member
    from holdspace.practice.models import Practice, Room, Site, Staff

    with acting():
        found = {row.name for model in (Practice, Group, Room, Site) for row in model.unscoped.all()}
        found |= {row.display_name for row in Staff.unscoped.all()}
        for row in Member.unscoped.all():
            found |= {row.chosen_name, row.given_name, row.family_name}
    return sorted(name for name in found if name)


COMMANDS: dict[str, Callable[..., object]] = {
    "round": worker.round,
    "dies-before": dies_before,
    "dies-within": dies_within,
    "queued": queued,
    "list-of-five": list_of_five,
    "take-up": take_up,
    "offer-places": offer_places,
    "begin": begin,
    "ask-measures": ask_measures,
    "reach-out-at-once": reach_out_at_once,
    "listens": listens,
    "signs-in": signs_in,
    "hold": hold,
    "suggest": suggest,
    "encourage": encourage,
    "move": move,
    "renew": renew,
    "bo-signs": bo_signs,
    "bo-gives": bo_gives,
    "brought": brought,
    "spell": spell,
    "names": names,
}

if __name__ == "__main__":
    follow_the_clock()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")
    django.setup()
    answers, sys.stdout = sys.stdout, sys.stderr  # whatever else is said is no answer
    for line in sys.stdin:
        name, *arguments = json.loads(line)
        print(json.dumps(COMMANDS[name](*arguments)), file=answers, flush=True)
