"""A full life for the fixed cast: a row of every model that holds something private, in three groups.

The first groups are the cast's Tuesday and Thursday; Wednesday is a past that two of them share. Everybody
has signed, checked in, answered, been noted about; each member gave rise to a concern, each record was
opened once.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime, timedelta
from itertools import permutations, product
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import F

from holdspace.accounts.actions import hashed
from holdspace.accounts.models import Invitation, User
from holdspace.aftercare.models import LapsePlan
from holdspace.agreements.models import Agreement, Signature
from holdspace.attachments.models import Attachment
from holdspace.attachments.rules.kinds import BY_CODE
from holdspace.billing.models import (
    Account,
    Charge,
    Claim,
    ClaimBatch,
    GroupFee,
    Insurer,
    LedgerEntry,
    PracticeBilling,
    ProviderBilling,
)
from holdspace.billing.rules.profile import Profile
from holdspace.circle.models import (
    PersonalHold,
    Post,
    Recognition,
    Report,
    Rhythm,
    SessionRole,
    Space,
    Thanks,
    Told,
    WeekQuestion,
)
from holdspace.correspondence.models import CalendarFeed, Device, Reminder, ReminderChoice
from holdspace.correspondence.queries.feeds import digest
from holdspace.correspondence.rules.subscription import read
from holdspace.endings.models import (
    Closing,
    Departure,
    Farewell,
    Gift,
    Kept,
    Leaving,
    NoticePeriod,
    OwnWords,
    Unsaid,
)
from holdspace.feedback.models import Answer, Choice, Feedback, FeedbackRound, Picture, Portrait, Reflection
from holdspace.forming.models import Candidate, Decision, Offer, Plan, PlannedSeat, PlanTold, Round, Wishes
from holdspace.groups.models import Facilitation, Group, Membership, Proposal, RecordOpening
from holdspace.intake.models import (
    Acquaintance,
    Apart,
    Asked,
    IntakeDoor,
    Likeness,
    Referral,
    ReferralWords,
    Screening,
    Sending,
    Term,
    Waiting,
)
from holdspace.kernel import clock
from holdspace.kernel.ids import new_id
from holdspace.live.models import Floor, FloorEvent, Speaking, Whisper
from holdspace.measures import catalogue
from holdspace.measures.models import Administration, Handover, OwnSchedule, Schedule, Wording
from holdspace.measures.queries import digest as digest_of_tablet
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member, RosterImport
from holdspace.notes.models import (
    Amendment,
    Authorisation,
    GroupNote,
    MemberNote,
    NoteFormat,
    NoteRule,
    Override,
    Phrase,
    PsychotherapyNote,
    SupervisionComment,
)
from holdspace.outcomes.models import Attainment, Goal, GoalTime, GoalWording, RepairStep, Silence
from holdspace.practice.models import RoleSpell, Staff
from holdspace.practice.spells import running
from holdspace.preparation.models import AbsenceRule, BuddyAsk, Hopes, Reaching, StepDone, Welcome
from holdspace.release.models import (
    ApartPackage,
    Correction,
    Disclosure,
    Erasure,
    Keeping,
    LegalHold,
    ProtectedGroup,
    Release,
)
from holdspace.release.rules.contents import digest as digest_of_files
from holdspace.safety.models import (
    Alert,
    Away,
    Concern,
    ConcernEvent,
    Duty,
    Escalation,
    Incident,
    SafetyPlan,
    Whereabouts,
)
from holdspace.sessions.models import Attendance, CheckIn, GroupSession, Series, SessionRating
from holdspace.skills.models import Assignment, OwnSkill, Trying, WordBack
from holdspace.vault.scope import acting_as
from tests.bills import a_claim
from tests.browsers import Browser
from tests.cast import LONG_AGO, Cast


def furnish(cast: Cast) -> None:
    """Give the cast a former group, a former leader, and a row of everything that holds private words."""
    with acting_as(cast.system), transaction.atomic():
        _wednesday(cast)
        for key, group in cast.groups.items():
            _group_life(cast, key, group)
        for name, member in cast.members.items():
            _member_life(cast, name, member)
        _practice_life(cast)
        _writing(cast)
        _intake(cast)
        _forming(cast)
        _outcomes(cast)
        _billing(cast)
        for group in cast.groups.values():
            _feedback(cast, group)
            _portraits(cast, group)
            _skills(cast, group)
            _endings(cast, group)
            _arrived(cast, group)
        _own_skill(cast)
        AbsenceRule.unscoped.create(practice=cast.practice, after=3)


def _wednesday(cast: Cast) -> None:
    """A group that Ana left and Ruth handed over to Wren. Lena led Tuesdays once."""
    for name in ("wren", "lena"):
        user = cast.users[name] = _user(cast, name)
        cast.staff[name] = Staff.unscoped.create(
            practice=cast.practice, user=user, display_name=name.title(), given_name=name.title()
        )
        RoleSpell.unscoped.create(
            practice=cast.practice, staff=cast.staff[name], role="therapist", starts_at=LONG_AGO
        )
    group = cast.groups["wednesday"] = Group.unscoped.create(
        practice=cast.practice, name="Wednesday morning", phase="running", room=cast.room
    )
    ended = LONG_AGO + timedelta(days=30)
    spells = (("wednesday", "wren", None), ("wednesday", "ruth", ended), ("tuesday", "lena", ended))
    for key, who, ends in spells:
        Facilitation.unscoped.create(
            practice=cast.practice,
            group=cast.groups[key],
            staff=cast.staff[who],
            role="leader",
            starts_at=LONG_AGO,
            ends_at=ends,
        )
    user = cast.users["gus"] = _user(cast, "gus")
    gus = cast.members["gus"] = Member.unscoped.create(practice=cast.practice, user=user, chosen_name="Gus")
    for seat, (member, ends) in enumerate(((gus, None), (cast.members["ana"], ended))):
        Membership.unscoped.create(
            practice=cast.practice,
            group=group,
            member=member,
            seat=seat,
            starts_at=LONG_AGO,
            ends_at=ends,
            ending="moved" if ends else "",
        )


def _user(cast: Cast, name: str) -> User:
    return User.objects.create(email=f"{name}-{cast.practice.pk.hex}@example.org", password="!")


def _sessions_of(cast: Cast, key: str, group: Group) -> Iterator[tuple[str, GroupSession]]:
    soon = clock.now().replace(minute=0, second=0, microsecond=0) + timedelta(hours=2)
    moments = {"signed": soon - timedelta(days=14), "last": soon - timedelta(days=7), "next": soon}
    for number, (name, starts) in enumerate(moments.items()):
        session = cast.sessions.get(f"{key}_{name}") or GroupSession.unscoped.create(
            practice=cast.practice,
            group=group,
            number=number,
            original_local=starts.strftime("%Y-%m-%dT%H:%M:%S"),
            starts_at=starts,
            ends_at=starts + timedelta(minutes=90),
            status="planned" if name == "next" else "held",
            room=cast.room,
        )
        cast.sessions[f"{key}_{name}"] = session
        yield name, session


def _group_life(cast: Cast, key: str, group: Group) -> None:
    practice = cast.practice
    starts = clock.now().strftime("%Y-%m-%dT18:00:00")
    Series.unscoped.create(
        practice=practice, group=group, first_local=starts, rrule="FREQ=WEEKLY", time_zone="Europe/London"
    )
    agreement = Agreement.unscoped.create(practice=practice, group=group, version=1, body="We come on time.")
    for instrument in ("phq-9", "gad-7"):
        Schedule.unscoped.create(practice=practice, group=group, instrument=instrument, every=1)
    RecordOpening.unscoped.create(
        practice=practice,
        group=group,
        staff=cast.staff["sam"],
        reason="reason",
        starts_at=clock.now() - timedelta(days=1),
        ends_at=clock.now() - timedelta(hours=23),
    )
    sessions = dict(_sessions_of(cast, key, group))
    seats = list(Membership.unscoped.filter(group=group).select_related("member"))
    for spell in seats:
        Signature.unscoped.create(
            practice=practice, agreement=agreement, member=spell.member, signed_name="signed"
        )
    _space_of(cast, group, seats)
    for spell in seats:
        if spell.runs():
            _asked_alone(cast, spell)
    leading = Facilitation.unscoped.filter(running(), group=group, role=Facilitation.Role.LEADER)
    leader = leading.select_related("staff")[0].staff
    for name, session in sessions.items():
        _session_life(cast, session, [spell.member for spell in seats], leader, signed=name == "signed")


def _space_of(cast: Cast, group: Group, seats: list[Membership]) -> None:
    """The space in between: everybody wrote something for themselves, and shared something."""
    practice = cast.practice
    group.contact_rule = Group.ContactRule.SPACE
    group.save(update_fields=["contact_rule"])
    Space.unscoped.create(practice=practice, group=group, version=len(seats))
    WeekQuestion.unscoped.create(practice=practice, group=group, text="question")
    for number, spell in enumerate(seats, start=1):
        common: dict[str, Any] = {"practice": practice, "group": group}
        own = {**common, "member": spell.member}
        wrote = {**common, "author": spell.member, "text": "text", "word": "word", "themes": ["shame"]}
        Post.unscoped.create(**wrote)
        shown = Post.unscoped.create(
            **wrote,
            standing="shown",
            position=number,
            shared_at=spell.starts_at + timedelta(days=1),
            shown_at=spell.starts_at + timedelta(days=1),
        )
        PersonalHold.unscoped.create(**own)
        Recognition.unscoped.create(**own, post=shown)
        Rhythm.unscoped.create(**own, day=4)
        Told.unscoped.create(**own, stretch_began=LONG_AGO, themes=["shame"])
        Report.unscoped.create(**own, post=shown, reason="reason", outcome="outcome")
        Thanks.unscoped.create(**common, giver=spell.member, helper=spell.member, post=shown, words="words")


def _asked_alone(cast: Cast, spell: Membership) -> None:
    """Somebody is asked more than the group, and was handed a tablet."""
    name = next(name for name, member in cast.members.items() if member.pk == spell.member_id)
    common: dict[str, Any] = {"practice": cast.practice, "group": spell.group, "member": spell.member}
    OwnSchedule.unscoped.create(**common, instrument="gad-7", every=2, points=["start"], adds=True)
    Handover.unscoped.create(
        **common,
        instruments=["phq-9"],
        token_hash=digest_of_tablet(token_of(cast, "tablet", name)),
        expires_at=clock.now() + timedelta(days=3),
    )


def _session_life(
    cast: Cast, session: GroupSession, sitting: list[Member], by: Staff, *, signed: bool
) -> None:
    for member in sitting:
        keep = member.pk == cast.members["bo"].pk
        CheckIn.unscoped.create(
            practice=cast.practice,
            session=session,
            member=member,
            brings="brings",
            openness=3,
            share="nobody" if keep else "therapists",
        )
        _measures(cast, session, member)
    if session.status == "held":
        for member in sitting:
            SessionRating.unscoped.create(
                practice=cast.practice, session=session, member=member, answers={"heard": 7, "overall": 8}
            )
        _notes(cast, session, sitting, by, signed=signed)
    if signed:
        _was_held(cast, session, sitting)


def _was_held(cast: Cast, session: GroupSession, sitting: list[Member]) -> None:
    """Who came and did what, and the session's floor as it was left."""
    SessionRole.unscoped.create(
        practice=cast.practice, group=session.group, session=session, role="opener", member=sitting[0]
    )
    for member in sitting:
        Attendance.unscoped.create(practice=cast.practice, session=session, member=member, status="present")
    Floor.unscoped.create(practice=cast.practice, session=session)
    Speaking.unscoped.create(practice=cast.practice, session=session, tally={"spoken": {}})
    leader = Facilitation.unscoped.filter(group=session.group_id).order_by("starts_at").values("staff")
    Whisper.unscoped.create(
        practice=cast.practice,
        session=session,
        author=Staff.unscoped.filter(pk__in=leader).order_by("pk")[0],
        text="text",
        kept=True,
        key=new_id(),
    )
    FloorEvent.unscoped.create(
        practice=cast.practice, session=session, version=1, kind="open_session", key=new_id()
    )


