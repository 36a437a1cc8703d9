"""What a draft in somebody's browser is encrypted with."""

from __future__ import annotations

import base64

from holdspace.kernel.actors import Actor
from holdspace.vault import keyring


def draft_secret(actor: Actor) -> str:
    """Told only to who is signed in as this person (32 bytes in base64)."""
    return base64.b64encode(bytes.fromhex(keyring.blind_index("feedback-kept", str(actor.user_id)))).decode()
