"""What changes concerns: somebody raises one, a clinician takes it on and closes it with a sentence."""

from __future__ import annotations

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member
from holdspace.safety import listening, policies
from holdspace.safety.actions.telling import answered, tell
from holdspace.safety.models import Concern, ConcernEvent
from holdspace.safety.queries.telling import escalation_of
from holdspace.safety.rules.concern_states import Act, State, after, outcome_of, state_of
from holdspace.safety.rules.language import Found, Sensitivity, Tier, find
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as


@transaction.atomic
def raise_concern(
    *,
    member: Member,
    group: Group,
    source: str,
    source_id: UUID | None,
    severity: str,
    what: str,
    by: Actor,
) -> Concern:
    """Raise a concern about `member`, to be answered by the clinicians of `group`, who are told at once.

    One signal (`source` and `source_id`) raises one concern, however often it arrives; without an id every
    call is a signal of its own. The same signal in other words is kept with it, and opens it again once it
    was closed. `what` says in a sentence what was noticed.
    """
    policies.check_can_raise(by, member, group)
    concern = Concern(
        practice_id=group.practice_id,
        member=member,
        group=group,
        source=source,
        source_id=source_id,
        severity=severity,
        what=what,
        raised_at=clock.now(),
    )
    if not _kept(concern):
        return _signalled_again(concern, by)
    record("safety.concern_raised", by=by, on=concern, about=[member.pk])
    _happened(concern, ConcernEvent.Kind.RAISED, by, words=what)
    tell(concern)
    return concern


def _signalled_again(new: Concern, by: Actor) -> Concern:
    """The same signal: nothing where it says the same, else its new words beside the old."""
    with acting_as(system_actor(new.practice_id)):  # whoever wrote it may not know of the concern
        rows = Concern.unscoped.select_for_update(of=("self",))
        kept = rows.get(source=new.source, source_id=new.source_id)
        if kept.what == new.what:
            return kept
        before = _state(kept)
        reopened = before is State.CLOSED and after(before, Act.SIGNAL) is State.OPEN
        kept.what, kept.severity = new.what, _graver(kept.severity, new.severity)
        if reopened:
            kept.turn, kept.raised_at = kept.turn + 1, clock.now()
            kept.acknowledged_at = kept.acknowledged_by_id = kept.closed_at = kept.closed_by_id = None
            kept.outcome = None
        kept.save()
    kind = ConcernEvent.Kind.REOPENED if reopened else ConcernEvent.Kind.AGAIN
    act = "safety.concern_reopened" if reopened else "safety.concern_repeated"
    record(act, by=by, on=kept, about=[kept.member_id])
    _happened(kept, kind, by, words=new.what)
    if before is not State.ACKNOWLEDGED:
        tell(kept)
    return kept


def _graver(one: str, other: str) -> str:
    return Concern.Severity.RED if Concern.Severity.RED in (one, other) else one


def _happened(concern: Concern, kind: ConcernEvent.Kind, by: Actor, *, words: str | None = None) -> None:
    ConcernEvent(
        practice_id=concern.practice_id,
        member_id=concern.member_id,
        concern=concern,
        turn=concern.turn,
        kind=kind,
        at=clock.now(),
        staff_id=by.staff_id,
        words=words,
    ).save(force_insert=True)


def _kept(concern: Concern) -> bool:
    """Save a concern; False when another with the same signal stands already, or arrives at this moment."""
    if concern.source_id is None:
        concern.save(force_insert=True)
        return True
    same = Concern.unscoped.filter(source=concern.source, source_id=concern.source_id)
    if same.exists():
        return False
    try:
        with transaction.atomic():
            concern.save(force_insert=True)
    except IntegrityError:
        if not same.exists():
            raise
        return False
    return True


@transaction.atomic
def heed(*, text: str, member: Member, group: Group, source_id: UUID, by: Actor) -> Found | None:
    """Read what a member wrote, and raise a concern when words of danger stand in it.

    The text is never refused nor changed; who calls shows help beside it. One text (`source_id`) raises one
    concern, also when it is written again. The concern quotes the sentence for the clinicians who answer it.
    The practice says how much it wants to be told of; what is to be read at once it is told always.
    """
    found = find(text, listening.shipped())
    if found is not None and found.tier is not Tier.RED:
        found = found.told(Sensitivity(escalation_of(group.practice_id).sensitivity))
    if found is not None:
        raise_concern(
            member=member,
            group=group,
            source=Concern.Source.TEXT,
            source_id=source_id,
            severity=found.tier.value,
            what=text,
            by=by,
        )
    return found


