"""Resonance for one writer: who else carries this, in their words, and whether several do."""

from __future__ import annotations

from dataclasses import dataclass

from holdspace.circle.models import Post, Told
from holdspace.circle.queries.sittings import met, sittings_around, sittings_in
from holdspace.circle.queries.space import Line, lines_of
from holdspace.circle.rules import resonance
from holdspace.circle.rules.embedding import unpacked
from holdspace.circle.rules.resonance import Carried
from holdspace.circle.rules.standing import DANGER, Standing
from holdspace.circle.rules.telling import Band, Given, Said, band, comes_after, stretch_began
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

POOL = 400
"""How many of the newest posts are compared; more than two years of a lively circle."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What may be shown after writing. `by_words` says that no model is here to compare by meaning."""

    here: list[Line]
    before: list[str]
    """From people who gave it to those who come after, of other circles or before the writer came to theirs;
    never with a name."""
    by_words: bool

    @property
    def any(self) -> bool:
        return bool(self.here or self.before)


def carried_by_others(actor: Actor, post: Post) -> Shared:
    """What others put into words that carries a similar struggle, at most three; often nothing.

    Never for a text that was flagged by safety, and never out of one: help stands there instead.
    """
    circle, given = _in_the_circle(actor, post.group), _beyond(actor)
    pool = [*circle, *given]
    keyring.warm({each.writer_id for each in pool}, Domain.NARRATIVE, Domain.SCORES)
    opened = [each for each in pool if each.text]
    found = resonance.matches(_carried(post), [_carried(each) for each in opened])
    matched, in_circle = [opened[match.index] for match in found], {each.pk for each in circle}
    here = [each for each in matched if each.pk in in_circle]
    before = [each.text or "" for each in matched if each.pk not in in_circle]
    return Shared(lines_of(actor, here), before, by_words=not resonance.by_meaning())


def _in_the_circle(actor: Actor, group: Group) -> list[Post]:
    rows = Post.visible_to(actor).filter(group=group, standing=Standing.SHOWN, to__isnull=True)
    rows = rows.filter(Post.shown_to(actor), leader__isnull=True).exclude(author_id=actor.person_id)
    rows = rows.exclude(review_reason=DANGER).exclude(kind=Post.Kind.ENCOURAGEMENT)
    return list(rows.select_related("author", "leader", "to", "question").order_by("-position")[:POOL])


def _beyond(actor: Actor) -> list[Post]:
    """What this reader comes after: also of their own circle, of those who left it before they came."""
    rows = Post.given_beyond(actor).filter(standing=Standing.SHOWN).exclude(review_reason=DANGER)
    circles = sittings_around(actor)
    return [
        each
        for each in rows.order_by("-released_at", "-pk")[:POOL]
        if each.released_at
        and comes_after(actor.person_id, each.writer_id, circles, released=each.released_at)
    ]


def _carried(post: Post) -> Carried:
    return Carried(post.text or "", frozenset(post.themes or ()), unpacked(post.vector))


def was_told(actor: Actor, post: Post) -> bool:
    """Whether the writer has been told that several others carry one of the themes of what they wrote."""
    began = stretch_began(sittings_in([post.group_id], actor)[post.group_id], clock.now())
    rows = Told.visible_to(actor).filter(group=post.group_id, stretch_began=began) if began else None
    told = rows.first() if rows is not None else None
    return told is not None and bool(set(told.themes or ()) & set(post.themes or ()))


def said_in(actor: Actor, group: Group) -> list[Said]:
    """What stands in a circle for this reader, as the rules of telling count it."""
    rows = _in_the_circle(actor, group)
    keyring.warm({each.writer_id for each in rows}, Domain.SCORES)
    return [
        Said(each.writer_id, each.named, frozenset(each.themes or ()), each.shared_at, each.shown_at)
        for each in rows
        if each.shared_at and each.shown_at
    ]


def bands(actor: Actor, post: Post) -> list[tuple[str, Band]]:
    """For each theme of a text, how many people beyond the writer's circles carry it, in bands; often none.

    Counted are those who gave something to those who come after, and whom the writer did not know when
    that began to count. Which circles they sit in now is not asked: a number must not change as they move.
    """
    themes = sorted(post.themes or ())
    if not themes:
        return []
    rows = list(Post.given_beyond(actor).filter(standing=Standing.SHOWN).exclude(review_reason=DANGER))
    keyring.warm({each.writer_id for each in rows}, Domain.SCORES)
    given = [
        Given(each.writer_id, each.group_id, frozenset(each.themes or ()), each.beyond_at)
        for each in rows
        if each.beyond_at
    ]
    known, zone, moment = met(actor), post.group.practice.time_zone, clock.now()
    told = (
        (each, band(each, given, reader=actor.person_id, met=known, at=moment, zone=zone)) for each in themes
    )
    return [(theme, found) for theme, found in told if found]
