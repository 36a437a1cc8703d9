"""What every page needs around its content: who is signed in, where one can go, how to leave quickly."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.kernel.ids import NOBODY
from holdspace.practice.roles import Permission
from holdspace.safety.queries import open_count, overlooked_count


@dataclass(frozen=True, slots=True)
class Way:
    """One entry of the navigation."""

    label: str | Promise
    url: str
    current: bool


_MEMBER_WAYS = ((_("Home"), "desk:home"), (_("My circle"), "desk:circle"), (_("My record"), "desk:record"))
_STAFF_WAYS = (
    (_("Today"), "desk:today", Permission.CLINICAL_READ),
    (_("Concerns"), "safety:concerns", Permission.CONCERN_ANSWER),
    (_("Open a record"), "groups:open_record", Permission.RECORD_OPEN),
    (_("Releases"), "release:requests", Permission.RECORD_RELEASE),
    (_("Waiting list"), "intake:waiting_list", Permission.INTAKE_EDIT, Permission.SCREENING_WRITE),
    (_("Forming"), "forming:round", Permission.FORMING_READ),
    (_("Before the first time"), "preparation:people", Permission.SCHEDULE_EDIT, Permission.SESSION_LEAD),
    (_("Schedule"), "sessions:schedule", Permission.SCHEDULE_EDIT),
    (_("Attendance"), "sessions:attendance", Permission.ATTENDANCE_READ),
    (_("Billing"), "billing:month", Permission.BILLING_EDIT),
    (_("Set up billing"), "billing:set_up", Permission.PRACTICE_EDIT),
    (_("Fair access"), "intake:fairness", Permission.ACCESS_READ),
    (_("Outcomes"), "outcomes:programme", Permission.OUTCOMES_READ),
    (_("Roster"), "members:roster", Permission.ROSTER_READ),
    (_("On call"), "safety:rota", Permission.ROTA_EDIT),
    (_("Sites and rooms"), "practice:places", Permission.PLACES_EDIT),
    (_("People and roles"), "practice:people", Permission.PEOPLE_EDIT),
    (_("The practice"), "practice:practice", Permission.PRACTICE_EDIT),
    (_("Keeping and erasing"), "release:keeping", Permission.RECORD_ERASE),
    (_("Disclosures"), "release:accounting", Permission.AUDIT_READ),
    (_("Audit"), "desk:audit", Permission.AUDIT_READ),
)


def ways_for(actor: Actor, path: str) -> list[Way]:
    """The navigation of one person."""
    if actor.is_member:
        ways = list(_MEMBER_WAYS)
    elif actor.is_staff:
        ways = [(label, name) for label, name, *any_of in _STAFF_WAYS if any(map(actor.may, any_of))]
    else:
        ways = []
    urls = [(label, reverse(name)) for label, name in ways]
    here = max((url for _label, url in urls if path.startswith(url)), key=len, default="")
    return [Way(label, url, url == here) for label, url in urls]


@transaction.atomic(savepoint=False)
def _counted(count: Callable[[Actor], int], actor: Actor) -> int:
    """What waits for somebody; on a transaction of its own where a page is drawn without one."""
    return count(actor)


def page(request: HttpRequest) -> dict[str, Any]:
    """The variables of `ui/page.html`."""
    actor: Actor = getattr(request, "actor", ANONYMOUS)
    return {
        "actor": actor,
        "app_name": settings.HOLDSPACE_APP_NAME,
        "navigation": ways_for(actor, request.path),
        "help_url": reverse("safety:help"),
        "account_url": reverse("mfa_index") if actor is not ANONYMOUS else "",
        "leave_quickly_url": reverse("elsewhere"),
        "manifest_url": reverse("manifest"),
        "demo": settings.HOLDSPACE_DEMO,
        "banner": "safety/banner.html" if actor.is_staff and actor.practice_id != NOBODY else "",
        "open_concerns": lambda: _counted(open_count, actor),
        "overlooked": lambda: _counted(overlooked_count, actor),
    }
