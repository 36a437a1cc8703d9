"""What waits: for the next release, and for a leader's eyes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from django.db import models

from holdspace.circle.models import PersonalHold, Post, Report, Space
from holdspace.circle.queries.space import Line, lines_of, space_for
from holdspace.circle.rules.standing import Standing
from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor, system_actor
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as

LATEST = 40
"""How many posts of the space a leader sees on the page from which it is held."""


@dataclass(frozen=True, slots=True)
class Reported:
    """A report as leaders read it, with what it is about."""

    report: Report
    line: Line | None
    by: str


@dataclass(frozen=True, slots=True)
class Held:
    """Everything that a leader holds in one space."""

    space: Space
    waiting: list[Line]
    reasons: dict[UUID, str]
    reports: list[Reported]
    shown: list[Line]
    hidden: list[Line]
    for_after: list[Line]
    held_members: frozenset[UUID]
    people: frozenset[UUID]
    """Whose words stand on the page."""


def practices_with_coming() -> list[UUID]:
    """The practices in which something waits for a release."""
    with acting_as(system_actor()):
        rows = Post.unscoped.filter(standing=Standing.COMING).values_list("practice_id", flat=True)
        return sorted(set(rows))


def held(actor: Actor, group: Group) -> Held:
    """The space of a group as those who lead it hold it. The caller records the read."""
    rows = Post.visible_to(actor).filter(group=group)
    rows = rows.select_related("author", "leader", "to", "question")
    waiting = list(rows.filter(standing=Standing.HELD).order_by("shared_at"))
    shown = list(rows.filter(standing__in=[Standing.SHOWN, Standing.COMING]).order_by("-shared_at")[:LATEST])
    hidden = list(rows.filter(standing=Standing.HIDDEN).order_by("-moderated_at")[:LATEST])
    after = list(
        rows.filter(standing=Standing.SHOWN, beyond=True, released_at__isnull=True).order_by("beyond_at")[
            :LATEST
        ]
    )
    reports = _reports(actor, group)
    return Held(
        space=space_for(actor, group),
        waiting=lines_of(actor, waiting),
        reasons={each.key: each.review_reason for each in waiting},
        reports=reports,
        shown=lines_of(actor, shown),
        hidden=lines_of(actor, hidden),
        for_after=lines_of(actor, after),
        held_members=frozenset(
            PersonalHold.visible_to(actor).filter(group=group).values_list("member_id", flat=True)
        ),
        people=_people([*waiting, *shown, *hidden, *after], reports),
    )


def waiting_for_leaders(actor: Actor, group_ids: Collection[UUID]) -> dict[UUID, int]:
    """How many texts and reports wait in each group for those who lead it, with what was given to those who
    come after and is not released; two queries."""
    given = models.Q(standing=Standing.SHOWN, beyond=True, released_at__isnull=True)
    held_rows = Post.visible_to(actor).filter(given | models.Q(standing=Standing.HELD))
    held_rows = held_rows.filter(group_id__in=group_ids)
    open_reports = Report.visible_to(actor).filter(group_id__in=group_ids, settled_at__isnull=True)
    found = dict.fromkeys(group_ids, 0)
    for rows in (held_rows, open_reports):
        for group_id in rows.values_list("group_id", flat=True):
            found[group_id] += 1
    return found


def _people(posts: list[Post], reports: list[Reported]) -> frozenset[UUID]:
    wrote = {each.author_id for each in posts if each.author_id}
    told = {each.report.member_id for each in reports}
    about = {each.report.post.author_id for each in reports if each.report.post.author_id}
    return frozenset(wrote | told | about)


def _reports(actor: Actor, group: Group) -> list[Reported]:
    rows = Report.visible_to(actor).filter(group=group, settled_at__isnull=True)
    found = list(rows.select_related("member", "post__author", "post__leader", "post__to", "post__question"))
    keyring.warm((each.member_id for each in found), Domain.NARRATIVE, Domain.IDENTITY)
    lines = {line.key: line for line in lines_of(actor, [each.post for each in found])}
    return [Reported(each, lines.get(each.post.key), each.member.chosen_name or "") for each in found]