def _measures(cast: Cast, session: GroupSession, member: Member) -> None:
    for name in ("phq-9", "gad-7"):
        instrument = catalogue.instrument(name)
        answers = {item.key: 1 for item in instrument.items}
        Administration.unscoped.create(
            practice=cast.practice,
            member=member,
            group=session.group,
            session=session,
            instrument=name,
            version=instrument.version,
            answers=answers,
            result=as_stored(score(instrument, answers)),
        )


def _notes(cast: Cast, session: GroupSession, sitting: list[Member], by: Staff, *, signed: bool) -> None:
    signature: dict[str, Any] = {"signed_at": clock.now(), "signed_by": by} if signed else {}
    common: dict[str, Any] = {"practice": cast.practice, "session": session, "version": 1, **signature}
    words: dict[str, Any] = {"theme": "theme", "intervention": "intervention", "narrative": "narrative"}
    words |= {"stage": "norming", "factors": "hope cohesion", "parts": {str(by.pk): "part"}}
    if signed:
        common |= {"signed_as": "licence"}
        _beside_the_record(cast, session, sitting, by)
    group_note = GroupNote.unscoped.create(**common, **words)
    Override.unscoped.create(practice=cast.practice, session=session, found=["found"], reason="reason", by=by)
    if signed:
        Amendment.unscoped.create(practice=cast.practice, group_note=group_note, text="added", by=by)
    for member in sitting:
        layer = {name: name for name in ("participation", "response", "risk", "goal", "plan")}
        note = MemberNote.unscoped.create(**common, member=member, **layer)
        if signed:
            Amendment.unscoped.create(practice=cast.practice, note=note, text="added", by=by)


