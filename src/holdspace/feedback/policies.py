"""Who may open a round, write, receive and read in it.

Rounds are held by therapists, so they may be opened under every contact rule; what reaches a person keeps to
the group's hours all the same. Putting away and declining reach nobody and are possible at any time.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from holdspace.feedback.models import Answer, Feedback, FeedbackRound, Picture, Portrait
from holdspace.feedback.rules.panes import ENOUGH
from holdspace.feedback.rules.standing import IN_HAND, ON_ITS_WAY, Standing, may_change
from holdspace.groups.models import Group, Membership
from holdspace.groups.policies import allowed, check_holds, check_open_hours
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.spells import running

NOT_HERE = _("This page does not exist.")


def check_can_begin(actor: Actor, group: Group) -> None:
    """A leader, in a group that meets, one round at a time."""
    check_holds(actor, group)
    if group.phase != Group.Phase.RUNNING:
        raise Refused(_("A round can be opened in a group that meets."))
    if any(not each.is_over for each in FeedbackRound.unscoped.filter(group=group, closed_at__isnull=True)):
        raise Refused(_("A round is open in this group already. Close it first, or wait until it ends."))


def can_begin(actor: Actor, group: Group) -> bool:
    """Whether `check_can_begin` passes."""
    return allowed(lambda: check_can_begin(actor, group))


def check_can_close(actor: Actor, held_round: FeedbackRound) -> None:
    """A leader, while it is open."""
    check_holds(actor, held_round.group)
    if held_round.is_over:
        raise Refused(_("This round is over already."))


def can_close(actor: Actor, held_round: FeedbackRound) -> bool:
    """Whether `check_can_close` passes."""
    return allowed(lambda: check_can_close(actor, held_round))


def check_gives(actor: Actor, feedback: Feedback) -> None:
    """The one who is asked to give it, while both sit in the circle; Missing for everybody else."""
    if not actor.is_member or feedback.giver_id != actor.person_id or not _is_seen(actor, feedback):
        raise Missing(NOT_HERE)


def check_can_write(actor: Actor, feedback: Feedback) -> None:
    """Its giver, in the group's hours, while it can still be changed."""
    check_gives(actor, feedback)
    check_is_changeable(feedback)
    check_open_hours(feedback.group)


def check_is_changeable(feedback: Feedback) -> None:
    """Until a leader let it go on or it was received; which of the two, the sentence does not tell."""
    over = feedback.round.is_over
    if may_change(feedback.standing, read=feedback.read_at is not None, over=over):
        return
    if feedback.standing in ON_ITS_WAY:
        raise Refused(_("This is on its way and can no longer be changed."))
    raise Refused(_("This round is over. What you wrote is kept here, for you."))


def can_change(feedback: Feedback) -> bool:
    """Whether `check_is_changeable` passes."""
    return allowed(lambda: check_is_changeable(feedback))


def check_receives(actor: Actor, feedback: Feedback) -> None:
    """The one for whom it was released; Missing for everybody else."""
    if not actor.is_member or feedback.receiver_id != actor.person_id or not _is_seen(actor, feedback):
        raise Missing(NOT_HERE)


def check_can_open(actor: Actor, feedback: Feedback) -> None:
    """Its receiver, when they are ready, in the group's hours."""
    check_receives(actor, feedback)
    check_open_hours(feedback.group)


def check_has_in_hand(actor: Actor, feedback: Feedback) -> None:
    """Its receiver, once they opened it."""
    check_receives(actor, feedback)
    if feedback.standing not in IN_HAND:
        raise Missing(NOT_HERE)


def check_can_send_back(actor: Actor, feedback: Feedback, kind: str) -> None:
    """The receiver answers or asks once each, the giver replies to a question once; while both sit there."""
    if kind == Answer.Kind.REPLY:
        _check_can_reply(actor, feedback)
    else:
        check_has_in_hand(actor, feedback)
    if not _both_sit(feedback):
        raise Refused(_("They no longer sit in the circle. What you wrote is kept here, for you."))
    if Answer.unscoped.filter(feedback=feedback, kind=kind).exists():
        raise Refused(_("You have sent this already."))
    check_open_hours(feedback.group)


