"""One member's own rows, as far as whoever prepares may read them: nothing here ever asks for a group's rows.

Every query is `visible_to(actor)` and for this one member. What the member has in groups out of the actor's
reach is only counted, so that the page can say that it is not in the package.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from holdspace.agreements.models import Signature
from holdspace.groups.queries import member_for_clinician
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.measures import catalogue
from holdspace.measures.models import Administration
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.rules.taken import from_stored
from holdspace.members.models import Member
from holdspace.notes.models import Amendment, MemberNote
from holdspace.notes.queries.texts import LABELS, MEMBER_TEXTS
from holdspace.outcomes.models import Goal
from holdspace.outcomes.queries import in_words
from holdspace.practice.models import Practice
from holdspace.release.models import ProtectedGroup, Release
from holdspace.release.rules.contents import Contents, Item, Someone, Withheld, gathered
from holdspace.release.rules.part2 import may_go
from holdspace.release.rules.parts import ALWAYS, MAY_HOLD, OF_THE_RECORD, Part, Purpose, Why, chosen
from holdspace.safety.models import SafetyPlan
from holdspace.safety.rules.safety_plan import TITLES, PlanStep
from holdspace.safety.rules.safety_plan import from_stored as plan_from
from holdspace.sessions.models import Attendance, CheckIn, GroupSession
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as


def gather(actor: Actor, release: Release) -> Contents:
    """What a release may hold, and what is withheld; in the practice's language.

    Raises Missing where the member is out of the actor's reach.
    """
    member = member_for_clinician(actor, release.member_id)
    practice = Practice.visible_to(actor).get(pk=release.practice_id)
    keyring.warm(
        [member.pk],
        Domain.IDENTITY,
        Domain.NARRATIVE,
        Domain.PROGRESS,
        Domain.SCORES,
    )
    with override(practice.language):
        return _Gathering(actor, release, member, practice).contents()


@dataclass
class _Gathering:
    actor: Actor
    release: Release
    member: Member
    practice: Practice

    def __post_init__(self) -> None:
        self.purpose = Purpose(self.release.purpose)
        self.parts = chosen(self.purpose, self.release.parts)
        self.part2_goes = may_go(purpose=self.purpose, consent_on=self.release.part2_consent_on)
        rows = ProtectedGroup.visible_to(system_actor(self.practice.pk))
        self.protected = frozenset(rows.values_list("group_id", flat=True))
        self.zone = ZoneInfo(self.practice.time_zone)
        self.withheld: list[Withheld] = []

    def contents(self) -> Contents:
        found = [item for part in OF_THE_RECORD if part in self.parts for item in self._of(part)]
        kept = [item for item in found if not item.protected or self.part2_goes]
        if len(kept) < len(found):
            self.withheld += [Withheld(Why.PART2, each.part) for each in found if each.protected]
        allowed = MAY_HOLD[self.purpose]
        self.withheld += [
            Withheld(Why.NOT_CHOSEN, part) for part in OF_THE_RECORD if part in allowed - self.parts
        ]
        self.withheld += [Withheld(Why.PURPOSE, part) for part in OF_THE_RECORD if part not in allowed]
        self.withheld += [Withheld(why) for why in ALWAYS]
        return Contents(self._someone(), tuple(kept), gathered(self.withheld))

    def _someone(self) -> Someone:
        member, whole = self.member, Part.PERSON in self.parts
        return Someone(
            given=member.given_name or "",
            family=member.family_name or "",
            chosen=member.chosen_name or "",
            birth_date=member.birth_date or "" if whole else "",
            pronouns=member.pronouns or "" if whole else "",
        )

    def _of(self, part: Part) -> Iterator[Item]:
        gatherers = {
            Part.ATTENDANCE: self._attendance,
            Part.NOTES: self._notes,
            Part.SCORES: self._scores,
            Part.ANSWERS: self._answers,
            Part.GOALS: self._goals,
            Part.SAFETY_PLAN: self._plan,
            Part.AGREEMENTS: self._agreements,
            Part.CHECK_INS: self._check_ins,
        }
        return gatherers[part]() if part in gatherers else iter(())

    def _attendance(self) -> Iterator[Item]:
        rows = Attendance.visible_to(self.actor).filter(member=self.member).select_related("session")
        self._count_elsewhere(Part.ATTENDANCE, Attendance, rows.count())
        for row in rows.order_by("session__starts_at", "id"):
            times = [
                (label, self._time(moment))
                for label, moment in ((_("came"), row.arrived_at), (_("left"), row.left_at))
                if moment
            ]
            yield self._item(
                row, Part.ATTENDANCE, row.session, _("Group session"),
                ((_("Attendance"), str(row.get_status_display())), *times), status=row.status,
            )  # fmt: skip

    def _notes(self) -> Iterator[Item]:
        rows = MemberNote.visible_to(self.actor).filter(member=self.member)
        self._count_elsewhere(Part.NOTES, MemberNote, rows.count())
        drafts = rows.filter(signed_at__isnull=True).count()
        if drafts:
            self.withheld.append(Withheld(Why.DRAFT, Part.NOTES, n=drafts))
        signed = rows.filter(signed_at__isnull=False).select_related("session", "signed_by", "cosigned_by")
        added = self._added()
        for row in signed.order_by("session__starts_at", "id"):
            yield self._item(
                row, Part.NOTES, row.session, _("Note"), (*_note_lines(row), *added.get(row.pk, ())),
            )  # fmt: skip

    def _added(self) -> dict[object, tuple[tuple[str, str], ...]]:
        rows = Amendment.visible_to(self.actor).filter(note__member=self.member).select_related("note", "by")
        found: dict[object, tuple[tuple[str, str], ...]] = {}
        for row in rows.order_by("at", "id"):
            line = (_("Added on %(day)s") % {"day": self._day(row.at)}, row.text or "")
            found[row.note_id] = (*found.get(row.note_id, ()), line)
        return found

    def _scores(self) -> Iterator[Item]:
        for row, instrument in self._administrations(Part.SCORES):
            taken = from_stored(row.taken_at, None, row.result)
            total = "—" if taken.total is None else f"{taken.total:g}"
            lines = [(_("Total"), total)]
            if instrument and (band := taken.band_words(instrument, self.practice.language)):
                lines.append((_("In words"), band))
            yield self._item(
                row, Part.SCORES, row, self._title(row), tuple(lines), code=row.instrument, value=taken.total
            )

    def _answers(self) -> Iterator[Item]:
        for row, instrument in self._administrations(Part.ANSWERS):
            lines = tuple(_answer_lines(instrument, row.answers, self.practice.language))
            yield self._item(row, Part.ANSWERS, row, self._title(row), lines, code=row.instrument)

    def _administrations(self, part: Part) -> Iterator[tuple[Administration, Instrument | None]]:
        rows = Administration.visible_to(self.actor).filter(member=self.member)
        self._count_elsewhere(part, Administration, rows.count())
        for row in rows.order_by("taken_at", "id"):
            if row.result is None:
                continue
            try:
                yield row, catalogue.instrument(row.instrument)
            except Missing:
                yield row, None

    def _title(self, row: Administration) -> str:
        return catalogue.title(row.instrument, self.practice.language)

    def _goals(self) -> Iterator[Item]:
        rows = Goal.visible_to(self.actor).filter(member=self.member)
        self._count_elsewhere(Part.GOALS, Goal, rows.count())
        for row in rows.order_by("written_at", "id"):
            levels = ((str(level.name).capitalize(), level.words) for level in in_words(row))
            lines = ((_("Goal"), row.words or ""), *levels)
            status = "active" if row.put_away_at is None else "completed"
            yield self._item(row, Part.GOALS, row, _("Goal"), lines, status=status)

    def _plan(self) -> Iterator[Item]:
        rows = SafetyPlan.visible_to(self.actor).filter(member=self.member, ended_at__isnull=True)
        for row in rows:
            yield self._item(
                row, Part.SAFETY_PLAN, row, _("Safety plan"), tuple(_plan_lines(row, self.purpose))
            )

    def _agreements(self) -> Iterator[Item]:
        rows = Signature.visible_to(self.actor).filter(member=self.member).select_related("agreement")
        self._count_elsewhere(Part.AGREEMENTS, Signature, rows.count())
        for row in rows.order_by("signed_at", "id"):
            title = _("Group agreement, version %(n)s") % {"n": row.agreement.version}
            yield self._item(
                row, Part.AGREEMENTS, row.agreement, title, ((_("Signed as"), row.signed_name or ""),),
                at=row.signed_at,
            )  # fmt: skip

    def _check_ins(self) -> Iterator[Item]:
        rows = CheckIn.visible_to(self.actor).filter(member=self.member).select_related("session")
        kept = rows.filter(share=CheckIn.Share.NOBODY).count()
        if kept:
            self.withheld.append(Withheld(Why.KEPT, Part.CHECK_INS, n=kept))
        for row in rows.filter(share=CheckIn.Share.THERAPISTS).order_by("session__starts_at", "id"):
            if row.brings:
                lines = ((_("What I bring today"), row.brings),)
                yield self._item(row, Part.CHECK_INS, row.session, _("Before the session"), lines)

    def _item(
        self,
        row: object,
        part: Part,
        near: object,
        title: str,
        lines: tuple[tuple[str, str], ...],
        *,
        code: str = "",
        value: float | None = None,
        status: str = "",
        at: datetime | None = None,
    ) -> Item:
        """An item of a row; `near` holds its moment and its group."""
        moment = at or _moment(near)
        return Item(
            key=f"{part.value}:{row.pk.hex}",  # type: ignore[attr-defined]
            part=part,
            at=moment.astimezone(self.zone).isoformat(timespec="seconds"),
            title=f"{title}, {self._day(moment)}",
            lines=lines,
            protected=getattr(near, "group_id", None) in self.protected,
            code=code,
            value=value,
            status=status,
        )

    def _day(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).date().isoformat()

    def _time(self, moment: datetime) -> str:
        return moment.astimezone(self.zone).strftime("%H:%M")

    def _count_elsewhere(self, part: Part, model: type, here: int) -> None:
        """Say how many rows of the member lie in groups that the actor does not lead; nothing of them is
        read."""
        with acting_as(system_actor(self.practice.pk)) as system:
            everywhere = model.visible_to(system).filter(member=self.member).count()  # type: ignore[attr-defined]
        if everywhere > here:
            self.withheld.append(Withheld(Why.ELSEWHERE, part, n=everywhere - here))


def _moment(near: object) -> datetime:
    """When the thing was: a session's beginning, or the moment at which it was taken or written."""
    if isinstance(near, GroupSession):
        return near.starts_at
    found = next(
        moment for name in ("taken_at", "written_at", "published_at") if (moment := getattr(near, name, None))
    )
    assert isinstance(found, datetime)
    return found


