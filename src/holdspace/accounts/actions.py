"""Accounts are made by the practice; the person sets the password through a link that works once.

In which language and on which clock the pages are is the person's own choice. Whoever is erased has no
account any more.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from zoneinfo import available_timezones

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.accounts import policies
from holdspace.accounts.models import Invitation, User
from holdspace.audit.log import record
from holdspace.kernel import clock, ids
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused

VALID_FOR = timedelta(days=7)


def hashed(token: str) -> str:
    """What is stored of a token."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def make_account(*, email: str, language: str = "", by: Actor) -> User:
    """An account without a password. Raises Refused when the address has one already."""
    if User.objects.filter(email__iexact=email.strip()).exists():
        raise Refused(_("This address has an account already."), fields={"email": _("Already in use.")})
    user = User.objects.create_user(email=email, language=language)
    record("accounts.made", by=by, on=user)
    return user


@transaction.atomic
def invite(*, user: User, by: Actor) -> str:
    """A fresh invitation; earlier ones stop working. Returns the token, which is stored nowhere."""
    user.invitations.filter(used_at=None).update(expires_at=clock.now())
    token = ids.new_token()
    Invitation.objects.create(user=user, token_hash=hashed(token), expires_at=clock.now() + VALID_FOR)
    record("accounts.invited", by=by, on=user)
    return token


def invitation_for(token: str) -> Invitation:
    """The invitation behind a link. Missing when it is unknown, used or too old."""
    found = Invitation.objects.filter(token_hash=hashed(token), used_at=None, expires_at__gt=clock.now())
    invitation = found.select_related("user").first()
    if invitation is None:
        raise Missing(_("This link has been used, or is too old. Ask the practice for a new one."))
    return invitation


@transaction.atomic
def accept(*, token: str, password: str, by: Actor) -> User:
    """Set the password of the invited account. Raises Refused with what is wrong with the password."""
    invitation = invitation_for(token)
    user = invitation.user
    try:
        validate_password(password, user)
    except ValidationError as problem:
        raise Refused(problem.messages[0], fields={"password": problem.messages[0]}) from problem
    user.set_password(password)
    user.save(update_fields=["password"])
    invitation.used_at = clock.now()
    invitation.save(update_fields=["used_at"])
    record("accounts.accepted", by=by, on=user)
    return user


@transaction.atomic
def change_preferences(*, user: User, language: str, time_zone: str, by: Actor) -> User:
    """In which language and on which clock somebody wants the pages, from the next one on; empty: as the
    practice has it.

    `language` is one of the house's, `time_zone` an IANA name; what was kept before can stay. Refused with a
    sentence for each that is neither. Saying the same again changes nothing and is not recorded; the record
    says what was changed, never to what.
    """
    policies.check_is_own(by, user)
    wanted = {"language": language, "time_zone": time_zone}
    changed = {name: value for name, value in wanted.items() if getattr(user, name) != value}
    _check_known(**changed)
    if changed:
        user.language, user.time_zone = language, time_zone
        user.save(update_fields=list(changed))
        record("accounts.preferences_changed", by=by, on=user, detail={"fields": list(changed)})
    return user


def _check_known(*, language: str = "", time_zone: str = "") -> None:
    wrong = {}
    if language and language not in dict(settings.LANGUAGES):
        wrong["language"] = _("The house does not speak this language.")
    if time_zone and time_zone not in available_timezones():
        wrong["time_zone"] = _("This is no time zone. One is written as Europe/London.")
    if wrong:
        raise Refused(" ".join(wrong.values()), fields=wrong)


@transaction.atomic
def close_account(*, user: User, by: Actor) -> None:
    """Nobody signs in with this account again, and its address is forgotten; open pages end."""
    user.email, user.is_active, user.language, user.time_zone = f"{user.pk.hex}@closed.invalid", False, "", ""
    user.set_unusable_password()
    user.save()
    Authenticator.objects.filter(user=user).delete()
    for opened in UserSession.objects.filter(user=user):
        opened.end()
    user.invitations.all().delete()
    record("accounts.closed", by=by, on=user)
