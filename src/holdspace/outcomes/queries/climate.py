"""A group's climate: how its sessions were for those who were there, which lay low, and what came of it.

Answers are opened here and leave as the group's numbers only, as `rules.climate` cuts them: nothing under
three, and while answers still arrive in steps of three, so that two looks cannot be subtracted. A page made
of this opens nobody's record.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Count
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdspace.groups.models import Group
from holdspace.groups.policies import answers_for
from holdspace.groups.queries import clinical_group
from holdspace.kernel.actors import Actor
from holdspace.outcomes.models import RepairStep
from holdspace.outcomes.queries.asked_together import AskedTogether, asked_together
from holdspace.outcomes.rules.climate import Climate, Repair, Rupture, ruptures, session_climate
from holdspace.sessions.models import Attendance, GroupSession, SessionRating
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.sessions.rules.rating import HIGHEST, LOWEST, QUESTIONS, Question
from holdspace.ui.rules.charts import Point, number_words
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

MARKED = QUESTIONS[-1]
"""The question by which a session lies low: all in all, how was this session for you?"""

HALF_A_YEAR = 26
"""So many sessions are looked at where only the last one matters."""

LOOKED_AT_TOGETHER = 16
"""So many sessions are shown to the group itself."""


@dataclass(frozen=True, slots=True)
class Evening:
    """One held session: how many were in the room, and the climate of each question that may be shown."""

    session: GroupSession
    came: int
    said: Mapping[str, Climate]
    rupture: Rupture | None = None
    step: RepairStep | None = None

    @property
    def climate(self) -> Climate | None:
        """All in all; None under three answers."""
        return self.said.get(MARKED.key)

    @property
    def day(self) -> date:
        return timezone.localtime(self.session.starts_at).date()

    @property
    def answered(self) -> str:
        """How many answered, in words: "6 of 8"."""
        answered = self.climate.answered if self.climate else 0
        if self.came < answered:
            return str(answered)
        return _("%(answered)s of %(came)s") % {"answered": answered, "came": self.came}

    @property
    def is_repaired(self) -> bool:
        return self.rupture is not None and self.rupture.repair is Repair.REPAIRED


@dataclass(frozen=True, slots=True)
class Picture:
    """One question over time."""

    question: Question
    points: tuple[Point, ...]

    @property
    def text(self) -> str:
        return _(self.question.text)


@dataclass(frozen=True, slots=True)
class ClimatePage:
    """A group's climate for those who lead it; the sessions in order of time."""

    group: Group
    evenings: tuple[Evening, ...]
    asked: tuple[AskedTogether, ...]
    decides: bool
    """Whether the reader writes what happened and a step."""

    @property
    def newest_first(self) -> tuple[Evening, ...]:
        return self.evenings[::-1]

    @property
    def low(self) -> list[Evening]:
        """The sessions that lie low, and those of which somebody wrote so; the newest first."""
        return [each for each in self.newest_first if each.rupture or each.step]

    @property
    def picture(self) -> Picture:
        """All in all, with the sessions that lie low marked."""
        return Picture(MARKED, tuple(_marked_points(self.evenings)))

    @property
    def others(self) -> list[Picture]:
        """The other questions, where there is something to draw."""
        pictures = (Picture(each, tuple(_points(self.evenings, each.key))) for each in QUESTIONS[:-1])
        return [each for each in pictures if each.points]

    @property
    def is_shown(self) -> bool:
        """Whether any session has enough answers."""
        return any(each.said for each in self.evenings)


@dataclass(frozen=True, slots=True)
class TogetherPage:
    """What a group looks at together: its own means, and nothing that is private."""

    group: Group
    picture: Picture


@dataclass(frozen=True, slots=True)
class LowSession:
    """A session that lies low and asks for a word before the next; `step` is empty where none was written."""

    session: GroupSession
    was_last: bool
    step: str


def climate_page(actor: Actor, pk: UUID) -> ClimatePage:
    """The climate of a group within the actor's clinical reach; Missing otherwise. Constant queries."""
    group = clinical_group(actor, pk)
    return ClimatePage(
        group=group,
        evenings=tuple(evenings(group, actor)),
        asked=tuple(asked_together(group, actor)),
        decides=answers_for(actor, group),
    )


def together_page(actor: Actor, pk: UUID) -> TogetherPage:
    """The picture that leaders show to their group; Missing out of the actor's clinical reach."""
    group = clinical_group(actor, pk)
    shown = [each for each in _evenings(_sessions(group, actor), actor) if each.climate]
    points = _together_points(shown)
    return TogetherPage(group, Picture(MARKED, tuple(points[-LOOKED_AT_TOGETHER:])))


def evenings(group: Group, actor: Actor) -> list[Evening]:
    """Every held session of a group, in order of time, with what was written of those that lie low."""
    sessions = _sessions(group, actor)
    steps = _steps(group, actor)
    came = _came(sessions, actor)
    return [
        Evening(
            each.session, came.get(each.session.pk, 0), each.said, each.rupture, steps.get(each.session.pk)
        )
        for each in _evenings(sessions, actor)
    ]


