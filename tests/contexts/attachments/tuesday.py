"""Short words of these stories: somebody brings a file, somebody asks for it."""

from __future__ import annotations

from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client

from holdspace.attachments import actions
from holdspace.attachments.models import Attachment
from holdspace.attachments.rules.content import Format
from holdspace.attachments.rules.kinds import BY_CODE
from holdspace.attachments.rules.remade import Remade
from holdspace.vault.scope import acting_as
from tests import files
from tests.cast import Cast

#: A word that stands in a title, and bytes that stand in a file.
TITLE, WITHIN = "qxherontitle", b"qxheronwithin"


def bring(
    cast: Cast, by: str, kind: str, *, about: str = "ana", content: bytes = WITHIN, **more: Any
) -> Attachment:
    """One of the cast keeps a file that was made anew already."""
    actor = cast.actor(by)
    with acting_as(actor), transaction.atomic():
        return actions.attach(
            member=cast.members[about],
            kind=BY_CODE[kind],
            title=more.pop("title", TITLE),
            file=Remade(content, Format.PNG),
            by=actor,
            **more,
        )


def send(client: Client, member_id: object, *, content: bytes | None = None, **more: Any) -> HttpResponse:
    """The form as a browser sends it, under a file name that tells too much."""
    sent = files.photograph() if content is None else content
    file = SimpleUploadedFile("Ana Marsh crying.jpg", sent, content_type="image/gif")
    data = {"kind": "drawing", "title": TITLE, "file": file} | more
    response: HttpResponse = client.post(f"/attachments/members/{member_id}/new/", data)  # type: ignore[assignment]
    return response
