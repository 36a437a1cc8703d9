"""How members answer each other: "I know this feeling", "what you said helped me", and a report."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.models import Post, Recognition, Report, Thanks
from holdspace.groups.models import Group
from holdspace.groups.policies import check_open
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.safety.actions import heed
from holdspace.sessions.models import GroupSession

LONGEST_WORD = 600
"""The most characters of a thanks, a report and a leader's word."""


@transaction.atomic
def recognise(*, post: Post, knows: bool, by: Actor) -> None:
    """ "I know this feeling", or not after all. Its writer alone is told, and the leaders."""
    policies.check_can_answer(by, post)
    if knows:
        Recognition.unscoped.get_or_create(
            post=post,
            member_id=by.person_id,
            defaults={"practice_id": post.practice_id, "group_id": post.group_id, "at": clock.now()},
        )
    else:
        Recognition.unscoped.filter(post=post, member_id=by.person_id).delete()
    record("circle.recognised", by=by, on=post, detail={"knows": knows})


@transaction.atomic
def thank_for_post(*, post: Post, words: str, named: bool, by: Actor) -> Thanks:
    """ "What you said helped me", about something in the space; it reaches whoever wrote it, known or not."""
    policies.check_can_answer(by, post)
    if post.author is None:
        raise Refused(_("Your therapists wrote this. Tell them when you meet."))
    return _thank(post.group, post.author, words, named, by, post=post)


@transaction.atomic
def thank_for_session(*, session: GroupSession, helper: Member, words: str, named: bool, by: Actor) -> Thanks:
    """ "What you said helped me", about something that somebody said while both were in a session."""
    policies.check_belongs(by, session.group)
    policies.check_both_were_there(by, helper, session)
    return _thank(session.group, helper, words, named, by, session=session)


@transaction.atomic
def report(*, post: Post, reason: str, by: Actor) -> Report:
    """Something here is not right: the leaders look at it. Possible at any hour."""
    policies.check_is_shown(by, post)
    found, made = Report.unscoped.get_or_create(
        post=post,
        member_id=by.person_id,
        settled_at__isnull=True,
        defaults={
            "practice_id": post.practice_id,
            "group_id": post.group_id,
            "reason": reason.strip()[:LONGEST_WORD],
            "at": clock.now(),
        },
    )
    if made:
        record("circle.reported", by=by, on=found, about=[by.person_id])
        _heed(reason, post.group, found.pk, by)
    return found


def _thank(
    group: Group,
    helper: Member,
    words: str,
    named: bool,
    by: Actor,
    *,
    post: Post | None = None,
    session: GroupSession | None = None,
) -> Thanks:
    check_open(group)
    policies.check_not_paused(group)
    policies.check_sits(helper, group)
    text = words.strip()[:LONGEST_WORD]
    check_discreet(text, practice=group.practice)
    thanks = Thanks.unscoped.create(
        practice_id=group.practice_id,
        group=group,
        giver_id=by.person_id,
        helper=helper,
        post=post,
        session=session,
        words=text,
        named=named or not policies.can_share_unnamed(group),
        at=clock.now(),
    )
    record("circle.thanked", by=by, on=thanks, about=[by.person_id, helper.pk])
    _heed(text, group, thanks.pk, by)
    return thanks


def _heed(text: str, group: Group, source_id: object, by: Actor) -> None:
    member = Member.visible_to(by).get(pk=by.person_id)
    heed(text=text, member=member, group=group, source_id=source_id, by=by)  # type: ignore[arg-type]
