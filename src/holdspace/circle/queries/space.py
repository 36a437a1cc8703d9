"""The space as one person sees it: what stands there, who wrote it as far as that may be known, what was
asked.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from holdspace.circle.models import PersonalHold, Post, Recognition, Rhythm, Space, Thanks, WeekQuestion
from holdspace.circle.policies import NOT_HERE
from holdspace.circle.queries import questions
from holdspace.circle.queries.sittings import sittings_in
from holdspace.circle.rules.standing import DANGER, WITH_THE_WRITER, WORDS, Standing
from holdspace.circle.rules.telling import Answered, several_do
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

SHOWN_AT_ONCE = 20
"""How many posts stand on a page."""

MOST_SINCE = 200
"""How many posts are caught up with at once."""

ASKED_FOR = 26
"""How many questions of the past a leader is reminded of: half a year, weekly."""


@dataclass(frozen=True, slots=True)
class Line:
    """One post as its reader may know it. `by` is empty where no name was given; `key` is the only handle."""

    key: UUID
    kind: str
    text: str
    by: str
    own: bool
    named: bool
    to: str
    to_me: bool
    question: str
    known_by_me: bool
    known_by: tuple[str, ...]
    position: int | None
    day: datetime | None
    standing: Standing
    beyond: bool
    themes: frozenset[str] = frozenset()
    """For leaders, and for its writer."""
    several: bool = False
    """That several others do this too: of a pattern, by the rules of telling."""
    released: bool = False
    """That a leader let it go to those who come after."""
    danger: bool = False
    """For leaders: words of danger stand in it."""

    @property
    def standing_words(self) -> str:
        """Where it stands, in words for its writer."""
        return str(WORDS[self.standing])


@dataclass(frozen=True, slots=True)
class Stream:
    """A part of a space, in the order of appearance. `version` is the space's when it was read."""

    lines: list[Line]
    version: int
    earlier: int | None
    """The position before which there is more; None where this is the beginning."""


def space_for(actor: Actor, group: Group) -> Space:
    """The space of a group that the actor knows; one that was never used is not stored yet."""
    found = Space.visible_to(actor).filter(group=group).first()
    return found or Space(group=group, practice_id=group.practice_id)


def post_for(actor: Actor, key: UUID) -> Post:
    """A post that the actor may read, with its group; Missing otherwise."""
    rows = Post.visible_to(actor).select_related("group__practice", "author", "leader", "question")
    found = rows.filter(key=key).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def stream(actor: Actor, group: Group, *, before: int | None = None) -> Stream:
    """The newest posts of a space (before a position) as a member sees it; a handful of queries, whatever its
    size.

    The version is read first: whoever asks again from there misses nothing.
    """
    version = space_for(actor, group).version
    rows = _shown(actor, group)
    if before is not None:
        rows = rows.filter(position__lt=before)
    found = list(rows.order_by("-position")[: SHOWN_AT_ONCE + 1])
    more = len(found) > SHOWN_AT_ONCE
    found = found[:SHOWN_AT_ONCE]
    return Stream(lines_of(actor, found), version, found[-1].position if more else None)


def since(actor: Actor, group: Group, position: int) -> Stream:
    """What appeared after a position, the oldest first, at most `MOST_SINCE`; ask again until nothing
    comes.
    """
    version = space_for(actor, group).version
    rows = _shown(actor, group).filter(position__gt=position).order_by("position")[:MOST_SINCE]
    return Stream(lines_of(actor, list(rows)), version, None)


def own_writing(actor: Actor, *, limit: int = 60) -> list[Line]:
    """What a member wrote, the newest first, wherever it stands."""
    rows = Post.visible_to(actor).filter(author_id=actor.person_id)
    return lines_of(actor, rows.order_by("-written_at", "-id")[:limit])


def encouraged(actor: Actor, group: Group, since: datetime) -> tuple[list[Line], list[Thanks]]:
    """What came to a member since a moment: encouragement to them or to all, and thanks."""
    rows = _shown(actor, group).filter(kind=Post.Kind.ENCOURAGEMENT, shown_at__gte=since)
    rows = rows.exclude(author_id=actor.person_id)
    thanks = Thanks.visible_to(actor).filter(group=group, helper_id=actor.person_id, at__gte=since)
    given = list(thanks.select_related("giver", "post", "session").order_by("-at"))
    keyring.warm((each.giver_id for each in given), Domain.NARRATIVE, Domain.IDENTITY)
    return lines_of(actor, list(rows.order_by("-position"))), given


def is_read_first(actor: Actor, group: Group) -> bool:
    """Whether the leaders read what this member shares before the circle does; they are told so."""
    everybody = Space.visible_to(actor).filter(group=group, review=True)
    return everybody.exists() or PersonalHold.visible_to(actor).filter(group=group).exists()


def rhythm_of(actor: Actor, group: Group) -> int | None:
    """On which day a member wants to hear that something came; None: never."""
    return Rhythm.visible_to(actor).filter(group=group).values_list("day", flat=True).first()