def _beside_the_record(cast: Cast, session: GroupSession, sitting: list[Member], by: Staff) -> None:
    """What stands beside the notes of a session: a leader's own, and what a supervisor said."""
    between: dict[str, Any] = {"practice": cast.practice, "session": session, "trainee": by}
    between |= {"supervisor": cast.staff["sam"], "by": cast.staff["sam"], "text": "comment"}
    SupervisionComment.unscoped.create(**between)
    for member in sitting:
        own: dict[str, Any] = {"practice": cast.practice, "author": by, "member": member}
        SupervisionComment.unscoped.create(**between, member=member)
        PsychotherapyNote.unscoped.create(**own, session=session, text="text")
        days = {"signed_on": date(2026, 3, 1), "expires_on": date(2027, 3, 1)}
        said = {"recipient": "recipient", "purpose": "purpose", "signed_name": "signed"}
        Authorisation.unscoped.create(**own, **days, **said, on_paper=False)
    NoteRule.unscoped.create(practice=cast.practice, group=session.group, layout="girp")


def _writing(cast: Cast) -> None:
    """A format and a rule of the practice's own, and a phrase of everybody who leads."""
    texts = ["theme", "intervention", "participation", "response", "risk", "goal", "plan"]
    NoteFormat.unscoped.create(
        practice=cast.practice, name="Own form", sections=[{"name": "All", "texts": texts}]
    )
    NoteRule.unscoped.create(practice=cast.practice, layout="dap", late_after=72)
    for name in ("ruth", "tomas", "kit", "wren"):
        Phrase.unscoped.create(practice=cast.practice, author=cast.staff[name], short="short", words="words")


