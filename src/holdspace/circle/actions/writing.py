"""What members put into words: kept for oneself, shared with the circle, taken back."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.actions.sending import insert, sent_before
from holdspace.circle.actions.space import appear, next_version, space_of
from holdspace.circle.models import PersonalHold, Post, Space, WeekQuestion
from holdspace.circle.rules.embedding import model, packed
from holdspace.circle.rules.standing import BY_GROUP, BY_PERSON, DANGER, Act, Standing, after
from holdspace.groups.models import Group
from holdspace.groups.policies import check_belongs
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.safety.actions import heed
from holdspace.safety.rules.language import Tier

LONGEST = 4000
"""The most characters of one text: about two pages."""

MOST_THEMES = 3
"""How many themes one text may bear."""


@dataclass(frozen=True, slots=True)
class Written:
    """What somebody wrote, as it arrives from a page."""

    text: str
    kind: Post.Kind = Post.Kind.REFLECTION
    themes: Iterable[str] = ()
    version: int = field(default=0)
    """The version that the writer had before their eyes; 0 for something new."""
    sent_key: UUID | None = None
    """The key of the form, for something new."""


@transaction.atomic
def keep(
    *,
    group: Group,
    written: Written,
    by: Actor,
    post: Post | None = None,
    question: WeekQuestion | None = None,
) -> Post:
    """Keep what a member wrote, for themselves; also when the space is closed.

    The same form sent again changes nothing. Raises Conflict when it was changed on another device.
    """
    if post is None:
        return _keep_new(group, written, question, by)
    policies.check_can_change(by, post)
    post = _locked(post)
    if written.version != post.version:
        raise _changed_meanwhile(newest=post.version)
    post.text, post.themes = _words(written.text), _themes(written.themes)
    post.vector, post.version = None, post.version + 1
    post.save()
    return _kept(post, by)


@transaction.atomic
def share(*, post: Post, named: bool, beyond: bool = False, by: Actor) -> Post:
    """Share with the circle what lies with its writer: by name at once, without a name with the next release.

    It is held for the leaders' eyes where they asked for that, and always where words of danger stand in it.
    `beyond` also gives it, without a name, to those who come after, once a leader has released it.
    """
    post = _locked(post)
    policies.check_can_share(by, post, named=named)
    post.named, post.shared_at = named, clock.now()
    post.beyond, post.beyond_at = beyond, clock.now() if beyond else None
    post.review_reason = _review_reason(post, by)
    return _send(post, by)


@transaction.atomic
def encourage(
    *, group: Group, text: str, to: Member | None = None, sent_key: UUID | None = None, by: Actor
) -> Post:
    """A few words to the whole circle, or to one of it. Leaders read all of them; members are told so.

    The same form sent again changes nothing.
    """
    told = (group.pk, to.pk if to else None, text.strip())

    def before() -> Post | None:
        return sent_before(_own(by), sent_key, lambda row: (row.group_id, row.to_id, row.text) == told)

    if (known := before()) is not None:
        return known
    policies.check_can_write_here(by, group)
    space_of(group)
    if to is not None:
        policies.check_sits(to, group, besides=by)
    post = Post(practice_id=group.practice_id, group=group, kind=Post.Kind.ENCOURAGEMENT, to=to, version=1)
    post.sent_key = sent_key
    post.author_id = by.person_id if by.is_member else None
    post.leader_id = by.staff_id
    post.text, post.written_at = _words(text), clock.now()
    check_discreet(post.text, practice=group.practice)
    post.shared_at = clock.now()
    if (stored := insert(post, before)) is not post:
        return stored
    post.review_reason = _review_reason(post, by) if by.is_member else ""
    return _send(post, by)


@transaction.atomic
def withdraw(*, post: Post, by: Actor) -> Post:
    """Take back what one shared, everywhere and at once: from the circle, from those who come after."""
    post = _locked(post)
    policies.check_can_withdraw(by, post)
    was_shown = post.standing == Standing.SHOWN
    post.standing = after(post.standing, Act.WITHDRAW)
    post.vector, post.beyond, post.beyond_at, post.released_at, post.released_by = (
        None,
        False,
        None,
        None,
        None,
    )
    post.save()
    detail = {"version": next_version(post.group)} if was_shown else None
    record("circle.withdrawn", by=by, on=post, about=post.by_members, detail=detail)
    return post


@transaction.atomic
def give_beyond(*, post: Post, by: Actor) -> Post:
    """Give what one's circle reads also to those who come after: at any time, also after having left.

    A leader looks at it before anybody finds it. Given again it changes nothing.
    """
    post = _locked(post)
    policies.check_can_give_beyond(by, post)
    if not post.beyond:
        post.beyond, post.beyond_at = True, clock.now()
        post.save(update_fields=["beyond", "beyond_at"])
        record("circle.given_beyond", by=by, on=post, about=post.by_members)
    return post


@transaction.atomic
def keep_here(*, post: Post, by: Actor) -> Post:
    """Give it no more to those who come after, at once: it stays where it stands in the circle."""
    post = _locked(post)
    policies.check_is_own(by, post)
    if post.beyond:
        post.beyond, post.beyond_at, post.released_at, post.released_by = False, None, None, None
        post.save(update_fields=["beyond", "beyond_at", "released_at", "released_by"])
        record("circle.kept_here", by=by, on=post, about=post.by_members)
    return post


@transaction.atomic
def discard(*, post: Post, by: Actor) -> None:
    """Throw away for good what lies with oneself alone."""
    policies.check_can_change(by, post)
    record("circle.discarded", by=by, on=post, about=post.by_members)
    post.delete()


def show(post: Post, by: Actor, act: str, *, with_act: Act, at: datetime | None = None) -> Post:
    """Let a post appear in the circle, with its place and its vector; `at` is its moment, now if not given.

    Encouragement has no vector: nobody is asked who else carries it (`queries.sharing`).
    """
    post.standing = after(post.standing, with_act)
    post.shown_at = at or clock.now()
    if post.kind != Post.Kind.ENCOURAGEMENT and (embedding := model()) is not None:
        post.vector = packed(embedding.vectors([post.text or ""])[0])
    version = appear(post)
    post.save()
    record(act, by=by, on=post, about=post.by_members, detail={"version": version})
    return post


def _keep_new(group: Group, written: Written, question: WeekQuestion | None, by: Actor) -> Post:
    check_belongs(by, group)
    text, themes = _words(written.text), _themes(written.themes)
    told = (group.pk, written.kind, text, themes)

    def before() -> Post | None:
        own, key = _own(by), written.sent_key
        return sent_before(own, key, lambda row: (row.group_id, row.kind, row.text, row.themes) == told)

    if (known := before()) is not None:
        return known
    if written.version:
        raise _changed_meanwhile(newest=0)
    space_of(group)  # it may be shared in the same transaction
    post = Post(practice_id=group.practice_id, group=group, author_id=by.person_id, sent_key=written.sent_key)
    post.kind, post.question, post.written_at = written.kind, question, clock.now()
    post.text, post.themes = text, themes
    stored = insert(post, before)
    return _kept(post, by) if stored is post else stored


def _kept(post: Post, by: Actor) -> Post:
    record("circle.written", by=by, on=post, group_id=post.group_id, about=[by.person_id])
    _heed(post, by)
    return post


def _own(by: Actor) -> models.QuerySet[Post]:
    if by.is_member:
        return Post.unscoped.filter(author_id=by.person_id)
    return Post.unscoped.filter(leader_id=by.staff_id)


def _changed_meanwhile(*, newest: int) -> Conflict:
    return Conflict(
        _("This was changed on another device in the meantime. Look at both and choose."), newest=newest
    )


def _send(post: Post, by: Actor) -> Post:
    """On its way: held, with the next release, or at once."""
    if post.review_reason:
        return _set(post, Act.HOLD, by, "circle.held")
    if not post.named:
        return _set(post, Act.SHARE_UNNAMED, by, "circle.shared_unnamed")
    return show(post, by, "circle.shared", with_act=Act.SHARE)


def _set(post: Post, act: Act, by: Actor, name: str) -> Post:
    """Not visible to the circle: no version, so that no socket tells when it happened."""
    post.standing = after(post.standing, act)
    post.save()
    record(name, by=by, on=post, about=post.by_members)
    return post


def _review_reason(post: Post, by: Actor) -> str:
    if (found := _heed(post, by)) is not None and found is Tier.RED:
        return DANGER
    if _space_reviews(post.group):
        return BY_GROUP
    held = PersonalHold.unscoped.filter(group=post.group_id, member=post.author_id).exists()
    return BY_PERSON if held else ""


def _space_reviews(group: Group) -> bool:
    return Space.unscoped.filter(group=group, review=True).exists()


def _heed(post: Post, by: Actor) -> Tier | None:
    """Every text of a member passes safety; leaders' own words do not need to."""
    if post.author is None:
        return None
    found = heed(text=post.text or "", member=post.author, group=post.group, source_id=post.pk, by=by)
    return found.tier if found else None


def _words(text: str) -> str:
    words = text.strip()
    if not words or len(words) > LONGEST:
        sentence = _("Write a few words; up to about two pages.")
        raise Refused(sentence, fields={"text": sentence})
    return words


def _themes(codes: Iterable[str]) -> list[str]:
    themes = sorted(set(codes))
    if len(themes) > MOST_THEMES:
        sentence = _("Choose up to three.")
        raise Refused(sentence, fields={"themes": sentence})
    return themes


def _locked(post: Post) -> Post:
    """The newest state of a post, behind the space's own lock so that two never wait for each other."""
    space_of(post.group)
    rows = Post.unscoped.select_for_update(of=("self",)).select_related("group__practice", "author")
    found = rows.filter(pk=post.pk).first()
    if found is None:
        raise Missing(policies.NOT_HERE)
    return found
