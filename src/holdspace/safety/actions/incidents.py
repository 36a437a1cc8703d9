"""Somebody is in crisis: a leader begins, marks what was done, says that it is over, writes and signs it."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.safety import policies
from holdspace.safety.actions.concerns import acknowledge, raise_concern
from holdspace.safety.models import Concern, Incident
from holdspace.safety.rules.session_crisis import Step, account, end, local_times, mark, to_json
from holdspace.vault.scope import acting_as

IN_A_SESSION = "In crisis during a session; a therapist is with them."
"""What the concern says; what happened stands in the incident, for those who may read it."""

SHORTEST_ACCOUNT = 20
"""The fewest characters that can say what happened; our own choice."""


@transaction.atomic
def begin_crisis(*, member: Member, group: Group, session_id: UUID, by: Actor) -> Incident:
    """A leader steps out with a member: one incident, and a concern that the leader has taken on.

    Begun again before it is signed, it is the same one, and goes on.
    """
    policies.check_can_begin_incident(by, member, group)
    if (unsigned := _unsigned(session_id, member)) is not None:
        return _resumed(unsigned, by)
    begun = Incident(
        practice_id=group.practice_id,
        member=member,
        group=group,
        session_id=session_id,
        began_by_id=by.person_id,
    )
    try:
        with transaction.atomic():
            begun.save(force_insert=True)
    except IntegrityError:  # the other leader was a moment faster
        if (unsigned := _unsigned(session_id, member)) is None:
            raise
        return unsigned
    record("safety.crisis_begun", by=by, on=begun, about=[member.pk])
    concern = raise_concern(
        member=member,
        group=group,
        source=Concern.Source.SESSION,
        source_id=begun.pk,
        severity=Concern.Severity.RED,
        what=IN_A_SESSION,
        by=by,
    )
    acknowledge(concern=concern, by=by)
    return begun


def _unsigned(session_id: UUID, member: Member) -> Incident | None:
    with acting_as(system_actor(member.practice_id)):  # it may be another leader's, who alone may read it
        rows = Incident.unscoped.filter(session_id=session_id, member=member, signed_at__isnull=True)
        return rows.order_by("-began_at").first()


def _resumed(incident: Incident, by: Actor) -> Incident:
    """It was over, and is not: for whoever writes it. Another leader takes it over first."""
    if incident.ended_at is None or not policies.can_write_incident(by, incident):
        return incident
    incident.ended_at = None
    incident.version += 1
    incident.save(update_fields=["ended_at", "version"])
    record("safety.crisis_resumed", by=by, on=incident, about=[incident.member_id])
    return incident


@transaction.atomic
def take_over(*, incident_id: UUID, by: Actor) -> Incident:
    """Another leader of the group goes on with it; whoever began it reads it still, and can take it back."""
    with acting_as(system_actor(by.practice_id)):  # nobody sees it who has not begun it
        rows = Incident.unscoped.select_for_update(of=("self",)).select_related("member", "group")
        incident = rows.filter(pk=incident_id, practice_id=by.practice_id).first()
    if incident is None:
        raise Missing(_("There is no such incident."))
    policies.check_can_take_over(by, incident)
    if policies.can_write_incident(by, incident):
        return incident
    with acting_as(system_actor(by.practice_id)):
        incident.taken_over_by_id = by.staff_id
        incident.version += 1
        incident.save(update_fields=["taken_over_by", "version"])
    record("safety.crisis_taken_over", by=by, on=incident, about=[incident.member_id])
    return incident


@transaction.atomic
def mark_step(*, incident: Incident, step: Step, by: Actor) -> Incident:
    """Something is done; the time is the server's."""
    locked = _writable(incident, by)
    after = mark(locked.course, step, at=clock.now())
    if after != locked.course:
        locked.steps = to_json(after.done)
        locked.save(update_fields=["steps"])
        record("safety.crisis_step", by=by, on=locked, about=[locked.member_id], detail={"step": step.value})
    return locked


@transaction.atomic
def note_place(*, incident: Incident, place: str, by: Actor) -> Incident:
    """Where the member says that they are, now; it was asked, also where they do not say it."""
    locked = _writable(incident, by)
    locked.place = place.strip()
    locked.save(update_fields=["place"])
    return locked if locked.ended_at else mark_step(incident=locked, step=Step.WHERE, by=by)


@transaction.atomic
def end_crisis(*, incident: Incident, by: Actor) -> Incident:
    """It is over. What is written afterwards is begun with the times; they follow words that stand already.

    A page that was opened before this is out of date: kept from there, it would write over the times.
    """
    locked = _writable(incident, by)
    if locked.ended_at is None:
        course = end(locked.course, at=clock.now())
        locked.ended_at = course.ended_at
        locked.account = account(
            course, local=local_times(course, by.practice_zone), written=locked.account or ""
        )
        locked.version += 1
        locked.save(update_fields=["ended_at", "account", "version"])
        record("safety.crisis_ended", by=by, on=locked, about=[locked.member_id])
    return locked


@transaction.atomic
def note_incident(*, member: Member, group: Group, kind: str, account: str, by: Actor) -> Incident:
    """A clinician writes down something that happened, in a session or elsewhere."""
    policies.check_can_begin_incident(by, member, group)
    now = clock.now()
    noted = Incident(
        practice_id=group.practice_id,
        member=member,
        group=group,
        kind=Incident.Kind(kind),
        account=account.strip(),
        began_at=now,
        ended_at=now,
        began_by_id=by.person_id,
    )
    noted.save(force_insert=True)
    record("safety.incident_noted", by=by, on=noted, about=[member.pk])
    return noted


@transaction.atomic
def write_account(
    *,
    incident: Incident,
    account: str,
    reported_to: str,
    reported_at: datetime | None,
    version: int,
    sign: bool,
    by: Actor,
) -> Incident:
    """What happened, to whom it had to be reported, and, when it is complete, one's signature.

    Conflict when somebody, or oneself elsewhere, has written meanwhile.
    """
    locked = _writable(incident, by)
    if locked.version != version:
        raise Conflict(_("This was changed on another page meanwhile. Look again."), newest=locked.version)
    if bool(reported_to.strip()) != (reported_at is not None):
        sentence = _("Say both: to whom it was reported, and when.")
        raise Refused(sentence, fields={"reported_to": sentence})
    if sign and len(account.strip()) < SHORTEST_ACCOUNT:
        sentence = _("Say in a few words what happened before you sign.")
        raise Refused(sentence, fields={"account": sentence})
    if sign and locked.ended_at is None:  # signed, nothing could be marked any more, nor be over
        raise Refused(_("This is still going on. Say that it is over before you sign."))
    locked.account, locked.reported_to, locked.reported_at = account.strip(), reported_to.strip(), reported_at
    locked.version += 1
    if sign:
        locked.signed_at, locked.signed_by_id = clock.now(), by.staff_id
    locked.save()
    record(
        "safety.incident_signed" if sign else "safety.incident_written",
        by=by,
        on=locked,
        about=[locked.member_id],
    )
    return locked


def _writable(incident: Incident, by: Actor) -> Incident:
    policies.check_can_write_incident(by, incident)
    locked = Incident.unscoped.select_for_update(of=("self",)).get(pk=incident.pk)
    if locked.signed_at is not None:
        raise Refused(_("This is signed, and stays as it is."))
    return locked
