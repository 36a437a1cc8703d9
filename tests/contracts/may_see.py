"""Which private words each of the twelve actors may ever see, said by hand, not by the program's own rules.

Everything that is not allowed here is a leak, wherever it stands: in a body, a header, a mail or a log.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from holdspace.kernel.privacy import Privacy
from tests.canaries import Canary
from tests.contracts.house import FORMER, HOME, LEADING, MEMBERS, SEATED, WHO
from tests.furnishing import WAITING

#: What a circle calls somebody.
CALLED: Final = {"members.Member.chosen_name", "members.Member.pronouns"}
#: How staff are shown to everybody in the practice, members included.
SHOWN_OF_STAFF: Final = {"practice.Staff.display_name"}
#: What members themselves wrote, signed, or agreed with their leaders.
OWN_WORDS: Final = {
    "outcomes.Goal.words",
    "outcomes.Goal.expected",
    "outcomes.Goal.steps",
    "outcomes.GoalWording.words",
    "outcomes.GoalWording.expected",
    "outcomes.GoalWording.steps",
    "sessions.CheckIn.brings",
    "agreements.Signature.signed_name",
    "intake.Acquaintance.words",
    "circle.Post.text",
    "circle.Post.word",
    "circle.Thanks.words",
    "circle.Report.reason",
    "circle.Report.outcome",
    "feedback.Reflection.text",
    "feedback.Feedback.word",
    "safety.SafetyPlan.contents",
    "aftercare.LapsePlan.contents",
    "notes.Authorisation.recipient",
    "notes.Authorisation.purpose",
    "notes.Authorisation.signed_name",
    "release.Release.terms",
    "release.Release.wish",
    "release.Correction.wrong",
    "release.Correction.right",
    "release.Correction.reason",
    "release.Correction.statement",
    "skills.Assignment.note",
    "skills.Trying.tried",
    "skills.Trying.went",
    "skills.Trying.learnt",
    "endings.Leaving.word",
    "endings.OwnWords.takes",
    "endings.OwnWords.leaves",
    "endings.Gift.word",
    "endings.Kept.text",
    "endings.Kept.by_name",
    "endings.Unsaid.text",
    "preparation.Hopes.hopes",
    "preparation.Hopes.fears",
    "preparation.Hopes.helps",
}
#: Who reads what they signed themselves, also where it stays with one of the staff.
SIGNS: Final = MEMBERS
#: What the circle itself reads.
IN_THE_CIRCLE: Final = {
    "circle.Post.text",
    "circle.WeekQuestion.text",
    "endings.Departure.sentence",
    "endings.Departure.called",
}
#: What one member gives to another: the two of them read it, once it was released.
BETWEEN: Final = {
    "feedback.Feedback.saw",
    "feedback.Feedback.stirred",
    "feedback.Feedback.wish",
    "feedback.Answer.text",
    "skills.WordBack.text",
    "endings.Gift.text",
}
#: What the circle reads where the row says so, and nobody of it otherwise.
WHERE_SHOWN: Final = {
    "skills.Assignment.note",
    "skills.Trying.tried",
    "skills.Trying.went",
    "skills.Trying.learnt",
    "endings.Leaving.word",
    "endings.Unsaid.text",
}
#: What leaders ask a whole circle.
ASKED_OF_ALL: Final = {"feedback.FeedbackRound.prompt"}
#: What a first meeting leaves behind, and whom somebody said that they know.
SCREENED: Final = ("intake.Screening.", "intake.Acquaintance.")
#: Copies of a record, and what members want corrected.
RELEASED: Final = ("release.Release.", "release.Correction.")
#: Why a record is held, or is to be erased before its time.
KEEPING: Final = {"release.LegalHold.reason", "release.Erasure.reason"}
#: Who once sat in a group that somebody leads now: their record stays with the group.
ONCE: Final = {"tuesday": ("eve",), "wednesday": ("ana",)}
#: Who is asked whether they take a place: they read who leads the group.
OFFERED: Final = {"ex_member": ("thursday",)}
#: Who left after giving to somebody, or receiving from them, what had been received before.
GAVE: Final = {"member_elsewhere": ("eve",)}
#: Whom a group's leaders are asked to admit: they see who it is.
PROPOSED: Final = {"tuesday": ("dana",), "thursday": ("eve",), "wednesday": ("bo",)}


def may_see(actor: str, canary: Canary) -> bool:
    """Whether `actor` may read this word anywhere."""
    if actor == "anonymous" or canary.practice != ("there" if actor == "other_practice" else "here"):
        return False
    if canary.staff:
        return _staff(actor, canary)
    if canary.writers:
        return WHO[actor] in canary.writers or (actor in SIGNS and _owns(actor, canary))
    if canary.kind is Privacy.IDENTIFYING:
        return _IDENTITY.get(actor, _nobody)(actor, canary)
    return _CLINICAL.get(actor, _nobody)(actor, canary)


def _nobody(actor: str, canary: Canary) -> bool:
    return False


def _staff(actor: str, canary: Canary) -> bool:
    """Names of colleagues; addresses and licences only for the owner and for the person."""
    if canary.staff == WHO[actor] or actor == "owner":
        return True
    if actor in MEMBERS:
        near = {name for key in (*_circles(actor), *OFFERED.get(actor, ())) for name in LEADING[key]}
        return canary.where in SHOWN_OF_STAFF and canary.staff in near | {"sam", "lena"}
    if canary.where == "practice.Staff.licence":
        return actor in _IDENTITY and canary.staff in LEADING.get(HOME[actor], ())  # under a signed note
    return canary.where in SHOWN_OF_STAFF | {"practice.Staff.given_name"}


def _circles(actor: str) -> set[str]:
    return {key for key in (HOME[actor], FORMER.get(actor, "")) if key}


# --- Who somebody is -------------------------------------------------------------------------------------


def _member_knows(actor: str, canary: Canary) -> bool:
    """Everything of oneself; of who sits and sat in the circle what they are called by."""
    if canary.member == WHO[actor]:
        return True
    if canary.where == "members.Member.chosen_name" and canary.member in GAVE.get(actor, ()):
        return True
    sat_here = (*SEATED.get(HOME[actor], ()), *ONCE.get(HOME[actor], ()))  # under what they shared by name
    return canary.where in CALLED and canary.member in sat_here


def _leader_knows(actor: str, canary: Canary) -> bool:
    """Whoever sits or sat in the group; of whoever is proposed, who they are."""
    home = HOME[actor]
    if canary.member in (*SEATED[home], *ONCE.get(home, ())):
        return canary.where != "accounts.User.email"
    return canary.member in PROPOSED[home] and canary.where.startswith("members.Member.")


def _therapist_knows(actor: str, canary: Canary) -> bool:
    """Also what those who wait are called."""
    return _screener_knows(actor, canary) or _leader_knows(actor, canary)


def _screener_knows(actor: str, canary: Canary) -> bool:
    """What those who wait are called."""
    return WAITING.get(canary.member) == "" and canary.where in CALLED


def _coordinator_knows(actor: str, canary: Canary) -> bool:
    """The practice's roster, and who is referred to it."""
    return bool(canary.member) or canary.where.startswith("intake.Referral.")


