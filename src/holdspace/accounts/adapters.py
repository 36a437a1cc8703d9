"""How allauth behaves here: nobody signs up alone, and staff cannot be without a second factor."""

from __future__ import annotations

import base64
import os
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.mail import EmailMessage
from django.http import HttpRequest
from django.utils.translation import get_language, override

from holdspace.accounts import lockout
from holdspace.accounts.models import User
from holdspace.vault import roots


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by the practice; every mail is neutral."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: HttpRequest, **credentials: Any) -> User | None:
        """Check a password; wrong ones are counted under the address, however it was written."""
        count = lockout.password_count(credentials.get("email", ""))
        with lockout.form_put_away(request):
            user: User | None = super().authenticate(request, **credentials | {lockout.FIELD: count})
        if user is not None:
            lockout.forget(count)
        return user

    def reauthenticate(self, user: User, password: str) -> bool:
        """The account's own address counts; the library would look for a row of its own."""
        request = self.request
        found = self.authenticate(request, email=user.email, password=password)
        return found is not None and found.pk == user.pk

    def login(self, request: HttpRequest, user: User) -> None:
        """Let somebody in, unless too many codes were wrong. A passkey is no code."""
        methods = [record.get("type") for record in get_authentication_records(request, user)]
        if {"totp", "recovery_codes"} & set(methods):
            lockout.check_codes(request, user)
            lockout.forget(lockout.code_count(user.pk))
        super().login(request, user)

    def format_email_subject(self, subject: str) -> str:
        return subject.strip()

    def render_mail(
        self, template_prefix: str, email: str, context: dict[str, Any], headers: Any = None
    ) -> EmailMessage:
        """In the language of whose address it is, not in that of the browser that asked."""
        context = {**context, "app_name": settings.HOLDSPACE_APP_NAME}
        user = context.get("user")
        with override((user.language if isinstance(user, User) else "") or get_language()):
            return super().render_mail(template_prefix, email, context, headers)  # type: ignore[no-any-return]


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Passkeys and codes carry the app's neutral name, and never a person's; their secrets lie sealed."""

    def encrypt(self, text: str) -> str:
        nonce = os.urandom(12)
        return base64.b64encode(nonce + self._cipher().encrypt(nonce, text.encode(), None)).decode()

    def decrypt(self, encrypted_text: str) -> str:
        sealed = base64.b64decode(encrypted_text)
        return self._cipher().decrypt(sealed[:12], sealed[12:], None).decode()

    def _cipher(self) -> AESGCM:
        return AESGCM(roots.derived("second-factor"))

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": settings.HOLDSPACE_APP_NAME}

    def can_delete_authenticator(self, authenticator: Any) -> bool:
        """Staff keep at least one second factor; members may go without."""
        if not hasattr(authenticator.user, "staff"):
            return True
        others = authenticator.user.authenticator_set.exclude(pk=authenticator.pk)
        return bool(others.exclude(type="recovery_codes").exists())
