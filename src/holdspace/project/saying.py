"""What a page has to say after something was done ("Sent.") waits in the session until a page is shown."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.session import SessionStorage


class SaidOnce(SessionStorage):
    """The same sentence is said once, however often it was meant: who sends much and looks at no page, as from
    a bad line, would carry them all in their session, and every request would read and write them.
    """

    def _store(self, messages: Sequence[Message], response: Any, *more: Any, **options: Any) -> list[Message]:
        waiting = {(each.level, str(each.message), each.extra_tags): each for each in messages}
        unstored: list[Message] = super()._store(list(waiting.values()), response, *more, **options)
        return unstored
