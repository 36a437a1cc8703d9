"""Roles as code: what each may do at all. Whether a permission reaches one group is asked of `groups`."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """What a role may allow."""

    CLINICAL_READ = "clinical.read"
    CLINICAL_WRITE = "clinical.write"
    SESSION_LEAD = "session.lead"
    NOTE_SIGN = "note.sign"
    NOTE_COSIGN = "note.cosign"
    PSYCHOTHERAPY_WRITE = "psychotherapy.write"
    GROUP_ADMIT = "group.admit"
    RECORD_OPEN = "record.open"
    CONCERN_ANSWER = "concern.answer"
    INCIDENT_READ = "incident.read"
    ROTA_EDIT = "rota.edit"
    ROSTER_READ = "roster.read"
    ROSTER_EDIT = "roster.edit"
    ROSTER_IMPORT = "roster.import"
    SCHEDULE_EDIT = "schedule.edit"
    ATTENDANCE_READ = "attendance.read"
    PLACES_EDIT = "places.edit"
    PEOPLE_EDIT = "people.edit"
    PRACTICE_EDIT = "practice.edit"
    AUDIT_READ = "audit.read"
    INTAKE_EDIT = "intake.edit"
    SCREENING_WRITE = "screening.write"
    FORMING_READ = "forming.read"
    FORMING_DECIDE = "forming.decide"
    ACCESS_READ = "access.read"
    OUTCOMES_READ = "outcomes.read"
    RECORD_RELEASE = "record.release"
    RECORD_ERASE = "record.erase"
    BILLING_EDIT = "billing.edit"
    BILLING_SET_UP = "billing.set_up"


class Role(StrEnum):
    """The roles that staff hold, each for a dated spell. A member is not staff and holds none."""

    THERAPIST = "therapist"
    COORDINATOR = "coordinator"
    SUPERVISOR = "supervisor"
    OWNER = "owner"


ROLE_WORDS: Final = [
    (Role.THERAPIST.value, _("therapist")),
    (Role.COORDINATOR.value, _("coordinator")),
    (Role.SUPERVISOR.value, _("supervisor")),
    (Role.OWNER.value, _("owner")),
]

PERMITS: Final[dict[Role, frozenset[Permission]]] = {
    Role.THERAPIST: frozenset(
        {
            Permission.CLINICAL_READ,
            Permission.CLINICAL_WRITE,
            Permission.SESSION_LEAD,
            Permission.NOTE_SIGN,
            Permission.NOTE_COSIGN,
            Permission.PSYCHOTHERAPY_WRITE,
            Permission.GROUP_ADMIT,
            Permission.CONCERN_ANSWER,
            Permission.SCREENING_WRITE,
            Permission.FORMING_READ,
            Permission.FORMING_DECIDE,
            Permission.RECORD_RELEASE,
        }
    ),
    Role.COORDINATOR: frozenset(
        {
            Permission.ROSTER_READ,
            Permission.ROSTER_EDIT,
            Permission.ROSTER_IMPORT,
            Permission.SCHEDULE_EDIT,
            Permission.ATTENDANCE_READ,
            Permission.PLACES_EDIT,
            Permission.INTAKE_EDIT,
            Permission.FORMING_READ,
            Permission.ACCESS_READ,
            Permission.ROTA_EDIT,
            Permission.RECORD_ERASE,
            Permission.BILLING_EDIT,
            Permission.BILLING_SET_UP,
        }
    ),
    Role.SUPERVISOR: frozenset(
        {
            Permission.CLINICAL_READ,
            Permission.RECORD_OPEN,
            Permission.NOTE_COSIGN,
            Permission.CONCERN_ANSWER,
            Permission.OUTCOMES_READ,
            Permission.ROTA_EDIT,
            Permission.INCIDENT_READ,
            Permission.RECORD_RELEASE,
            Permission.RECORD_ERASE,
        }
    ),
    Role.OWNER: frozenset(
        {
            Permission.PLACES_EDIT,
            Permission.PEOPLE_EDIT,
            Permission.PRACTICE_EDIT,
            Permission.ROTA_EDIT,
            Permission.AUDIT_READ,
            Permission.ACCESS_READ,
            Permission.OUTCOMES_READ,
            Permission.RECORD_ERASE,
            Permission.BILLING_SET_UP,
        }
    ),
}


def roles_with(permission: Permission) -> tuple[Role, ...]:
    """The roles that allow something."""
    return tuple(role for role, permits in PERMITS.items() if permission in permits)


def permissions_of(roles: frozenset[str]) -> frozenset[str]:
    """Everything that a set of roles allows together."""
    return frozenset(p.value for role in roles for p in PERMITS[Role(role)])
