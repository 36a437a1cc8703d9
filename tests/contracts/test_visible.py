"""`visible_to`, model by model: which rows each of the twelve actors sees, said by hand and compared
exactly.

The matrix asks through pages; this asks the models themselves, so that a scope which no page happens
to use yet is held as well. An actor who is not named in a line sees none of the rows.
"""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from django.apps import apps

from holdspace.groups.models import circles_of, clinical_reach
from holdspace.sessions.models import GroupSession
from holdspace.vault.records import Record
from holdspace.vault.scope import acting_as
from tests.canaries import Belonging
from tests.cast import Cast
from tests.contracts.authz import actors_of
from tests.contracts.house import FORMER, HOME, LEADING, SEATED, WHO, House
from tests.contracts.may_see import ONCE
from tests.furnishing import WAITING
from tests.scratch import module_db

RECORDS = {model._meta.label: model for model in apps.get_models() if issubclass(model, Record)}

#: Model → who sees what: `practice` all rows of it, `group` those of the group they sit in or lead now, `own`
#: those about themselves, `account` those of their account, `group_or_former` also of the group they left (where
#: everybody of the house has signed).
SEEN = {
    "practice.Practice": {"signed_in": "practice"},
    "practice.Site": {"signed_in": "practice"},
    "practice.Room": {"signed_in": "practice"},
    "practice.Staff": {"staff": "practice"},
    "practice.RoleSpell": {"staff": "practice"},
    "members.Member": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "members.Contact": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "members.EmergencyContact": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "members.Identifier": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "members.RosterImport": {"coordinator": "practice"},
    "groups.Group": {"coordinator": "practice", "members leaders": "group"},
    "groups.Facilitation": {"coordinator": "practice", "members leaders": "group"},
    "groups.Membership": {"coordinator": "practice", "leaders": "group", "members": "running"},
    "groups.Proposal": {"coordinator": "practice", "leaders": "group"},
    "groups.RecordOpening": {"leaders": "group", "supervisor": "practice"},
    "group_sessions.Series": {"coordinator": "practice", "members leaders": "group"},
    "group_sessions.GroupSession": {"coordinator": "practice", "members leaders": "group"},
    "group_sessions.Attendance": {
        "coordinator": "practice",
        "leaders": "group",
        "everybody_in_therapy": "own",
    },
    "group_sessions.CheckIn": {"leaders": "group", "members": "own_in_group"},
    "group_sessions.SessionRating": {"leaders": "group", "everybody_in_therapy": "own"},
    "agreements.Agreement": {
        "coordinator": "practice",
        "leaders": "group",
        "everybody_in_therapy": "group_or_former",
    },
    "agreements.Signature": {"coordinator": "practice", "leaders": "group", "everybody_in_therapy": "own"},
    "measures.Schedule": {"coordinator": "practice", "members leaders": "group"},
    "measures.OwnSchedule": {"leaders": "group", "everybody_in_therapy": "own"},
    "measures.Handover": {"leaders": "group"},
    "measures.FollowUpLink": {},
    "measures.Administration": {"leaders": "group", "everybody_in_therapy": "own"},
    "measures.Wording": {"staff": "practice"},
    "notes.GroupNote": {"leaders": "group"},
    "notes.MemberNote": {"leaders": "group"},
    "notes.Amendment": {"leaders": "group"},
    "notes.Override": {"leaders": "group"},
    "notes.NoteFormat": {"staff": "practice"},
    "notes.NoteRule": {"staff": "practice"},
    "notes.Phrase": {"staff": "written"},
    "notes.PsychotherapyNote": {"leaders": "written"},
    "notes.Authorisation": {"leaders": "written", "everybody_in_therapy": "own"},
    "notes.SupervisionComment": {"leaders": "written"},
    "safety.Concern": {"leaders": "group"},
    "safety.ConcernEvent": {"leaders": "group"},
    "safety.Incident": {"leaders": "begun", "supervisor": "practice"},
    "safety.Alert": {"leaders": "group"},
    "safety.SafetyPlan": {"leaders": "group_or_sitting", "everybody_in_therapy": "own"},
    "safety.Whereabouts": {"leaders": "group", "everybody_in_therapy": "own"},
    "safety.Duty": {"staff": "practice"},
    "safety.Away": {"staff": "practice"},
    "safety.Escalation": {"staff": "practice"},
    "attachments.Attachment": {
        "leaders": "group_or_sitting",
        "coordinator": "administrative",
        "everybody_in_therapy": "own_shared",
    },
    "correspondence.Reminder": {"everybody_in_therapy": "own"},
    "correspondence.ReminderChoice": {"everybody_in_therapy": "own"},
    "correspondence.CalendarFeed": {"signed_in": "account"},
    "correspondence.Device": {"signed_in": "account"},
    "intake.IntakeDoor": {"coordinator": "practice"},
    "intake.Term": {"staff": "practice"},
    "intake.ReturnRule": {"coordinator": "practice"},
    "intake.Referral": {"coordinator": "practice"},
    "intake.ReferralWords": {},
    "intake.Sending": {},
    "intake.Waiting": {
        "coordinator": "practice",
        "therapists": "running_practice",
        "everybody_in_therapy": "own",
    },
    "intake.Screening": {"therapists": "screened"},
    "intake.Acquaintance": {"therapists": "screened", "everybody_in_therapy": "own"},
    "intake.Apart": {"therapists": "practice"},
    "intake.Likeness": {"therapists": "practice"},
    "intake.Asked": {"therapists": "practice"},
    "forming.Wishes": {"coordinator therapists": "practice"},
    "forming.Round": {"coordinator therapists": "practice"},
    "forming.Candidate": {"coordinator therapists": "practice"},
    "forming.Plan": {"coordinator therapists": "practice"},
    "forming.PlannedSeat": {"coordinator therapists": "practice"},
    "forming.PlanTold": {"therapists": "practice"},
    "forming.Decision": {"therapists": "practice"},
    "forming.Offer": {"coordinator therapists": "practice", "everybody_in_therapy": "own"},
    "outcomes.Silence": {"leaders": "group"},
    "outcomes.RepairStep": {"leaders": "group"},
    "outcomes.Goal": {"leaders": "group", "everybody_in_therapy": "own"},
    "outcomes.GoalWording": {"leaders": "group", "everybody_in_therapy": "own"},
    "outcomes.GoalTime": {"leaders": "group", "everybody_in_therapy": "own"},
    "outcomes.Attainment": {"leaders": "group", "everybody_in_therapy": "own"},
    "billing.PracticeBilling": {"coordinator owner": "practice"},
    "billing.ProviderBilling": {"coordinator owner": "practice"},
    "billing.Insurer": {"coordinator owner": "practice"},
    "billing.GroupFee": {"coordinator owner": "practice"},
    "billing.Account": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "billing.Charge": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "billing.LedgerEntry": {"coordinator": "practice", "everybody_in_therapy": "own"},
    "billing.ClaimBatch": {"coordinator": "practice"},
    "billing.Claim": {"coordinator": "practice"},
    "circle.Space": {"members leaders": "group"},
    "circle.PersonalHold": {"leaders": "group", "everybody_in_therapy": "own"},
    "circle.WeekQuestion": {"members leaders": "group"},
    "circle.Post": {"leaders": "out_of_hand", "everybody_in_therapy": "own_or_shown"},
    "circle.Recognition": {"leaders": "group", "members": "own_in_group"},
    "circle.Thanks": {"leaders": "group", "members": "own_in_group"},
    "circle.Report": {"leaders": "group", "members": "own_in_group"},
    "circle.SessionRole": {"members leaders": "group"},
    "circle.Rhythm": {"everybody_in_therapy": "own"},
    "circle.Told": {"everybody_in_therapy": "own"},
    "feedback.FeedbackRound": {"leaders": "group", "members": "taking_part"},
    "feedback.Feedback": {"leaders": "group", "members": "between"},
    "feedback.Answer": {"leaders": "group", "members": "between"},
    "feedback.Reflection": {"members": "own_in_group"},
    "feedback.Portrait": {"members leaders": "group"},
    "feedback.Choice": {"members": "own_in_group"},
    "feedback.Picture": {"leaders": "group", "members": "own_released"},
    "preparation.StepDone": {"coordinator": "practice", "leaders": "group", "everybody_in_therapy": "own"},
    "preparation.Hopes": {"leaders": "group_but_kept", "everybody_in_therapy": "own"},
    "preparation.Welcome": {"members leaders": "group"},
    "preparation.BuddyAsk": {"leaders": "group", "members": "asked_or_told"},
    "preparation.Reaching": {"leaders": "group"},
    "preparation.AbsenceRule": {"staff": "practice"},
    "skills.OwnSkill": {"signed_in": "practice"},
    "skills.Assignment": {"leaders": "group", "members": "own_or_to_circle"},
    "skills.Trying": {"leaders": "group", "everybody_in_therapy": "own_or_where_shown"},
    "skills.WordBack": {"leaders": "group", "members": "between"},
    "aftercare.LapsePlan": {"leaders": "group", "everybody_in_therapy": "own"},
    "live.Floor": {"leaders": "group"},
    "live.FloorEvent": {"leaders": "group"},
    "live.Speaking": {"leaders": "group"},
    "live.Whisper": {"leaders": "group"},
    "endings.NoticePeriod": {"coordinator": "practice", "members leaders": "group"},
    "endings.Leaving": {"leaders": "group", "members": "own_or_to_circle"},
    "endings.Closing": {"members leaders": "group"},
    "endings.Farewell": {"members leaders": "group"},
    "endings.OwnWords": {"everybody_in_therapy": "own"},
    "endings.Gift": {"leaders": "group", "members": "own"},
    "endings.Kept": {"everybody_in_therapy": "own"},
    "endings.Departure": {"members leaders": "group"},
    "endings.Unsaid": {"leaders": "group_but_kept", "members": "own_or_to_circle"},
    "release.Release": {"leaders": "treated", "everybody_in_therapy": "own"},
    "release.ApartPackage": {"leaders": "written"},
    "release.Disclosure": {"owner": "practice", "leaders": "treated", "everybody_in_therapy": "own"},
    "release.Correction": {"leaders": "treated", "everybody_in_therapy": "own"},
    "release.ProtectedGroup": {"coordinator": "practice", "members leaders": "group"},
    "release.Keeping": {"coordinator supervisor owner": "practice"},
    "release.LegalHold": {"coordinator supervisor owner": "practice"},
    "release.Erasure": {"coordinator supervisor owner": "practice"},
}