@transaction.atomic
def heed_refused(*, text: str, group: Group, by: Actor) -> Found | None:
    """Read what a member wrote and could not send, for what reason ever: danger in it is heard all the same.

    The same words tried again raise nothing new. Nothing for staff, whose words are not read. Of what is
    far too long its beginning and its end are read.
    """
    if not by.is_member or not text.strip():
        return None
    if len(text) > MOST_HEARD:
        text = f"{text[: MOST_HEARD // 2]}\n\n…\n\n{text[-MOST_HEARD // 2 :]}"
    member = Member.visible_to(by).get(pk=by.person_id)
    # Keyed: the id lies open, and who guesses the words must not be able to tell that they were these.
    words = keyring.blind_index("refused-words", f"{by.person_id} {text.strip()}")
    source = UUID(bytes=bytes.fromhex(words)[:16])
    return heed(text=text, member=member, group=group, source_id=source, by=by)


@transaction.atomic
def say_not_safe(*, by: Actor) -> list[Concern]:
    """A member says that they are not safe: a concern at once, for the clinicians of each of their circles.

    Pressed again while nobody has seen the first, it stays that one. Empty for somebody without a circle.
    """
    member = Member.visible_to(by).get(pk=by.person_id)
    return [_not_safe(member, group, by) for group in Group.visible_to(by).order_by("id")]


def _not_safe(member: Member, group: Group, by: Actor) -> Concern:
    waiting = Concern.unscoped.filter(
        member=member, group=group, source=Concern.Source.BUTTON, acknowledged_at__isnull=True
    ).first()
    if waiting is not None:
        record("safety.concern_repeated", by=by, on=waiting, about=[member.pk])
        return waiting
    return raise_concern(
        member=member,
        group=group,
        source=Concern.Source.BUTTON,
        source_id=None,
        severity=Concern.Severity.RED,
        what=NOT_SAFE,
        by=by,
    )


MOST_HEARD = 20_000
"""The most characters that are read of something that was refused: five times what any form takes."""

NOT_SAFE = "“I am not safe”"
"""What the button says; kept as the member's words."""


@transaction.atomic
def acknowledge(*, concern: Concern, by: Actor) -> Concern:
    """A clinician takes a concern on: from now on it is known who looks after it."""
    policies.check_can_answer(by, concern)
    locked = _locked(concern)
    after(_state(locked), Act.ACKNOWLEDGE)
    locked.acknowledged_at, locked.acknowledged_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["acknowledged_at", "acknowledged_by"])
    answered(locked)
    record("safety.concern_acknowledged", by=by, on=locked, about=[locked.member_id])
    _happened(locked, ConcernEvent.Kind.TAKEN_ON, by)
    return locked


@transaction.atomic
def close(*, concern: Concern, outcome: str, by: Actor) -> Concern:
    """A clinician closes a concern with a sentence that says what was done."""
    policies.check_can_answer(by, concern)
    locked = _locked(concern)
    after(_state(locked), Act.CLOSE)
    locked.outcome = outcome_of(outcome)
    locked.closed_at, locked.closed_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["outcome", "closed_at", "closed_by"])
    record("safety.concern_closed", by=by, on=locked, about=[locked.member_id])
    _happened(locked, ConcernEvent.Kind.CLOSED, by, words=locked.outcome)
    return locked


@transaction.atomic
def judge(*, concern: Concern, meant: bool, by: Actor) -> Concern:
    """A clinician says whether words of danger in a text were meant so; it can be said anew."""
    policies.check_can_answer(by, concern)
    locked = _locked(concern)
    if locked.source != Concern.Source.TEXT:
        raise Refused(_("Only what was found in a text can be marked."))
    locked.meant = meant
    locked.save(update_fields=["meant"])
    record("safety.concern_judged", by=by, on=locked, about=[locked.member_id])
    return locked


@transaction.atomic
def worry(*, about_id: UUID, group: Group, source_id: UUID, words: str, by: Actor) -> None:
    """A member is worried about another of their circle, who does not learn of it.

    `words` are theirs, or what they were looking at. Once for each `source_id`.
    """
    with acting_as(system_actor(group.practice_id)) as system:  # no member may see a concern about another
        policies.check_sits_beside(by, about_id, group)
        raise_concern(
            member=Member.visible_to(system).get(pk=about_id),
            group=group,
            source=Concern.Source.REPORT,
            source_id=source_id,
            severity=Concern.Severity.RED,
            what=words,
            by=system,
        )


def _locked(concern: Concern) -> Concern:
    return Concern.unscoped.select_for_update(of=("self",)).get(pk=concern.pk)


def _state(concern: Concern) -> State:
    return state_of(acknowledged_at=concern.acknowledged_at, closed_at=concern.closed_at)
