"""What the one form of the screen sends: for each layer its texts, the version they build on, what was shown.

Every control is named `<key>.<what>`, the key being "group" or a member's id. A press on any button sends
every layer, so that without JavaScript nothing typed elsewhere on the screen is lost; a layer in which
nothing was changed is told by its fingerprint and left alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from uuid import UUID

from django.http import QueryDict

from holdspace.notes.actions import Reason, tidied
from holdspace.notes.queries import GROUP, GROUP_TEXTS, MEMBER_TEXTS, fingerprint


@dataclass(frozen=True, slots=True)
class Draft:
    """One layer as it was sent. `key` is "group" or the text of a UUID."""

    key: str
    texts: Mapping[str, str]
    version: int
    was: str
    amendment: str = ""
    reason: Reason | None = None

    @property
    def is_group(self) -> bool:
        return self.key == GROUP

    @property
    def is_changed(self) -> bool:
        """Whether the texts are other than those that were shown."""
        return fingerprint(self.texts) != self.was


def drafts_in(sent: QueryDict) -> dict[str, Draft]:
    """Every layer that was sent, by its key; what has no proper key or version is passed over."""
    keys = dict.fromkeys(name.partition(".")[0] for name in sent if "." in name)
    return {draft.key: draft for draft in _drafts(sent, keys)}


def _drafts(sent: QueryDict, keys: Mapping[str, None]) -> Iterator[Draft]:
    for key in keys:
        names = GROUP_TEXTS if key == GROUP else MEMBER_TEXTS
        version = sent.get(f"{key}.version", "")
        if _is_key(key) and version.isdecimal() and len(version) < 9:
            texts = {name: _sent(sent, key, name) for name in names if f"{key}.{name}" in sent}
            yield Draft(
                key=key,
                texts=texts,
                version=int(version),
                was=sent.get(f"{key}.was", ""),
                amendment=sent.get(f"{key}.amendment", ""),
                reason=_reason(sent, key),
            )


def _sent(sent: QueryDict, key: str, name: str) -> str:
    """One text as it was sent; several ticks count as one text with blanks between them."""
    given = sent.getlist(f"{key}.{name}")
    return tidied(name, " ".join(given) if name == "factors" else given[-1])


def _reason(sent: QueryDict, key: str) -> Reason | None:
    text = sent.get(f"{key}.reason", "").strip()
    return Reason(text, frozenset(sent.getlist(f"{key}.found"))) if text else None


def _is_key(key: str) -> bool:
    try:
        return key == GROUP or str(UUID(key)) == key
    except ValueError:
        return False