db = module_db()


@pytest.fixture(scope="module")
def house(db: None) -> House:
    return House.build()


def test_every_model_of_a_practice_is_listed() -> None:
    assert set(SEEN) == set(RECORDS)


@pytest.mark.parametrize("label", SEEN)
def test_each_actor_sees_exactly_these_rows(house: House, label: str) -> None:
    assert wrong(house, label) == []


def wrong(house: House, label: str) -> list[str]:
    """What is seen and should not be, or should be and is not; empty when all is well."""
    model, found = RECORDS[label], []
    meant_for = {
        actor: what for words, what in SEEN[label].items() for w in words.split() for actor in actors_of(w)
    }
    rows = _rows(model, house)
    for actor, name in WHO.items():
        if not name:
            continue
        cast = house.cast_of(actor)
        person = cast.actor(name)
        meant = {pk for pk, row in rows.items() if _RULES[meant_for.get(actor, "none")](row, actor, cast)}
        with acting_as(person):
            seen = set(model.visible_to(person).values_list("pk", flat=True))
        if seen != meant:
            found.append(f"{actor}: {len(seen - meant)} too many, {len(meant - seen)} too few")
    return found


@pytest.mark.parametrize("actor", [actor for actor in WHO if WHO[actor]])
def test_the_reach_of_an_actor_is_the_group_of_now(house: House, actor: str) -> None:
    assert wrong_reach(house, actor) == []


