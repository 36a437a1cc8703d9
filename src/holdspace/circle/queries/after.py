"""What a member gave, or could give, to those who come after them; also one who has left."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.circle.models import Post
from holdspace.circle.queries.space import Line, lines_of
from holdspace.circle.rules.standing import DANGER, Standing
from holdspace.kernel.actors import Actor

AT_ONCE = 30
"""How many of one's texts that could be given stand on the page, the newest first."""

ALL = 400
"""How many stand there when one asks for more: years of writing."""


@dataclass(frozen=True, slots=True)
class ToGive:
    """What one gave, first; then what one could give. `more` says that older texts are not shown."""

    given: list[Line]
    others: list[Line]
    more: bool


def to_give(actor: Actor, *, everything: bool = False) -> ToGive:
    """One's own words that a circle reads; a handful of queries, however many there are."""
    rows = Post.visible_to(actor).filter(author_id=actor.person_id, standing=Standing.SHOWN)
    rows = rows.exclude(kind=Post.Kind.ENCOURAGEMENT).defer("vector").order_by("-shown_at", "-key")
    limit = ALL if everything else AT_ONCE
    given = list(rows.filter(beyond=True)[:ALL])
    others = list(rows.filter(beyond=False).exclude(review_reason=DANGER)[: limit + 1])
    lines = {line.key: line for line in lines_of(actor, [*given, *others[:limit]])}
    return ToGive(
        [lines[each.key] for each in given if each.key in lines],
        [lines[each.key] for each in others[:limit] if each.key in lines],
        more=len(others) > limit,
    )
