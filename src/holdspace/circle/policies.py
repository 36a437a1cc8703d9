"""Who may write, share, answer and hold in a circle's space.

Members write where the leaders hold a space, in its hours, while it is neither paused nor closed. Taking
back what one wrote, reading, and reporting are possible at any time. Those who lead the group hold the
space; who only opened its record reads.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.circle.models import Post, Space
from holdspace.circle.rules.standing import DANGER, OUT, WITH_THE_WRITER, Standing
from holdspace.circle.rules.telling import may_share_unnamed
from holdspace.groups.models import Group, Membership, circles_of
from holdspace.groups.policies import allowed, check_belongs, check_open, leads
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.practice.spells import running
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.sessions.policies import IN_THE_ROOM

NOT_HERE = _("This page does not exist.")


def check_can_write_here(actor: Actor, group: Group) -> None:
    """A member of the circle, while its space is open; or one who leads the group, at any time."""
    if actor.is_member:
        check_belongs(actor, group)
        check_open(group)
        check_not_paused(group)
    elif not leads(actor, group):
        raise Missing(NOT_HERE)


def can_write_here(actor: Actor, group: Group) -> bool:
    """Whether `check_can_write_here` passes."""
    return allowed(lambda: check_can_write_here(actor, group))


def check_not_paused(group: Group) -> None:
    """Refused while the leaders have paused or closed the space."""
    space = Space.unscoped.filter(group=group).only("paused_at", "closed_at").first()
    if space is not None and space.closed_at:
        raise Refused(_("Your therapists have closed this space. What you wrote is kept here, for you."))
    if space is not None and space.paused_at:
        raise Refused(_("Your therapists have paused this space. What you wrote is kept here, for you."))


def check_is_own(actor: Actor, post: Post) -> None:
    """The one who wrote it; Missing for everybody else."""
    own = post.author_id == actor.person_id if actor.is_member else post.leader_id == actor.staff_id
    if not own or post.practice_id != actor.practice_id:
        raise Missing(NOT_HERE)


def check_can_change(actor: Actor, post: Post) -> None:
    """What lies with its writer alone."""
    check_is_own(actor, post)
    if post.standing not in WITH_THE_WRITER:
        raise Refused(_("Others read this already. Take it back first; then you can change it."))


def check_can_share(actor: Actor, post: Post, *, named: bool) -> None:
    """Its writer, in words that lead nobody out of the circle, while the space is open.

    Without a name only where nobody could be guessed too easily.
    """
    check_can_change(actor, post)
    check_can_write_here(actor, post.group)
    check_discreet(post.text or "", practice=post.group.practice)
    if not named and not may_share_unnamed(_seated(post.group)):
        raise Refused(
            _("This circle is so small that a name could be guessed. Share it with your name, or keep it.")
        )


def can_share_unnamed(group: Group) -> bool:
    """Whether sharing without a name is offered in this circle now."""
    return may_share_unnamed(_seated(group))


def check_can_withdraw(actor: Actor, post: Post) -> None:
    """Its writer, at any time, also after leaving."""
    check_is_own(actor, post)
    if post.standing not in OUT:
        raise Refused(_("Only you read this already."))


def check_can_give_beyond(actor: Actor, post: Post) -> None:
    """Its writer, at any time, also after leaving, while the circle reads it; not what was said to one, nor
    what danger may stand in.
    """
    check_is_own(actor, post)
    if not actor.is_member or post.kind == Post.Kind.ENCOURAGEMENT:
        raise Missing(NOT_HERE)
    if post.standing != Standing.SHOWN:
        raise Refused(_("Only what your circle reads can be given to those who come after."))
    if post.review_reason == DANGER:
        raise Refused(_("This stays in your circle. You can speak with your therapists about it."))


def can_give_beyond(actor: Actor, post: Post) -> bool:
    """Whether `check_can_give_beyond` passes."""
    return allowed(lambda: check_can_give_beyond(actor, post))


def check_can_answer(actor: Actor, post: Post) -> None:
    """A member to whom it is shown, and who did not write it."""
    check_is_shown(actor, post)
    if post.author_id == actor.person_id:
        raise Refused(_("You wrote this yourself."))


def can_answer(actor: Actor, post: Post) -> bool:
    """Whether `check_can_answer` passes."""
    return allowed(lambda: check_can_answer(actor, post))


def check_is_shown(actor: Actor, post: Post) -> None:
    """A member in whose circle it stands, within their own time there; Missing for everybody else."""
    shown = actor.is_member and Post.visible_to(actor).filter(pk=post.pk, standing=Standing.SHOWN).exists()
    if not shown or post.group_id not in circles_of(actor):
        raise Missing(NOT_HERE)


def check_sits(member: Member, group: Group, *, besides: Actor | None = None) -> None:
    """Somebody who sits in the circle now, and is not oneself."""
    if besides is not None and member.pk == besides.person_id:
        raise Refused(_("Choose somebody else, or everybody."))
    if not Membership.unscoped.filter(running(), group=group, member=member).exists():
        raise Refused(_("They do not sit in the circle now."))


def check_both_were_there(actor: Actor, other: Member, session: GroupSession) -> None:
    """Two different people who were both in a session; Missing otherwise."""
    both = {actor.person_id, other.pk}
    rows = Attendance.unscoped.filter(session=session, status__in=IN_THE_ROOM, member_id__in=both)
    if len(both) < 2 or set(rows.values_list("member_id", flat=True)) != both:
        raise Missing(NOT_HERE)


def _seated(group: Group) -> int:
    return Membership.unscoped.filter(running(), group=group).count()