# --- What somebody said ----------------------------------------------------------------------------------


def _member_reads(actor: str, canary: Canary) -> bool:
    """One's own words, those of the circle, and those that somebody gave to one. What was written about one
    is given out on paper, by a person."""
    if canary.where in IN_THE_CIRCLE | ASKED_OF_ALL:
        return (canary.group == HOME[actor] != "" and not canary.kept_private) or _owns(actor, canary)
    if canary.where in WHERE_SHOWN:
        sits = canary.member in ("", *SEATED.get(HOME[actor], ()))
        return (canary.group == HOME[actor] != "" and canary.to_circle and sits) or _owns(actor, canary)
    if canary.where in BETWEEN:
        return WHO[actor] in (canary.member, canary.reader)
    return _owns(actor, canary)


def _owns(actor: str, canary: Canary) -> bool:
    return canary.member == WHO[actor] and (canary.where in OWN_WORDS or canary.is_shared)


def _coordinator_reads(actor: str, canary: Canary) -> bool:
    """Files of the office (letters of referral, insurance cards, signed forms), what insurers were told, and
    why a record is kept. No word of what anybody said."""
    told = canary.where == "billing.Claim.content"
    return told or canary.is_administrative or _keeper_reads(actor, canary)


def _leader_reads(actor: str, canary: Canary) -> bool:
    """The record of the group that is led now, but for what a member keeps to themselves; screenings."""
    if canary.where.startswith(SCREENED):
        return WAITING.get(canary.member) == "" or canary.member in SEATED[HOME[actor]]
    if canary.where == "forming.Decision.reason":
        return True
    if canary.where.startswith("attachments."):  # a record goes with the person who sits here
        return canary.member in SEATED[HOME[actor]] or canary.group == HOME[actor]
    if canary.where.startswith(RELEASED):
        return canary.member in (*SEATED[HOME[actor]], *ONCE.get(HOME[actor], ()))
    return canary.group == HOME[actor] and not canary.kept_private


def _keeper_reads(actor: str, canary: Canary) -> bool:
    """Why somebody's record is held, or is to be erased before its time."""
    return canary.where in KEEPING


def _screener_reads(actor: str, canary: Canary) -> bool:
    """A therapist without a group: the screenings of who waits, and why somebody is to sit somewhere."""
    waits = canary.where.startswith(SCREENED) and WAITING.get(canary.member) == ""
    return waits or canary.where == "forming.Decision.reason"


def _supervisor_knows(actor: str, canary: Canary) -> bool:
    """What those are called with whom something happened: everybody who sits or sat in a circle."""
    sat = {name for names in (*SEATED.values(), *ONCE.values()) for name in names}
    return canary.where == "members.Member.chosen_name" and canary.member in sat


def _supervisor_reads(actor: str, canary: Canary) -> bool:
    """Every incident, and what the supervisor wrote: why records were opened. Nothing is open now."""
    return canary.where in {"groups.RecordOpening.reason", *KEEPING} or canary.where.startswith(
        "safety.Incident."
    )


_IDENTITY: Final[dict[str, Callable[[str, Canary], bool]]] = {
    "member": _member_knows,
    "ex_member": _member_knows,
    "member_elsewhere": _member_knows,
    "leader": _therapist_knows,
    "co_leader": _therapist_knows,
    "therapist_elsewhere": _therapist_knows,
    "other_practice": _therapist_knows,
    "ex_leader": _screener_knows,
    "coordinator": _coordinator_knows,
    "supervisor": _supervisor_knows,
}
_CLINICAL: Final[dict[str, Callable[[str, Canary], bool]]] = {
    "member": _member_reads,
    "ex_member": _member_reads,
    "member_elsewhere": _member_reads,
    "leader": _leader_reads,
    "co_leader": _leader_reads,
    "therapist_elsewhere": _leader_reads,
    "other_practice": _leader_reads,
    "ex_leader": _screener_reads,
    "supervisor": _supervisor_reads,
    "coordinator": _coordinator_reads,
    "owner": _keeper_reads,
}
