"""The theme map of a circle, from what its members shared; for those who lead it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from holdspace.circle.models import Post
from holdspace.circle.rules.theme_map import Borne, Link, Row, ThemeMap, theme_map
from holdspace.groups.models import Group
from holdspace.groups.queries import circle
from holdspace.intake.queries import vocabulary_of
from holdspace.intake.rules.vocabulary import Kind
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class Drawn:
    """A row of the map in words."""

    row: Row
    words: str
    names: tuple[str, ...]

    @property
    def alone(self) -> str:
        """The name of who is alone with it, or nothing."""
        return self.names[0] if self.row.alone else ""


@dataclass(frozen=True, slots=True)
class Map:
    """The whole map in words. `people` are those whose words it rests on."""

    map: ThemeMap
    rows: list[Drawn]
    links: list[tuple[str, str, str]]
    people: frozenset[UUID]


def map_of(actor: Actor, group: Group) -> Map:
    """What a circle carries, week by week; four queries. The caller records the read."""
    rows = Post.visible_to(actor).filter(group=group, author__isnull=False, to__isnull=True)
    posts = list(rows.exclude(kind=Post.Kind.ENCOURAGEMENT).only("author_id", "themes", "shared_at", "key"))
    keyring.warm({post.writer_id for post in posts}, Domain.SCORES)
    vocabulary, seated = vocabulary_of(actor), circle(group)
    names = {str(person.member_id): person.name for person in seated}
    order = [term.code for term in vocabulary.of(Kind.THEME)]
    borne = [_borne(post) for post in posts if post.themes and post.shared_at]
    drawn = theme_map(borne, list(names), today=clock.today(group.practice.time_zone), themes=order)
    return Map(
        map=drawn,
        rows=[
            Drawn(row, vocabulary.words(Kind.THEME, row.theme), tuple(names[each] for each in row.bearers))
            for row in drawn.rows
        ],
        links=[_link(link, names, lambda code: vocabulary.words(Kind.THEME, code)) for link in drawn.links],
        people=frozenset(post.author_id for post in posts if post.author_id),
    )


def _borne(post: Post) -> Borne:
    assert post.shared_at is not None
    day = timezone.localtime(post.shared_at).date()
    return Borne(str(post.author_id), frozenset(post.themes), day, str(post.key))


def _link(link: Link, names: dict[str, str], words: Callable[[str], str]) -> tuple[str, str, str]:
    one, other = (words(code) for code in link.themes)
    return one, other, ", ".join(names[each] for each in link.bearers)
