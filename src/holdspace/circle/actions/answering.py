"""How members answer each other: "I know this feeling", "what you said helped me", and a report."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.circle import policies
from holdspace.circle.actions.sending import insert, sent_before
from holdspace.circle.models import Post, Recognition, Report, Thanks
from holdspace.groups.models import Group
from holdspace.groups.policies import check_belongs, check_open
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.safety.actions import heed, worry
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
def thank_for_post(*, post: Post, words: str, named: bool, sent_key: UUID | None = None, by: Actor) -> Thanks:
    """ "What you said helped me", about something in the space; it reaches whoever wrote it, known or not.

    The same form sent again changes nothing.
    """
    policies.check_can_answer(by, post)
    if post.author is None:
        raise Refused(_("Your therapists wrote this. Tell them when you meet."))
    thanks = Thanks(group=post.group, helper=post.author, post=post, named=named, sent_key=sent_key)
    return _thank(thanks, words, by)


@transaction.atomic
def thank_for_session(
    *,
    session: GroupSession,
    helper: Member,
    words: str,
    named: bool,
    sent_key: UUID | None = None,
    by: Actor,
) -> Thanks:
    """ "What you said helped me", about something that somebody said while both were in a session.

    The same form sent again changes nothing.
    """
    check_belongs(by, session.group)
    policies.check_both_were_there(by, helper, session)
    thanks = Thanks(group=session.group, helper=helper, session=session, named=named, sent_key=sent_key)
    return _thank(thanks, words, by)


@transaction.atomic
def report(*, post: Post, reason: str, worried: bool = False, by: Actor) -> Report:
    """Something here is not right: the leaders look at it. Possible at any hour.

    `worried` about whoever wrote it: that they are in danger is a concern, told like any other.
    """
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
    if worried and post.writer_id != by.person_id:
        words = reason.strip() or post.text or ""
        worry(about_id=post.writer_id, group=post.group, source_id=found.pk, words=words, by=by)
    return found


def _thank(thanks: Thanks, words: str, by: Actor) -> Thanks:
    group, text = thanks.group, words.strip()[:LONGEST_WORD]
    told = (thanks.helper_id, thanks.post_id, thanks.session_id, text)

    def before() -> Thanks | None:
        return sent_before(
            Thanks.unscoped.filter(giver_id=by.person_id),
            thanks.sent_key,
            lambda row: (row.helper_id, row.post_id, row.session_id, row.words or "") == told,
        )

    if (known := before()) is not None:
        return known
    check_open(group)
    policies.check_not_paused(group)
    policies.check_sits(thanks.helper, group)
    check_discreet(text, practice=group.practice)
    thanks.practice_id, thanks.giver_id, thanks.at = group.practice_id, by.person_id, clock.now()
    thanks.words, thanks.named = text, thanks.named or not policies.can_share_unnamed(group)
    if (stored := insert(thanks, before)) is not thanks:
        return stored
    record("circle.thanked", by=by, on=thanks, about=[by.person_id, thanks.helper_id])
    _heed(text, group, thanks.pk, by)
    return thanks


def _heed(text: str, group: Group, source_id: object, by: Actor) -> None:
    member = Member.visible_to(by).get(pk=by.person_id)
    heed(text=text, member=member, group=group, source_id=source_id, by=by)  # type: ignore[arg-type]