def _member_life(cast: Cast, name: str, member: Member) -> None:
    practice = cast.practice
    member.birth_date, member.access_needs = "1950-01-01", "a seat by the door"
    member.given_name, member.family_name, member.pronouns = name.title(), "Family", "they/them"
    member.save()
    if not Contact.unscoped.filter(member=member).exists():
        Contact.unscoped.create(practice=practice, member=member, kind="phone", value="phone", preferred=True)
        EmergencyContact.unscoped.create(
            practice=practice, member=member, name="name", relation="sister", phone="phone"
        )
    for kind in ("email", "address"):
        Contact.unscoped.create(practice=practice, member=member, kind=kind, value=kind)
    Identifier.unscoped.create(
        practice=practice, member=member, system="chart", value=name, index=f"{practice.pk.hex}{name}"
    )
    for spell in Membership.unscoped.filter(member=member):
        concern = Concern.unscoped.create(
            practice=practice,
            member=member,
            group=spell.group,
            source="observation",
            severity="amber",
            what="what",
        )
        ConcernEvent.unscoped.create(
            practice=practice, member=member, concern=concern, kind="again", words="words"
        )
        for led in Facilitation.unscoped.filter(running(), group=spell.group):
            Alert.unscoped.create(
                practice=practice, concern=concern, step="nearest", staff=led.staff, due_at=clock.now()
            )
            Incident.unscoped.create(
                practice=practice,
                member=member,
                group=spell.group,
                began_by=led.staff,
                session_id=new_id(),  # one for each: nobody has two crises at a time
                place="place",
                account="account",
                reported_to="reported",
                reported_at=clock.now(),
            )
        Whereabouts.unscoped.create(
            practice=practice,
            member=member,
            group=spell.group,
            session_id=new_id(),
            place="place",
            near="near",
            phone="phone",
        )
    _plans(cast, member)
    _lapse_plan(cast, member)
    _files(cast, member)
    _releases(cast, member)


def _files(cast: Cast, member: Member) -> None:
    """For every group in which somebody sat a letter about them and a drawing of theirs; a referral; one gone."""
    groups = list(Membership.unscoped.filter(member=member).values_list("group", flat=True))
    kept = [(kind, group) for kind in ("letter", "drawing") for group in groups] + [("referral", None)]
    for kind, group in kept:
        attached(cast, member, kind, group_id=group, title="title", content=b"content")
    gone = {"removed_at": clock.now(), "reason": "reason"}
    attached(cast, member, "form", group_id=None, **gone)


def attached(cast: Cast, member: Member, kind: str, **more: Any) -> Attachment:
    """A file in somebody's record."""
    what = BY_CODE[kind]
    return Attachment.unscoped.create(
        practice=cast.practice,
        member=member,
        kind=kind,
        is_administrative=what.is_administrative,
        is_shared=what.is_shared,
        format="png",
        size=7,
        digest=new_id().hex,
        **more,
    )


def _plans(cast: Cast, member: Member) -> None:
    """A version of their safety plan from every group in which somebody sat; the last, the second, holds."""
    spells = list(Membership.unscoped.filter(member=member).order_by(F("ends_at").asc(nulls_last=True)))
    for number, spell in enumerate(spells, start=3 - len(spells)):
        SafetyPlan.unscoped.create(
            practice=cast.practice,
            member=member,
            group_id=spell.group_id,
            number=number,
            contents={"lines": {"signs": ["signs"]}, "contacts": {}, "reason": "reason"},
            ended_at=None if number == 2 else clock.now(),
        )


def _lapse_plan(cast: Cast, member: Member) -> None:
    """What they wrote for a harder time, where they sat last; their therapists may read it."""
    spell = Membership.unscoped.filter(member=member).order_by(F("ends_at").desc(nulls_first=True)).first()
    if spell is not None:
        LapsePlan.unscoped.create(
            practice=cast.practice,
            member=member,
            group_id=spell.group_id,
            number=1,
            contents={"lines": {"signs": ["signs"]}, "contacts": {}, "reason": ""},
            share="therapists",
        )


#: What stands in a release that somebody prepared: one note, and one draft that stays.
CONTENTS = {
    "someone": {"given": "", "family": "", "chosen": "", "birth_date": "", "pronouns": ""},
    "items": [
        {
            "key": "notes:1",
            "part": "notes",
            "at": "2026-06-02T18:00:00+00:00",
            "title": "Note",
            "lines": [["Plan", "plan"]],
            "protected": False,
            "code": "",
            "value": None,
            "status": "",
        }
    ],
    "withheld": [{"why": "draft", "part": "notes", "at": "", "n": 1, "key": ""}],
}
_FILES = [("record.pdf", b"%PDF"), ("record.json", b"{}")]