def wrong_reach(house: House, actor: str) -> list[str]:
    """Where `circles_of`, `clinical_reach` or `clinical_to` reach other groups than they should."""
    cast, leads = house.cast_of(actor), actor in actors_of("leaders")
    own = {cast.groups[HOME[actor]].pk} if HOME[actor] else set()
    person = cast.actor(WHO[actor])
    with acting_as(person):
        circles = circles_of(person)
        reach = clinical_reach(person)
        sessions = set(GroupSession.clinical_to(person).values_list("group_id", flat=True))
    found = []
    if circles != (own if actor in actors_of("members") else set()):
        found.append("circles_of")
    if reach != (own if leads else set()):
        found.append("clinical_reach")
    if sessions != (own if leads else set()):
        found.append("clinical_to")
    return found


# --- Rows, and whose they are ----------------------------------------------------------------------------

_Row = dict[str, object]


def _rows(model: type[Record], house: House) -> dict[UUID, _Row]:
    found: dict[UUID, _Row] = {}
    for cast in (house.here, house.there):
        belonging = Belonging(cast)
        with acting_as(cast.system):
            for row in _of_practice(model, cast):
                held = {"practice": cast.practice.pk, "user": getattr(row, "user_id", None)}
                held |= {
                    "standing": getattr(row, "standing", ""),
                    "runs": getattr(row, "ends_at", None) is None,
                    "receiver": belonging.name(getattr(row, "receiver_id", None)),
                    "opened": getattr(row, "opened_at", None),
                    "released": getattr(row, "released_at", None),
                    "began_by": getattr(row, "began_by_id", None),
                    "removed": getattr(row, "removed_at", None),
                }
                found[row.pk] = held | belonging.of(row)
    return found