def _check_can_reply(actor: Actor, feedback: Feedback) -> None:
    check_gives(actor, feedback)
    asked = Answer.unscoped.filter(feedback=feedback, kind=Answer.Kind.QUESTION, opened_at__isnull=False)
    if not asked.exists():
        raise Missing(NOT_HERE)


def check_can_open_answer(actor: Actor, answer: Answer) -> None:
    """The one for whom it is, in the group's hours."""
    mine = actor.is_member and answer.receiver_id == actor.person_id
    if not mine or not Answer.visible_to(actor).filter(pk=answer.pk).exists():
        raise Missing(NOT_HERE)
    check_open_hours(answer.group)


def check_can_let_go_on(actor: Actor, feedback: Feedback) -> None:
    """A leader, for what was written and both sit in the circle."""
    check_holds(actor, feedback.group)
    if feedback.standing == Standing.ASKED:
        raise Missing(NOT_HERE)
    if not _both_sit(feedback):
        raise Refused(_("One of the two has left the circle since. Nothing goes on between them."))


def can_let_go_on(actor: Actor, feedback: Feedback) -> bool:
    """Whether `check_can_let_go_on` passes."""
    return allowed(lambda: check_can_let_go_on(actor, feedback))


def check_can_ask_for_words(actor: Actor, group: Group) -> None:
    """A leader, in a group that meets and is large enough, once nothing else of the kind is open."""
    check_holds(actor, group)
    if group.phase != Group.Phase.RUNNING:
        raise Refused(_("A circle can be asked for words while it meets."))
    if Portrait.unscoped.filter(group=group, put_together_at__isnull=True).exists():
        raise Refused(_("This circle is choosing words already. Put those together first."))
    if Membership.unscoped.filter(running(), group=group).count() <= ENOUGH:
        raise Refused(_("Four members at least have to sit in the circle, so that nobody's view stands out."))


def can_ask_for_words(actor: Actor, group: Group) -> bool:
    """Whether `check_can_ask_for_words` passes."""
    return allowed(lambda: check_can_ask_for_words(actor, group))


def check_can_put_together(actor: Actor, portrait: Portrait) -> None:
    """A leader, once."""
    check_holds(actor, portrait.group)
    if not portrait.is_open:
        raise Refused(_("The pictures are put together already."))


def can_put_together(actor: Actor, portrait: Portrait) -> bool:
    """Whether `check_can_put_together` passes."""
    return allowed(lambda: check_can_put_together(actor, portrait))


def check_can_show(actor: Actor, portrait: Portrait) -> None:
    """A leader, once the pictures are there, and once."""
    check_holds(actor, portrait.group)
    if portrait.is_open:
        raise Refused(_("Put the pictures together first."))
    if portrait.shown_at is not None:
        raise Refused(_("They can see their pictures already."))


def can_show(actor: Actor, portrait: Portrait) -> bool:
    """Whether `check_can_show` passes."""
    return allowed(lambda: check_can_show(actor, portrait))


def check_chooses(actor: Actor, portrait: Portrait) -> None:
    """Who sits in the circle since it was asked, while words are still chosen; Missing for others."""
    if not actor.is_member or not Portrait.visible_to(actor).filter(pk=portrait.pk).exists():
        raise Missing(NOT_HERE)
    if not portrait.is_open:
        raise Refused(_("Your therapists have put the pictures together. Nothing can be changed now."))


def check_can_open_picture(actor: Actor, picture: Picture) -> None:
    """The one whom it is about, once it is shown; for the first time in the group's hours."""
    if not actor.is_member or not Picture.visible_to(actor).filter(pk=picture.pk).exists():
        raise Missing(NOT_HERE)
    if picture.opened_at is None:
        check_open_hours(picture.group)


def _is_seen(actor: Actor, feedback: Feedback) -> bool:
    return Feedback.visible_to(actor).filter(pk=feedback.pk).exists()


def _both_sit(feedback: Feedback) -> bool:
    both = (feedback.giver_id, feedback.receiver_id)
    rows = Membership.unscoped.filter(running(), group=feedback.group_id, member__in=both)
    return rows.filter(starts_at__lte=feedback.began_at).values("member").distinct().count() == len(both)