def _releases(cast: Cast, member: Member) -> None:
    """A release in each state in which something can be done with it, and what they want corrected."""
    own: dict[str, Any] = {"practice": cast.practice, "member": member}
    made = {
        "contents": CONTENTS,
        "choices": {"left_out": {}, "stands": []},
        "until": (clock.now() + timedelta(days=50)).date(),
        "files": {name: base64.b64encode(content).decode() for name, content in _FILES},
        "digest": digest_of_files(_FILES),
    }
    two = {"first_by": cast.staff["wren"], "second_by": cast.staff["lena"]}
    for state in ("asked", "prepared", "checked", "approved_twice", "sealed", "handed_over"):
        more: dict[str, Any] = {} if state == "asked" else dict(made)
        if state == "prepared":
            more["hits"] = [{"place": "Note", "found": "found", "kind": "name", "item": "notes:1"}]
        if state in ("approved_twice", "sealed", "handed_over"):
            more |= two
        if state in ("sealed", "handed_over"):
            more["container"] = base64.b64encode(b"PK").decode()
        release = Release.unscoped.create(
            **own,
            code=f"{state[:3]}{member.pk.hex[-5:]}".upper(),
            purpose="own",
            basis="own_request",
            parts=["notes"],
            state=state,
            wish="wish",
            terms={"recipient": "recipient", "why": "why", "reference": ""},
            **more,
        )
    _apart(cast, own)
    said = {"recipient": "recipient", "why": "why", "reference": ""}
    Disclosure.unscoped.create(**own, release=release, said=said, parts=["notes"], purpose="own", basis="law")
    Correction.unscoped.create(**own, wrong="wrong", right="right")
    Correction.unscoped.create(
        **own, wrong="wrong", state="declined", reason="reason", answered_at=clock.now()
    )
    Correction.unscoped.create(
        **own,
        wrong="wrong",
        state="disagreed",
        reason="reason",
        answered_at=clock.now(),
        statement="statement",
    )


def _apart(cast: Cast, own: dict[str, Any]) -> None:
    """A release of psychotherapy notes, for each therapist whose notes the member lets go somewhere."""
    [item] = CONTENTS["items"]
    apart = {**item, "key": "psychotherapy:1", "part": "psychotherapy"}  # type: ignore[dict-item]
    for allowed in Authorisation.unscoped.filter(member=own["member"]).order_by("pk"):
        release = Release.unscoped.create(
            **own,
            code=f"APA{allowed.pk.hex[-5:]}".upper(),
            author=allowed.author,
            authorisation=allowed,
            purpose="other",
            basis="apart",
            parts=["psychotherapy"],
            state="prepared",
            terms={"recipient": "recipient", "why": "why", "reference": "", "notes": 1},
            until=(clock.now() + timedelta(days=50)).date(),
        )
        ApartPackage.unscoped.create(
            **own,
            author=allowed.author,
            release=release,
            contents=CONTENTS | {"items": [apart]},
            choices={"left_out": {}, "stands": []},
            hits=[{"place": "Note", "found": "found", "kind": "name", "item": "psychotherapy:1"}],
            files={name: base64.b64encode(content).decode() for name, content in _FILES},
        )


def _gone(cast: Cast) -> None:
    """Three who have left: one is kept, one is held, one is to be erased."""
    for name in ("pia", "rio", "uma"):
        cast.members[name] = Member.unscoped.create(
            practice=cast.practice, chosen_name=name.title(), status=Member.Status.LEFT
        )
    own: dict[str, Any] = {"practice": cast.practice, "reason": "reason"}
    LegalHold.unscoped.create(**own, member=cast.members["uma"])
    Erasure.unscoped.create(**own, member=cast.members["rio"])
    Keeping.unscoped.create(practice=cast.practice, place="de")
    ProtectedGroup.unscoped.create(practice=cast.practice, group=cast.groups["thursday"])


def _practice_life(cast: Cast) -> None:
    practice = cast.practice
    _gone(cast)
    Escalation.unscoped.create(practice=practice)
    Duty.unscoped.create(practice=practice, staff=cast.staff["kit"])
    Away.unscoped.create(
        practice=practice, staff=cast.staff["tomas"], starts_at=clock.moved(timedelta(days=30))
    )
    RosterImport.unscoped.create(
        practice=practice, source="csv", people=0, created=0, changed=0, unchanged=0, by=cast.users["ines"]
    )
    for key, name in PROPOSED.items():
        Proposal.unscoped.create(
            practice=practice,
            group=cast.groups[key],
            member=cast.members[name],
            proposed_by=cast.staff["ines"],
        )
    Reminder.unscoped.create(
        practice=practice, member=cast.members["ana"], session=cast.sessions["tuesday_next"], kind="before"
    )
    for member in cast.members.values():
        Reminder.unscoped.create(
            practice=practice,
            member=member,
            session=cast.sessions["tuesday_last"],
            kind="digest",
            sent_at=clock.now(),
        )
        ReminderChoice.unscoped.create(practice=practice, member=member)
    for name, user in cast.users.items():
        token = token_of(cast, "feed", name)
        CalendarFeed.unscoped.create(practice=practice, user=user, token_hash=digest(token))
        _device(cast, name)
        token, later = token_of(cast, "welcome", name), clock.now() + timedelta(days=3)
        Invitation.objects.create(user=user, token_hash=hashed(token), expires_at=later)


def _device(cast: Cast, name: str) -> None:
    person = cast.members.get(name) or cast.staff.get(name)
    if person is not None:
        browser = Browser(f"https://updates.push.services.mozilla.com/{cast.practice.pk}/{name}")
        found = read(json.dumps(browser.subscription), settings.HOLDSPACE_PUSH_SERVICES)
        Device.unscoped.create(
            practice=cast.practice,
            user=cast.users[name],
            person_id=person.pk,
            subscription=asdict(found),
            digest=found.digest,
        )


#: Who waits, or waited: Eve wants to come back, Joss and Mika are new; Ana came to Tuesdays from the list.
WAITING = {"eve": "", "joss": "", "mika": "referred_on", "ana": "joined"}