def _of_practice(model: type[Record], cast: Cast) -> list[Record]:
    if model._meta.label == "practice.Practice":
        return [cast.practice]
    return list(model.unscoped.filter(practice=cast.practice))  # type: ignore[misc]


def _practice(row: _Row, actor: str, cast: Cast) -> bool:
    return row["practice"] == cast.practice.pk


def _begun(row: _Row, actor: str, cast: Cast) -> bool:
    return row["began_by"] == cast.staff[WHO[actor]].pk


def _group(row: _Row, actor: str, cast: Cast) -> bool:
    return _practice(row, actor, cast) and row.get("group") == HOME[actor] != ""


def _group_or_former(row: _Row, actor: str, cast: Cast) -> bool:
    former = FORMER.get(actor, "")
    return _group(row, actor, cast) or (_practice(row, actor, cast) and row.get("group") == former != "")


def _running(row: _Row, actor: str, cast: Cast) -> bool:
    return _group(row, actor, cast) and bool(row["runs"])


def _running_practice(row: _Row, actor: str, cast: Cast) -> bool:
    return _practice(row, actor, cast) and bool(row["runs"])


def _screened(row: _Row, actor: str, cast: Cast) -> bool:
    """About somebody who waits, or somebody who sits in the group that is led now."""
    treated = actor in actors_of("leaders") and row.get("member") in SEATED[HOME[actor]]
    waits = WAITING.get(str(row.get("member"))) == ""
    return _practice(row, actor, cast) and (treated or waits)


def _group_or_sitting(row: _Row, actor: str, cast: Cast) -> bool:
    """What arose in the group that is led now, and everything about who sits there."""
    sitting = row.get("member") in SEATED[HOME[actor]]
    return _group(row, actor, cast) or (_practice(row, actor, cast) and sitting)


def _treated(row: _Row, actor: str, cast: Cast) -> bool:
    """About somebody who sits, or once sat, in the group that is led now."""
    treated = (*SEATED[HOME[actor]], *ONCE.get(HOME[actor], ()))
    return _practice(row, actor, cast) and row.get("member") in treated


def _own(row: _Row, actor: str, cast: Cast) -> bool:
    return _practice(row, actor, cast) and row.get("member") == WHO[actor]


def _own_shared(row: _Row, actor: str, cast: Cast) -> bool:
    """Files that are shared with whom they are about, and still there."""
    return _own(row, actor, cast) and bool(row["is_shared"]) and not row["removed"]