def _note_lines(row: MemberNote) -> Iterator[tuple[str, str]]:
    for name in MEMBER_TEXTS:
        said = getattr(row, name)
        if said:
            yield str(LABELS[name]), said
    if row.signed_by is not None and row.signed_at is not None:
        who = ", ".join(filter(None, (row.signed_by.display_name, row.signed_by.licence)))
        yield _("Signed"), who
    if row.cosigned_by is not None:
        yield _("Co-signed"), row.cosigned_by.display_name


def _answer_lines(
    instrument: Instrument | None, answers: dict[str, int] | None, language: str
) -> Iterator[tuple[str, str]]:
    for item in instrument.items if instrument else ():
        value = (answers or {}).get(item.key)
        if value is None:
            continue
        try:
            said = item.option(value).text(language) or str(value)
        except KeyError:
            said = str(value)
        yield item.text(language), f"{said} ({value})" if said != str(value) else said


def _plan_lines(row: SafetyPlan, purpose: Purpose) -> Iterator[tuple[str, str]]:
    """The plan in its steps. Friends with their numbers are told to nobody but the person themselves."""
    contents = plan_from(row.contents)
    for step in PlanStep:
        lines = list(contents.lines.get(step, ()))
        if purpose is Purpose.OWN:
            lines += [f"{each.name} {each.phone}".strip() for each in contents.contacts.get(step, ())]
        if lines:
            yield str(TITLES[step]), "\n".join(lines)
    if contents.reason:
        yield _("What makes life worth living for me"), contents.reason