def _intake(cast: Cast) -> None:
    """Referrals, a waiting list with screenings, and pairs that must not meet."""
    practice, ended = cast.practice, LONG_AGO + timedelta(days=20)
    for name in ("joss", "mika"):
        cast.members[name] = Member.unscoped.create(practice=practice, chosen_name=name.title())
        _member_life(cast, name, cast.members[name])
    IntakeDoor.unscoped.create(practice=practice)
    Wording.unscoped.create(
        practice=practice,
        instrument="ucla-3",
        version="1",
        text='instrument = "ucla-3"',
        permission="a letter",
    )
    Term.unscoped.create(practice=practice, kind="themes", code="own-sea", words="life at sea")
    for name, ending in WAITING.items():
        wait = Waiting.unscoped.create(
            practice=practice,
            member=cast.members[name],
            starts_at=LONG_AGO,
            ends_at=ended if ending else None,
            ending=ending,
            stage="ready",
            available=["tue-18", "thu-12"],
        )
        Screening.unscoped.create(
            practice=practice,
            member=wait.member,
            waiting=wait,
            facts={},
            said="said",
            hopes="hopes",
            strengths="strengths",
            note="note",
        )
        Likeness.unscoped.create(
            practice=practice, member=wait.member, kind="surname", index="", of_version=wait.member.version
        )
    for name in ("ana", "eve"):
        Acquaintance.unscoped.create(practice=practice, member=cast.members[name], words="words")
    first, second = sorted((cast.members["ana"], cast.members["joss"]), key=lambda member: member.pk)
    Apart.unscoped.create(practice=practice, member=first, other=second, kind="relatives")
    first, second = sorted((cast.members["eve"], cast.members["joss"]), key=lambda member: member.pk)
    Asked.unscoped.create(practice=practice, member=first, other=second, kind="surname")
    identity = ("given_name", "family_name", "chosen_name", "pronouns", "phone", "email", "address")
    referral = Referral.unscoped.create(
        practice=practice, source="letter", may_contact=True, available=[], **dict.fromkeys(identity, "word")
    )
    ReferralWords.unscoped.create(practice=practice, referral=referral, said="said")
    Sending.unscoped.create(practice=practice, sender_index="0" * 64)


def _forming(cast: Cast) -> None:
    """A round with a plan in which Eve has a seat, and a place that is offered to her."""
    practice, eve, group = cast.practice, cast.members["eve"], cast.groups["thursday"]
    Wishes.unscoped.create(practice=practice)
    held = Round.unscoped.create(practice=practice)
    Candidate.unscoped.create(practice=practice, round=held, group=group, starts=["thu-12"])
    levels = [{"level": "placed", "value": 1, "bound": 1}]
    plan = Plan.unscoped.create(practice=practice, round=held, number=1, state="ready", levels=levels)
    PlanTold.unscoped.create(practice=practice, plan=plan, told={})
    PlannedSeat.unscoped.create(practice=practice, plan=plan, member=eve, group=group, start="thu-12")
    Decision.unscoped.create(
        practice=practice, round=held, member=eve, group=group, kind="pin", reason="reason"
    )
    Offer.unscoped.create(
        practice=practice,
        member=eve,
        group=group,
        plan=plan,
        start="thu-12",
        until=clock.now() + timedelta(days=14),
    )


def _outcomes(cast: Cast) -> None:
    """A signal that was silenced for everybody who sits somewhere, and a step after each group's last
    session.
    """
    for key, group in cast.groups.items():
        for spell in Membership.unscoped.filter(running(), group=group):
            Silence.unscoped.create(
                practice=cast.practice,
                member=spell.member,
                group=group,
                key="absences",
                level=2,
                reason="reason",
            )
            goal = Goal.unscoped.create(
                practice=cast.practice,
                member=spell.member,
                group=group,
                words="words",
                expected="expected",
                steps={"1": "more"},
                version=2,
            )
            GoalTime.unscoped.create(practice=cast.practice, member=spell.member, group=group, every=6)
            GoalWording.unscoped.create(
                practice=cast.practice,
                member=spell.member,
                group=group,
                goal=goal,
                number=1,
                words="words",
                expected="expected",
                steps={"1": "more"},
                at=clock.now(),
                until=clock.now(),
            )
            Attainment.unscoped.create(
                practice=cast.practice,
                member=spell.member,
                group=group,
                levels={str(goal.pk): 0},
                rated_on=clock.now().date(),
            )
        RepairStep.unscoped.create(
            practice=cast.practice,
            group=group,
            session=cast.sessions[f"{key}_last"],
            happened="happened",
            step="step",
        )


def _billing(cast: Cast) -> None:
    """Everybody who came owes something, and their insurer was told of the first session of a day."""
    common: dict[str, Any] = {"practice": cast.practice}
    PracticeBilling.unscoped.create(**common, fee=60)
    ProviderBilling.unscoped.create(**common, staff=cast.staff["ruth"], family="Adler", given="Ruth")
    insurer = Insurer.unscoped.create(**common, name="Seaboard Health", payer_id="SB001")
    for group in cast.groups.values():
        GroupFee.unscoped.create(**common, group=group, amount=55, starts_on=LONG_AGO.date())
    batch = ClaimBatch.unscoped.create(
        **common,
        month=LONG_AGO.date().replace(day=1),
        control=1,
        is_test=True,
        provider={"npi": "1234567893"},
    )
    for member in cast.members.values():
        Account.unscoped.create(**common, member=member, details=Profile().stored(), diagnoses=["F41.1"])
    came = Attendance.unscoped.filter(practice=cast.practice).select_related("session")
    for number, row in enumerate(came.order_by("session__starts_at", "id"), start=1):
        _charged(cast, row, insurer, batch, number)