def _administrative(row: _Row, actor: str, cast: Cast) -> bool:
    return _practice(row, actor, cast) and bool(row["is_administrative"])


def _own_in_group(row: _Row, actor: str, cast: Cast) -> bool:
    return _own(row, actor, cast) and _group(row, actor, cast)


def _own_released(row: _Row, actor: str, cast: Cast) -> bool:
    return _own_in_group(row, actor, cast) and bool(row["released"])


def _out_of_hand(row: _Row, actor: str, cast: Cast) -> bool:
    """What a member has shared; what they keep to themselves nobody sees."""
    return _group(row, actor, cast) and row["standing"] != "private"


def _own_or_shown(row: _Row, actor: str, cast: Cast) -> bool:
    """What one wrote, wherever; what was shown in one's circle while one sat there."""
    return _own(row, actor, cast) or (_group(row, actor, cast) and row["standing"] == "shown")


def _own_or_to_circle(row: _Row, actor: str, cast: Cast) -> bool:
    """In the circle of now: what is for all of it, and what is for oneself."""
    return _group(row, actor, cast) and (bool(row["to_circle"]) or _own(row, actor, cast))


def _own_or_where_shown(row: _Row, actor: str, cast: Cast) -> bool:
    """One's own, wherever; what those who sit in one's circle now show to it."""
    shown = _group(row, actor, cast) and bool(row["to_circle"])
    return _own(row, actor, cast) or (shown and row["member"] in SEATED[HOME[actor]])


def _between(row: _Row, actor: str, cast: Cast) -> bool:
    """Given by oneself or released to oneself, where one sits; unread only while the other sits there too."""
    here, sitting = WHO[actor], SEATED[HOME[actor]]
    mine = row.get("member") == here or row.get("reader") == here
    both = row.get("member") in sitting and row.get("receiver") in sitting
    return _group(row, actor, cast) and mine and (both or bool(row.get("opened")))


def _group_but_kept(row: _Row, actor: str, cast: Cast) -> bool:
    return _group(row, actor, cast) and not row["kept_private"]


def _asked_or_told(row: _Row, actor: str, cast: Cast) -> bool:
    """Asked of oneself; or about oneself, whose first session is long over."""
    return _group(row, actor, cast) and WHO[actor] in (row["member"], row["receiver"])


def _account(row: _Row, actor: str, cast: Cast) -> bool:
    return row["user"] == cast.users[WHO[actor]].pk


def _written(row: _Row, actor: str, cast: Cast) -> bool:
    """Written by oneself for nobody else, or said between oneself and another."""
    writers = row["writers"]
    return _practice(row, actor, cast) and isinstance(writers, frozenset) and WHO[actor] in writers


def _none(row: _Row, actor: str, cast: Cast) -> bool:
    return False


_RULES: dict[str, Callable[[_Row, str, Cast], bool]] = {
    "practice": _practice,
    "group": _group,
    "begun": _begun,
    "group_or_former": _group_or_former,
    "group_or_sitting": _group_or_sitting,
    "running": _running,
    "running_practice": _running_practice,
    "screened": _screened,
    "treated": _treated,
    "own": _own,
    "own_in_group": _own_in_group,
    "own_shared": _own_shared,
    "administrative": _administrative,
    "own_released": _own_released,
    "taking_part": _group,
    "between": _between,
    "group_but_kept": _group_but_kept,
    "asked_or_told": _asked_or_told,
    "account": _account,
    "out_of_hand": _out_of_hand,
    "own_or_shown": _own_or_shown,
    "written": _written,
    "own_or_to_circle": _own_or_to_circle,
    "own_or_where_shown": _own_or_where_shown,
    "none": _none,
}


def test_the_table_is_about_the_cast() -> None:
    """Everybody whom the rules speak of sits or leads where `house.py` says."""
    for actor in actors_of("members"):
        assert WHO[actor] in SEATED[HOME[actor]]
    for actor in actors_of("leaders"):
        assert WHO[actor] in LEADING[HOME[actor]]
