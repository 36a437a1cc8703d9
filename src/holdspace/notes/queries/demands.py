"""What a note still has to say before it is signed, whom it names, and whether it is a copy of another."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from holdspace.notes.models import MemberNote
from holdspace.notes.queries.screen import Facts, Field, Layer, Mark, Presence
from holdspace.notes.queries.texts import LABELS
from holdspace.notes.rules.completeness import (
    DOUBTS,
    ELEMENTS,
    Element,
    GroupPart,
    MemberPart,
    doubts,
    is_cloned,
    missing_elements,
)
from holdspace.notes.rules.discretion import Person, find_mentions

_BREAK = "\n\n"


_TOLD_APART_BY = ("participation", "response", "plan")
"""What makes a member's note this member's own; risk and goal are often the same words, and rightly so."""


def missing_in_group(facts: Facts, fields: Sequence[Field]) -> tuple[str, ...]:
    """What the group's note lacks, in words."""
    return _words(missing_elements(_group_part(facts, _texts(fields))), facts, fields)


def missing_in_member(
    facts: Facts, group: Layer, fields: Sequence[Field], presence: Presence
) -> tuple[str, ...]:
    """What a member's note lacks, in words; of somebody absent only that they were.

    While the group's note is not signed, what that one lacks is not told again: it has to be signed before.
    """
    texts = _texts(fields)
    if presence is Presence.ABSENT:
        return () if texts["participation"] else (fields[0].label,)
    found = missing_elements(_group_part(facts, group.texts), MemberPart(**texts))
    own = [element for element in found if element.value in LABELS]
    return _words(found if group.is_signed else own, facts, fields)


def doubtful(facts: Facts, fields: Sequence[Field]) -> tuple[str, ...]:
    """What to look at before the group's note is signed; nothing here stops it."""
    return tuple(_(DOUBTS[doubt]) for doubt in doubts(_group_part(facts, _texts(fields))))


def alike(layers: Sequence[Layer], last: Mapping[UUID, MemberNote]) -> dict[str, tuple[str, ...]]:
    """A sentence for each open note that looks like a copy, by key: of another's, or of the last one."""
    texts = {layer.key: _told_apart(layer.texts) for layer in layers if not layer.is_absent}
    found: dict[str, tuple[str, ...]] = {}
    for layer in layers:
        if layer.key in texts and not layer.is_signed:
            sentences = _copies(layer, texts, layers, last.get(layer.member_id) if layer.member_id else None)
            if sentences:
                found[layer.key] = sentences
    return found


def _copies(
    layer: Layer, texts: Mapping[str, str], layers: Sequence[Layer], last: MemberNote | None
) -> tuple[str, ...]:
    own = texts[layer.key]
    names = [other.name for other in layers if other.key in texts and other.key != layer.key
             and is_cloned(own, texts[other.key])]  # fmt: skip
    sentences = []
    if names:
        said = _("This reads almost like the note of %(names)s. Is it this member's own?")
        sentences.append(said % {"names": ", ".join(names)})
    if last and is_cloned(own, _told_apart({name: getattr(last, name) or "" for name in _TOLD_APART_BY})):
        sentences.append(_("This reads almost like this member's last note. What was different this time?"))
    return tuple(sentences)


def _told_apart(texts: Mapping[str, str]) -> str:
    return "\n".join(texts.get(name, "") for name in _TOLD_APART_BY)


def _group_part(facts: Facts, texts: Mapping[str, str]) -> GroupPart:
    starts, ends = localtime(facts.starts_at), localtime(facts.ends_at)
    return GroupPart(
        date=starts.date(),
        start=starts.time(),
        stop=ends.time() if facts.is_over else None,
        leader=", ".join(leader.name for leader in facts.leaders),
        licence=next((leader.licence for leader in facts.leaders if leader.licence), ""),
        headcount=facts.headcount,
        theme=texts["theme"],
        intervention=texts["intervention"],
    )


def _words(elements: Iterable[Element], facts: Facts, fields: Sequence[Field]) -> tuple[str, ...]:
    """The label of a text, or what else is missing; that nobody came at all is known and is not missing."""
    labels = {field.name: field.label for field in fields}
    nobody_came = facts.headcount == 0
    return tuple(
        labels.get(element.value) or _(ELEMENTS[element])
        for element in elements
        if not (element is Element.HEADCOUNT and nobody_came)
    )


def _texts(fields: Sequence[Field]) -> dict[str, str]:
    return {field.name: field.text for field in fields}


def with_warnings(layer: Layer, warnings: Mapping[str, tuple[str, ...]]) -> Layer:
    """The layer with the sentences that belong to it."""
    return replace(layer, warnings=warnings[layer.key]) if layer.key in warnings else layer


def marks(
    fields: Sequence[Field],
    people: Sequence[Person],
    own_id: UUID | None,
    allowed: Sequence[str],
    region: str,
) -> tuple[Mark, ...]:
    """Everybody else who is named in the texts of one note, in their order.

    The texts are looked through as one, for the people's names are made ready once. A member's own contacts
    may stand in the member's own note; numbers and addresses may not, whoever they belong to.
    """
    starts, whole = _joined(fields)
    if not whole.strip():
        return ()
    known = [Person(p.id, p.names) if p.id == own_id else p for p in people]
    found = find_mentions(whole, known, own_id=own_id, region=region, allowed=allowed)
    placed = []
    for mention in found:
        field = bisect_right(starts, mention.start) - 1
        placed.append(
            Mark(
                field=fields[field].name,
                label=fields[field].label,
                found=mention.found,
                start=mention.start - starts[field],
                end=mention.end - starts[field],
                suggestion=_(mention.suggestion),
            )
        )
    return tuple(placed)


def _joined(fields: Sequence[Field]) -> tuple[list[int], str]:
    starts, at = [], 0
    for field in fields:
        starts.append(at)
        at += len(field.text) + len(_BREAK)
    return starts, _BREAK.join(field.text for field in fields)