def question_of_the_week(actor: Actor, group: Group) -> tuple[WeekQuestion | None, str]:
    """The newest question of a circle as the actor may read it, with its words in their language."""
    asked = WeekQuestion.visible_to(actor).filter(group=group).first()
    return asked, question_words(asked)


def asked_before(actor: Actor, group: Group) -> list[WeekQuestion]:
    """The last questions of a circle, the newest first."""
    rows = list(WeekQuestion.visible_to(actor).filter(group=group)[:ASKED_FOR])
    keyring.warm({row.group_id for row in rows}, Domain.NARRATIVE)
    return rows


def question_words(asked: WeekQuestion | None) -> str:
    """A question in the reader's language; empty where there is none, or its words were erased."""
    if asked is None:
        return ""
    if not asked.code:
        return asked.text or ""
    found = next((question for question in questions() if question.code == asked.code), None)
    return found.words(get_language() or "en") if found else ""


def lines_of(actor: Actor, posts: Iterable[Post]) -> list[Line]:
    """Posts with the names that this reader may know. Texts whose keys were destroyed are left out.

    A circle is a few people: whoever the posts name is asked for once, and not joined to each of them.
    """
    rows = list(posts)
    models.prefetch_related_objects(rows, "author", "leader", "to", "question")
    _warm(rows)
    known, told = _known(actor, rows), _several_do(actor, rows)
    return [_line(actor, row, known.get(row.pk, []), row.pk in told) for row in rows if row.text is not None]


def _shown(actor: Actor, group: Group) -> models.QuerySet[Post]:
    """What stands in the space: for a member, of what others wrote, nothing from before they came or after
    they left. The vector, which nobody reads here, is longer than most texts.
    """
    return Post.visible_to(actor).filter(group=group, standing=Standing.SHOWN).defer("vector")


def _warm(rows: list[Post]) -> None:
    people = {person for row in rows for person in (row.writer_id, row.to_id) if person}
    keyring.warm(people, Domain.NARRATIVE, Domain.SCORES, Domain.IDENTITY)
    keyring.warm({row.group_id for row in rows if row.question}, Domain.NARRATIVE)


def _known(actor: Actor, rows: list[Post]) -> dict[UUID, list[Recognition]]:
    """Who knows what: of their own posts members see who, of others' only whether they themselves do."""
    found: dict[UUID, list[Recognition]] = {}
    asked = Recognition.visible_to(actor).filter(post__in=[row.pk for row in rows]).select_related("member")
    answers = list(asked.order_by("at"))
    keyring.warm({each.member_id for each in answers}, Domain.IDENTITY)
    for each in answers:
        found.setdefault(each.post_id, []).append(each)
    return found


def _several_do(actor: Actor, rows: list[Post]) -> set[UUID]:
    """The patterns of which a member is told that several others do this too; two queries, or none.

    Answers are read as the system does, and given away only through the rules of telling.
    """
    patterns = {
        row.pk: row for row in rows if row.kind == Post.Kind.PATTERN and row.standing == Standing.SHOWN
    }
    if not patterns or not actor.is_member:
        return set()
    asked = Recognition.visible_to(system_actor(actor.practice_id)).filter(post__in=patterns)
    answered: dict[UUID, list[Answered]] = {}
    for post, member, at in asked.values_list("post_id", "member_id", "at"):
        answered.setdefault(post, []).append(Answered(member, at))
    sittings = sittings_in({row.group_id for row in patterns.values()}, actor)
    return {
        pk
        for pk, row in patterns.items()
        if several_do(
            actor.person_id,
            answered.get(pk, ()),
            sittings[row.group_id],
            at=clock.now(),
            zone=actor.practice_zone,
        )
    }


def _line(actor: Actor, row: Post, known: list[Recognition], several: bool) -> Line:
    own = actor.is_member and row.author_id == actor.person_id
    sees_names = own or actor.is_staff
    return Line(
        key=row.key,
        kind=row.kind,
        text=row.text or "",
        by=_by(row, named=row.named or sees_names),
        own=own,
        named=row.named,
        to=(row.to.chosen_name or "") if row.to else "",
        to_me=actor.is_member and row.to_id == actor.person_id,
        question=question_words(row.question),
        known_by_me=any(each.member_id == actor.person_id for each in known),
        known_by=tuple(each.member.chosen_name or "" for each in known) if sees_names else (),
        position=row.position,
        day=row.shown_at,
        standing=Standing(row.standing),
        beyond=row.beyond and row.standing not in WITH_THE_WRITER,
        released=row.released_at is not None,
        themes=frozenset(row.themes or ()) if sees_names else frozenset(),
        several=several,
        danger=actor.is_staff and row.review_reason == DANGER,
    )


def _by(row: Post, *, named: bool) -> str:
    if row.leader is not None:
        return row.leader.display_name
    if not named:
        return ""
    if row.author is None:  # PostgreSQL shows nobody who has left
        return _("Somebody who has left")
    return row.author.chosen_name or _("Somebody")