def _charged(cast: Cast, row: Attendance, insurer: Insurer, batch: ClaimBatch, number: int) -> None:
    own: dict[str, Any] = {"practice": cast.practice, "member": row.member}
    day = row.session.starts_at.date()
    account = Account.unscoped.get(member=row.member)
    first = not Charge.unscoped.filter(**own, service_date=day).exists()
    charge = Charge.unscoped.create(
        **own,
        session=row.session,
        service_date=day,
        kind="attended",
        place="11",
        amount=60,
        currency="USD",
        insurer=insurer if first else None,
    )
    account.entries, account.balance = account.entries + 1, account.balance + 60
    account.save()
    LedgerEntry.unscoped.create(
        **own,
        number=account.entries,
        kind="charge",
        amount=60,
        before=account.balance - 60,
        balance=account.balance,
        charge=charge,
    )
    Claim.unscoped.create(
        **own,
        batch=batch,
        charge=charge,
        number=f"1-{number}",
        frequency="1",
        amount=60,
        content=a_claim(1).stored(),
    )


def _feedback(cast: Cast, group: Group) -> None:
    """A round that is over, in which all was received, and an open one, in which all waits to be read.

    Who sits alone gave to Eve and received from her before she left.
    """
    sitting = [spell.member for spell in Membership.unscoped.filter(running(), group=group)]
    if len(sitting) == 1:
        sitting.append(cast.members["eve"])
    long_ago, lately = clock.now() - timedelta(days=20), clock.now() - timedelta(days=2)
    over = _round(cast, group, long_ago, closed_at=clock.now() - timedelta(days=10))
    is_open = _round(cast, group, lately)
    read = {"released_at": long_ago + timedelta(days=1), "opened_at": long_ago + timedelta(days=2)}
    words = {"saw": "saw", "stirred": "stirred", "wish": "wish", "word": "word", "version": 1}
    for giver, receiver in permutations(sitting, 2):
        common = {"practice": cast.practice, "group": group, "giver": giver, "receiver": receiver}
        given = Feedback.unscoped.create(
            **common, **words, **read, round=over, began_at=long_ago, standing="opened"
        )
        Feedback.unscoped.create(**common, **words, round=is_open, began_at=lately, standing="waiting")
        Reflection.unscoped.create(
            practice=cast.practice, group=group, feedback=given, member=receiver, text="text", version=1
        )
        back = common | {"giver": receiver, "receiver": giver, "feedback": given, "began_at": long_ago}
        Answer.unscoped.create(**back, **read, kind="question", text="text")
        Answer.unscoped.create(
            **common | {"feedback": given, "began_at": long_ago}, kind="reply", text="text"
        )


#: Who keeps what they tried to themselves, and who lets the therapists alone read it; others show it.
KEEPS, TELLS = "bo", "chidi"


def _skills(cast: Cast, group: Group) -> None:
    """Assigned to the circle and to each; everybody tried something, and tells the next who suggested it."""
    common: dict[str, Any] = {"practice": cast.practice, "group": group}
    Assignment.unscoped.create(**common, to_circle=True, code="a-small-no", note="note")
    spells = list(Membership.unscoped.filter(group=group).select_related("member"))
    sitting = [spell.member for spell in spells if spell.runs()]
    noted: dict[str, Any] = {"tried": "tried", "went": "went", "learnt": "learnt"}
    for spell in spells:
        member, at = spell.member, spell.starts_at + timedelta(days=2)
        own = {**common, "member": member, "code": "a-small-no"}
        Assignment.unscoped.create(**own, note="note")
        name = next(name for name, each in cast.members.items() if each.pk == member.pk)
        share = "nobody" if name == KEEPS else "therapists"
        shown = {"to_circle": True, "shown_at": at} if name not in (KEEPS, TELLS) else {}
        days = {"tried_on": clock.now().date(), "noted_at": clock.now() - timedelta(days=1)}
        trying = Trying.unscoped.create(**own, **noted, **days, **shown, share=share)
        if spell.runs() and len(sitting) > 1:
            receiver = sitting[(sitting.index(member) + 1) % len(sitting)]
            word = {"giver": member, "receiver": receiver, "code": "a-small-no", "text": "text"}
            WordBack.unscoped.create(**common, **word, trying=trying, released_at=clock.now())


