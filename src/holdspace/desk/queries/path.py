"""A member's path, from every room that knows of it: for their own eyes, and to be taken along."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdspace.circle.queries.giving import named_in, own_words
from holdspace.desk.rules.path_file import Goal, Path, Reading, Row, Tried
from holdspace.feedback.queries.own import Line, mine
from holdspace.groups.models import Group
from holdspace.groups.queries import groups_of
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.outcomes.queries import IN_WORDS, MeasurePath, own_path
from holdspace.outcomes.queries.goals import GoalRow
from holdspace.outcomes.queries.own_path import OwnPath
from holdspace.sessions.models import Attendance
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.skills.queries import Noted
from holdspace.skills.queries.own import Said, own_tryings, words_back
from holdspace.ui.days import long_day


@dataclass(frozen=True, slots=True)
class Came:
    """How often a member was with a circle, and since when; past circles too."""

    group: str
    sessions: int
    since: date

    @property
    def words(self) -> str:
        """ "12 sessions since 3 March 2026"."""
        told = ngettext("%(n)s session since %(day)s", "%(n)s sessions since %(day)s", self.sessions)
        return told % {"n": self.sessions, "day": long_day(self.since)}


@dataclass(frozen=True, slots=True)
class Exchanged:
    """What a member gave and received in a circle, in sentences."""

    group: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class PathPage:
    """Everything on a member's path."""

    came: list[Came]
    own: OwnPath
    tried: list[Noted]
    words: list[Said]
    exchanged: list[Exchanged]
    received: list[Line]
    """Feedback that they opened and kept."""

    @property
    def gives_or_receives(self) -> bool:
        return bool(self.exchanged or self.words or self.received)

    @property
    def is_empty(self) -> bool:
        return self.own.is_empty and not (self.came or self.tried or self.gives_or_receives)


def path_page(actor: Actor) -> PathPage:
    """The acting member's own; Missing for everybody else. A constant number of queries for each circle."""
    return PathPage(
        own=own_path(actor),
        came=_came(actor),
        tried=own_tryings(actor),
        words=words_back(actor),
        exchanged=[each for group in groups_of(actor) if (each := _exchanged(actor, group)).sentences],
        received=mine(actor).kept,
    )


def path_to_take(actor: Actor) -> Path:
    """The same to be taken along: all of it, and nobody else by name. Another's words only where they were
    given to this member.
    """
    own, came = own_path(actor), _came(actor)
    exchanged = [_exchanged(actor, group, named=False) for group in groups_of(actor)]
    return Path(
        made_on=clock.today(actor.practice_zone or "UTC"),
        sessions=tuple(Row(each.since, each.words) for each in came),
        openness=tuple(Row(each.when, each.words) for each in own.openness),
        measures=tuple(_reading(each) for each in own.measures if each.has_total and each.points),
        goals=tuple(_goal(each) for each in own.goals.rows),
        tried=tuple(
            Tried(each.on, each.name, each.tried, each.went, each.learnt)
            for each in own_tryings(actor, limit=None)
        ),
        exchanged=tuple(sentence for each in exchanged for sentence in each.sentences),
        received=tuple(
            Row(localtime(each.at).date(), each.text, each.skill)
            for each in words_back(actor, limit=None)
            if each.text
        ),
    )


def _came(actor: Actor) -> list[Came]:
    rows = Attendance.visible_to(actor).filter(member_id=actor.person_id, status__in=IN_THE_ROOM)
    found = rows.values("session__group__name").annotate(
        sessions=Count("session_id"), since=Min("session__starts_at")
    )
    return [
        Came(each["session__group__name"], each["sessions"], localtime(each["since"]).date())
        for each in found.order_by("since")
    ]


def _exchanged(actor: Actor, group: Group, *, named: bool = True) -> Exchanged:
    names = named_in(actor, group)
    if not named:
        names = dict.fromkeys(names, _("somebody of your circle"))
    own = own_words(actor, group, names=names)
    return Exchanged(group.name, list(dict.fromkeys(str(words) for words in (*own.given, *own.received))))


def _reading(path: MeasurePath) -> Reading:
    return Reading(path.title, tuple(Row(each.when, each.words) for each in path.plain_points))


def _goal(row: GoalRow) -> Goal:
    return Goal(
        words=row.goal.words or "",
        since=localtime(row.goal.written_at).date(),
        levels=tuple((str(level.name), level.words) for level in row.levels),
        reached="" if row.level is None else str(IN_WORDS[row.level]),
        practices=tuple(row.practices.values()),
        before=tuple(Row(localtime(each.at).date(), each.words or "") for each in row.earlier),
        is_over=row.goal.put_away_at is not None,
    )
