"""What counts as having proved who one is, beyond what allauth itself notes in the session.

Whoever sets up a second factor has just given it: a right code, or a touch of the key. Whoever chooses a
password through an invitation knows it. Neither is asked for the same again a moment later.
"""

from __future__ import annotations

from typing import Any

from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from holdspace.accounts.models import User


def of_second_factor(
    sender: object, request: HttpRequest, user: User, authenticator: Authenticator, **kwargs: Any
) -> None:
    """A second factor was set up in this session (allauth says so); recovery codes prove nothing."""
    if authenticator.type != Authenticator.Type.RECOVERY_CODES:
        record_authentication(request, user, method="mfa", type=authenticator.type, id=authenticator.pk)


def of_password(request: HttpRequest, user: User) -> None:
    """A password was chosen in this session."""
    record_authentication(request, user, method="password", email=user.email, reauthenticated=True)