def low_session(group: Group, actor: Actor, *, before: datetime) -> LowSession | None:
    """What the brief says of the climate: the last session lies low, or an earlier one is still open.

    Looks half a year back; None where nothing asks for a word.
    """
    found = _evenings(_sessions(group, actor, before=before, latest=HALF_A_YEAR), actor)
    low = next((each for each in reversed(found) if each.rupture), None)
    if low is None or low.rupture is None:
        return None
    was_last = low is found[-1]
    if not was_last and low.rupture.repair is not Repair.OPEN:
        return None
    step = repair_of(low.session, actor)
    return LowSession(low.session, was_last, (step.step or "") if step else "")


def repair_of(session: GroupSession, actor: Actor) -> RepairStep | None:
    """What was written of a session that lies low, or None."""
    return RepairStep.visible_to(actor).filter(session=session).select_related("written_by").first()


def _sessions(
    group: Group, actor: Actor, *, before: datetime | None = None, latest: int | None = None
) -> list[GroupSession]:
    rows = GroupSession.clinical_to(actor).filter(group=group, status=GroupSession.Status.HELD)
    if before is not None:
        rows = rows.filter(starts_at__lt=before)
    return list(rows.order_by("-starts_at", "-id")[:latest])[::-1]


def _evenings(sessions: Sequence[GroupSession], actor: Actor) -> list[Evening]:
    """The sessions with their climate, those that lie low marked; two queries."""
    said = _said(sessions, actor)
    marked = [said[session.pk].get(MARKED.key) for session in sessions]
    low = {each.session: each for each in ruptures(sessions=marked, lowest=LOWEST, highest=HIGHEST)}
    return [Evening(session, 0, said[session.pk], low.get(place)) for place, session in enumerate(sessions)]


def _said(sessions: Sequence[GroupSession], actor: Actor) -> dict[UUID, dict[str, Climate]]:
    found = SessionRating.visible_to(actor).filter(session__in=sessions).order_by("submitted_at", "id")
    rows = list(found.only("session_id", "member_id", "answers"))
    keyring.warm((row.member_id for row in rows), Domain.SCORES)
    given: dict[UUID, list[dict[str, int | None]]] = {session.pk: [] for session in sessions}
    for row in rows:
        given[row.session_id].append(row.answers or {})
    return {pk: session_climate(ratings) for pk, ratings in given.items()}


def _came(sessions: Sequence[GroupSession], actor: Actor) -> dict[UUID, int]:
    rows = Attendance.visible_to(actor).filter(session__in=sessions, status__in=IN_THE_ROOM)
    counted = rows.order_by().values("session").annotate(came=Count("id"))
    return dict(counted.values_list("session", "came"))


def _steps(group: Group, actor: Actor) -> dict[UUID, RepairStep]:
    rows = RepairStep.visible_to(actor).filter(group=group).select_related("written_by")
    return {row.session_id: row for row in rows}


def _points(shown: Iterable[Evening], key: str) -> list[Point]:
    """One question over time, each session with how many said so."""
    return [
        Point(each.day, each.said[key].mean, words=_said_by(each.said[key]))
        for each in shown
        if key in each.said
    ]


def _marked_points(shown: Iterable[Evening]) -> list[Point]:
    return [_marked_point(each, each.climate) for each in shown if each.climate]


def _marked_point(each: Evening, climate: Climate) -> Point:
    words = _said_by(climate)
    if each.rupture is None:
        return Point(each.day, climate.mean, words=words)
    return Point(
        each.day,
        climate.mean,
        words=f"{words}. {each.rupture.words}",
        mark="closed" if each.is_repaired else "open",
        label=_label(each.rupture),
    )


def _label(rupture: Rupture) -> str:
    labels = {Repair.OPEN: _("open"), Repair.REPAIRED: _("repaired"), Repair.NOT_REPAIRED: _("not repaired")}
    return labels[rupture.repair]


def _said_by(climate: Climate) -> str:
    words = ngettext("%(mean)s, said by %(n)s", "%(mean)s, said by %(n)s", climate.answered)
    return words % {"mean": number_words(round(climate.mean, 1)), "n": climate.answered}


def _together_points(shown: Sequence[Evening]) -> list[Point]:
    """The means as the group sees them: heavy times and lighter ones, without anybody's terms for them."""
    after = {place: each.rupture for place, each in enumerate(shown) if each.rupture}
    lighter = {place + low.repaired_after for place, low in after.items() if low.repaired_after}
    return [
        _together_point(each, heavy=place in after, lighter=place in lighter)
        for place, each in enumerate(shown)
    ]


def _together_point(each: Evening, *, heavy: bool, lighter: bool) -> Point:
    assert each.climate is not None
    mean = number_words(round(each.climate.mean, 1))
    said = _("a heavier time") if heavy else _("lighter again") if lighter else ""
    return Point(
        each.day,
        each.climate.mean,
        words=f"{mean}, {said}" if said else mean,
        label=said if heavy else "",
    )
