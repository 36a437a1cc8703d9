"""Who a signed-in account is in the practice: staff with running roles, or a member."""

from __future__ import annotations

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from django.db.models import Q

from holdspace.accounts.models import User
from holdspace.kernel.actors import ANONYMOUS, Actor, Kind
from holdspace.members.models import Member
from holdspace.practice.models import RoleSpell
from holdspace.practice.roles import permissions_of
from holdspace.practice.spells import running
from holdspace.vault.scope import acting_as

#: Where allauth notes how somebody proved who they are.
_METHODS = "account_authentication_methods"


def actor_of(user: User, session: SessionBase | None = None) -> Actor:
    """The actor behind an account; nobody when it belongs to no practice, or is switched off."""
    if not user.is_active:
        return ANONYMOUS
    knocking = Actor(Kind.ANONYMOUS, user_id=user.pk)
    with acting_as(knocking), transaction.atomic():
        return _staff_actor(user, session) or _member_actor(user, session) or ANONYMOUS


def _staff_actor(user: User, session: SessionBase | None) -> Actor | None:
    columns = ("role", "staff_id", *(f"staff__practice__{name}" for name in ("id", "time_zone", "language")))
    rows = list(RoleSpell.unscoped.filter(running(), staff__user_id=user.pk).values_list(*columns).order_by())
    if not rows:
        return None
    _role, person, practice, zone, language = rows[0]
    roles = frozenset(role for role, *_of_whom in rows)
    return Actor(
        Kind.STAFF,
        user_id=user.pk,
        practice_id=practice,
        person_id=person,
        roles=roles,
        permissions=permissions_of(roles),
        language=user.language or language,
        time_zone=user.time_zone or zone,
        practice_zone=zone,
        second_factor=_has_second_factor(session),
        authenticated_at=_authenticated_at(session),
    )


def _member_actor(user: User, session: SessionBase | None) -> Actor | None:
    row = (
        Member.unscoped.filter(~Q(status=Member.Status.DECEASED), user_id=user.pk)
        .values_list(
            "id", "practice_id", "time_zone", "language", "practice__time_zone", "practice__language"
        )
        .first()
    )
    if row is None:
        return None
    person, practice, zone, language, practice_zone, practice_language = row
    return Actor(
        Kind.MEMBER,
        user_id=user.pk,
        practice_id=practice,
        person_id=person,
        language=user.language or language or practice_language,
        time_zone=user.time_zone or zone or practice_zone,
        practice_zone=practice_zone,
        second_factor=_has_second_factor(session),
        authenticated_at=_authenticated_at(session),
    )


def _records(session: SessionBase | None) -> list[dict[str, object]]:
    records = session.get(_METHODS, []) if session is not None else []
    return list(records)


def _has_second_factor(session: SessionBase | None) -> bool:
    if settings.HOLDSPACE_DEMO and session is not None and session.get("demo_sign_in"):
        return True
    return any(record.get("method") == "mfa" for record in _records(session))


def _authenticated_at(session: SessionBase | None) -> datetime | None:
    moments = [record["at"] for record in _records(session) if isinstance(record.get("at"), int | float)]
    return datetime.fromtimestamp(max(moments), UTC) if moments else None  # type: ignore[type-var,arg-type]
