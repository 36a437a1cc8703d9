"""How leaders hold what is written: read it first, take it out, answer a report, let it go to those after."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.actions.space import as_the_house, next_version
from holdspace.circle.actions.writing import LONGEST, MOST_THEMES, show
from holdspace.circle.models import Post, Report
from holdspace.circle.rules.standing import Act, Standing, after
from holdspace.circle.rules.telling import release_after
from holdspace.groups.policies import check_holds
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.notes.policies import check_discreet


@transaction.atomic
def accept(*, post: Post, by: Actor) -> Post:
    """A leader has read it: it goes on to the circle, by name at once, without one with the next release."""
    post = _in_hand(post, by)
    if post.named:
        return show(post, by, "circle.accepted", with_act=Act.ACCEPT)
    return _moved(post, Act.ACCEPT_UNNAMED, by, "circle.accepted")


@transaction.atomic
def give_back(*, post: Post, word: str, by: Actor) -> Post:
    """A leader gives it back to its writer, with a word that says why."""
    post = _in_hand(post, by)
    post.word = _word(word)
    return _moved(post, Act.RETURN, by, "circle.given_back")


@transaction.atomic
def hide(*, post: Post, word: str, by: Actor) -> Post:
    """A leader takes it out of the circle, with a word to its writer."""
    post = _in_hand(post, by)
    was_shown = post.standing == Standing.SHOWN
    post.word, post.released_at, post.released_by = _word(word), None, None
    version = next_version(post.group) if was_shown else None
    return _moved(post, Act.HIDE, by, "circle.hidden", version=version)


@transaction.atomic
def show_again(*, post: Post, by: Actor) -> Post:
    """A leader puts back what was taken out; what had not appeared yet appears now."""
    post = _in_hand(post, by)
    if post.position is None:
        return show(post, by, "circle.shown_again", with_act=Act.SHOW_AGAIN)
    return _moved(post, Act.SHOW_AGAIN, by, "circle.shown_again", version=next_version(post.group))


@transaction.atomic
def settle(*, report: Report, outcome: str, by: Actor) -> Report:
    """A leader answers a report with a sentence; the member who reported reads it."""
    check_holds(by, report.group)
    locked = Report.unscoped.select_for_update().get(pk=report.pk)
    if locked.settled_at is not None:
        raise Refused(_("Somebody has answered this report already."))
    locked.outcome = _word(outcome)
    locked.settled_at, locked.settled_by_id = clock.now(), by.staff_id
    locked.save(update_fields=["outcome", "settled_at", "settled_by"])
    record("circle.report_settled", by=by, on=locked, about=[locked.member_id])
    return locked


@transaction.atomic
def tag(*, post: Post, themes: Iterable[str], by: Actor) -> Post:
    """A leader says what something in the space is about; the writer's own choice can be put right so."""
    post = _in_hand(post, by)
    chosen = sorted(set(themes))
    if len(chosen) > MOST_THEMES:
        raise Refused(_("Choose up to three."))
    post.themes = chosen
    post.save(update_fields=["themes"])
    record("circle.tagged", by=by, on=post, about=post.by_members)
    return post


@transaction.atomic
def release_beyond(*, post: Post, by: Actor) -> Post:
    """A leader lets something go to those who come after, where its writer gave it to them."""
    post = _in_hand(post, by)
    if not post.beyond or post.standing != Standing.SHOWN:
        raise Missing(policies.NOT_HERE)
    check_discreet(post.text or "", practice=post.group.practice)
    post.released_at, post.released_by_id = clock.now(), by.staff_id
    post.save(update_fields=["released_at", "released_by"])
    record("circle.released_beyond", by=by, on=post, about=post.by_members)
    return post


@transaction.atomic
def release_due(*, by: Actor, now: datetime) -> int:
    """The system lets appear what was shared without a name before the last release; returns how many.

    All of one release carry its moment and stand in an order that chance made: by their random key.
    """
    if not by.is_system:
        raise Missing(policies.NOT_HERE)
    coming = Post.unscoped.select_for_update(of=("self",)).filter(
        standing=Standing.COMING, practice_id=by.practice_id
    )
    rows = coming.select_related("group__practice", "author").order_by("group", "key")
    due = [(post, _release_of(post)) for post in rows]
    ready = sorted(((at, post.key, post) for post, at in due if at <= now), key=lambda row: row[:2])
    for at, _key, post in ready:
        show(post, by, "circle.released", with_act=Act.RELEASE, at=at)
    return len(ready)


def _release_of(post: Post) -> datetime:
    ready = post.moderated_at or post.shared_at
    assert ready is not None
    return release_after(ready, post.group.practice.time_zone)


def _in_hand(post: Post, by: Actor) -> Post:
    """The newest state of something that has left its writer's hand, for who leads the group."""
    check_holds(by, post.group)
    rows = Post.visible_to(by).select_for_update(of=("self",))
    found = rows.select_related("group__practice", "author").filter(pk=post.pk).first()
    if found is None:
        raise Missing(policies.NOT_HERE)
    return found


def _moved(post: Post, act: Act, by: Actor, name: str, *, version: int | None = None) -> Post:
    post.standing = after(post.standing, act)
    post.moderated_by_id, post.moderated_at = by.staff_id, clock.now()
    with as_the_house(post.group):
        post.save()
    record(name, by=by, on=post, about=post.by_members, detail={"version": version} if version else None)
    return post


def _word(text: str) -> str:
    word = text.strip()
    if not word:
        sentence = _("Write a word to them, so that they know why.")
        raise Refused(sentence, fields={"word": sentence})
    return word[:LONGEST]