def _endings(cast: Cast, group: Group) -> None:
    """Everybody leaves, and the group ends; a farewell waits to be read; who left once is told of, or the first.

    Each keeps something already, Eve as well. Who sits alone wrote to Eve.
    """
    common: dict[str, Any] = {"practice": cast.practice, "group": group}
    spells = list(
        Membership.unscoped.filter(group=group).select_related("member").order_by("starts_at", "id")
    )
    sitting = [spell.member for spell in spells if spell.runs()]
    now = clock.now()
    last: dict[str, Any] = {"last_on": (now + timedelta(days=1)).date(), "said_at": now - timedelta(days=2)}
    NoticePeriod.unscoped.create(**common, sessions=3)
    closing = Closing.unscoped.create(**common, **last)
    farewell = Farewell.unscoped.create(**common, closing=closing, opened_at=now - timedelta(days=1))
    left = next((spell for spell in spells if not spell.runs()), spells[0])
    departure = Departure.unscoped.create(
        **common,
        member=left.member,
        membership=left,
        called="called",
        sentence="sentence",
        noted_at=now - timedelta(days=1),
        reach_by=(now + timedelta(days=5)).date(),
    )
    for spell in spells:
        member = spell.member
        own = {**common, "member": member}
        if spell.runs() or member == cast.members["eve"]:
            Kept.unscoped.create(**own, by_name="by_name", text="text")
        if not spell.runs():
            continue
        name = next(name for name, each in cast.members.items() if each.pk == member.pk)
        told = {"to_circle": True, "told_at": now} if name != KEEPS else {}
        Leaving.unscoped.create(**own, **last, **told, membership=spell, how="leaving", word="word")
        OwnWords.unscoped.create(**own, farewell=farewell, takes="takes", leaves="leaves", version=1)
        share = "nobody" if name == KEEPS else "circle"
        shown = {"to_circle": True} if name not in (KEEPS, TELLS) else {}
        Unsaid.unscoped.create(**own, **shown, departure=departure, text="text", share=share, version=1)
    pairs = list(permutations(sitting, 2)) or [(sitting[0], cast.members["eve"])]
    for giver, receiver in pairs:
        between = {"giver": giver, "receiver": receiver, "standing": "waiting", "version": 1}
        Gift.unscoped.create(**common, **between, farewell=farewell, text="text", word="word")


def _arrived(cast: Cast, group: Group) -> None:
    """Everybody prepared once, each sat with the next, and each was missed and reached out to."""
    common: dict[str, Any] = {"practice": cast.practice, "group": group}
    spells = list(Membership.unscoped.filter(group=group).select_related("member"))
    sitting = [spell.member for spell in spells if spell.runs()]
    session = GroupSession.unscoped.filter(group=group).order_by("starts_at")[0]
    texts: dict[str, Any] = {"hopes": "hopes", "fears": "fears", "helps": "helps"}
    for spell in spells:
        own = {**common, "member": spell.member}
        kept = spell.member.pk == cast.members[KEEPS].pk
        StepDone.unscoped.create(**own, code="group_is", on=clock.now().date())
        Hopes.unscoped.create(**own, **texts, share="nobody" if kept else "therapists")
        Welcome.unscoped.create(**own, is_named=True)
        Reaching.unscoped.create(**own, session=session, done="called", note="note")
        if spell.runs() and len(sitting) > 1:
            receiver = sitting[(sitting.index(spell.member) + 1) % len(sitting)]
            ask = {"giver": spell.member, "receiver": receiver, "answer": "yes"}
            BuddyAsk.unscoped.create(**common, **ask, answered_at=clock.now())


def _own_skill(cast: Cast) -> None:
    """The practice added a skill in two versions; its address tells which practice."""
    common: dict[str, Any] = {
        "practice": cast.practice,
        "code": f"own-{cast.practice.pk.hex}",
        "area": "reaching",
        "name": "A walk in company",
        "purpose": "To be beside somebody without having to talk.",
        "steps": ["Ask somebody.", "Walk for ten minutes."],
        "two_minutes": "Ask.",
        "not_when": "Not in the dark.",
    }
    OwnSkill.unscoped.create(**common, version=1, replaced_at=clock.now())
    OwnSkill.unscoped.create(**common, version=2)


def _portraits(cast: Cast, group: Group) -> None:
    """Words for each other: an older portrait that was looked at, one to be shown, one in which they choose."""
    sitting = [spell.member for spell in Membership.unscoped.filter(running(), group=group)]
    common = {"practice": cast.practice, "group": group}
    now = clock.now()
    states = {
        19: {"put_together_at": now - timedelta(days=18), "shown_at": now - timedelta(days=18)},
        9: {"put_together_at": now - timedelta(days=8)},
        3: {},
    }
    for days, state in states.items():
        portrait = Portrait.unscoped.create(**common, **state, opened_at=now - timedelta(days=days))
        if not state:
            for chooser, about in product(sitting, repeat=2):
                Choice.unscoped.create(
                    **common, portrait=portrait, member=chooser, about=about, words=["steady"]
                )
            continue
        at = state.get("shown_at")
        for member in sitting:
            Picture.unscoped.create(
                **common,
                portrait=portrait,
                member=member,
                own=["steady"],
                others=["curious"],
                released_at=at,
                opened_at=at,
            )


def _round(cast: Cast, group: Group, opened_at: datetime, **more: Any) -> FeedbackRound:
    return FeedbackRound.unscoped.create(
        practice=cast.practice,
        group=group,
        prompt="prompt",
        opened_at=opened_at,
        until=clock.now() + timedelta(days=5),
        **more,
    )


#: Whom the coordinator proposed to which group.
PROPOSED = {"tuesday": "dana", "thursday": "eve", "wednesday": "bo"}


def token_of(cast: Cast, what: str, name: str) -> str:
    """The secret in somebody's calendar address (`feed`), invitation (`welcome`), or on a `tablet`."""
    return f"{what}-{cast.practice.pk.hex}-{name}"
