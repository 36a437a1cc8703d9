"""What a draft in somebody's browser is encrypted with."""

from __future__ import annotations

import base64

from django.utils.crypto import salted_hmac

from holdspace.kernel.actors import Actor


def draft_secret(actor: Actor) -> str:
    """The secret of this person's drafts, in base64: told only to who is signed in as them."""
    mac = salted_hmac("holdspace.draft", str(actor.user_id), algorithm="sha256")
    return base64.b64encode(mac.digest()).decode()
