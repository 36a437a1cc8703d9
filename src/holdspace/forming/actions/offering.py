"""Places: a leader accepts a circle of a plan, its newcomers are asked, and each answers for themselves.

Who says yes has a seat from then on; the group's agreement waits for them when they sign in. Who says no, or
nothing, goes on waiting, and the round is planned again with as few changes as can be.
"""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.forming import policies
from holdspace.forming.actions.planning import Broken, ask_for_plan
from holdspace.forming.models import TO_ANSWER, Offer, Plan
from holdspace.forming.queries.question import Question, question
from holdspace.forming.queries.seats import seats_of
from holdspace.forming.rules.checker import broken_rules
from holdspace.groups.actions import admit_member
from holdspace.groups.models import Group
from holdspace.intake.actions import close_as_joined
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members import letters
from holdspace.members.actions import invite_member
from holdspace.members.models import Contact, Member
from holdspace.practice.models import Practice
from holdspace.vault.scope import acting_as


@transaction.atomic
def accept_circle(*, plan: Plan, group: Group, by: Actor) -> list[Offer]:
    """Ask everybody whom the plan seats in this group; each place is kept for two weeks.

    Refused where the plan has nobody for it, or where what holds by now speaks against one of the seats.
    """
    group = Group.visible_to(by).select_for_update().filter(pk=group.pk).first() or group
    policies.check_can_offer(by, plan, group)
    now = question(plan.round)
    circle = _circle(plan, group, now)
    made = [_offer(plan, group, now.starts[place], person, by) for person, place in sorted(circle.items())]
    record("forming.circle_accepted", by=by, on=plan, group_id=group.pk, about=[o.member_id for o in made])
    for offer in made:
        _write_to(offer)
    return made


def _circle(plan: Plan, group: Group, now: Question) -> dict[str, str]:
    """The newcomers of one circle with their places; the rules are asked again, as things are by now."""
    places = set(now.places(group.pk))
    circle = {person: place for person, place in seats_of(plan, now).items() if place in places}
    if not circle:
        raise Refused(_("This proposal has nobody for this group who still waits."))
    broken = [each for each in broken_rules(now.asked, circle) if each.group in places]
    if broken:
        raise Broken(tuple(each.words for each in broken))
    return circle


def _offer(plan: Plan, group: Group, start: str, person: str, by: Actor) -> Offer:
    return Offer.unscoped.create(
        practice_id=plan.practice_id,
        member_id=person,
        group=group,
        plan=plan,
        start=start,
        offered_by_id=by.staff_id,
        until=clock.now() + TO_ANSWER,
    )


def _write_to(offer: Offer) -> None:
    """A neutral mail: an invitation to sign in for who has no account. Without an address somebody calls."""
    with acting_as(system_actor(offer.practice_id)) as system:
        member = Member.visible_to(system).select_related("user").get(pk=offer.member_id)
        practice = Practice.visible_to(system).get()
        if member.user is not None and member.user.has_usable_password():
            language = member.language or practice.language
            mail = letters.something_to_answer(practice, member.user.email, language)
            transaction.on_commit(partial(letters.send, mail))
            return
        address = member.user.email if member.user else _address(member, system)
        if address:
            _invite(member, address, system)


def _address(member: Member, system: Actor) -> str:
    rows = Contact.visible_to(system).filter(member=member, kind=Contact.Kind.EMAIL)
    first = rows.order_by("-preferred", "id").first()
    return (first.value or "") if first else ""


def _invite(member: Member, address: str, system: Actor) -> None:
    """An address of somebody else's account is not written to; the coordinator sees who has no account."""
    try:
        with transaction.atomic():
            invite_member(member=member, email=address, by=system)
    except Refused:
        return


@transaction.atomic
def take_place(*, offer: Offer, by: Actor) -> Offer:
    """Yes: they have a seat from now on, and wait no more. Refused when the place is gone."""
    offer = _locked(offer, by)
    with acting_as(system_actor(offer.practice_id)) as system:
        member = Member.visible_to(system).get(pk=offer.member_id)
        group = Group.visible_to(system).get(pk=offer.group_id)
        admit_member(group=group, member=member, by=system)
        close_as_joined(member=member, by=system)
    return _answered(offer, Offer.State.TAKEN, "forming.place_taken", by)


@transaction.atomic
def decline_place(*, offer: Offer, by: Actor) -> Offer:
    """No: the place is free again, they go on waiting."""
    return _answered(_locked(offer, by), Offer.State.DECLINED, "forming.place_declined", by)


def answer_for(*, offer: Offer, takes: bool, by: Actor) -> Offer:
    """Yes or no, by the person or by a coordinator who was told."""
    return take_place(offer=offer, by=by) if takes else decline_place(offer=offer, by=by)


@transaction.atomic
def withdraw_place(*, offer: Offer, by: Actor) -> Offer:
    """The leader takes back a place that nobody has answered for."""
    offer = Offer.unscoped.select_for_update().get(pk=offer.pk)
    policies.check_can_withdraw(by, offer)
    return _answered(offer, Offer.State.WITHDRAWN, "forming.place_withdrawn", by)


@transaction.atomic
def lapse_offers(*, by: Actor) -> list[Offer]:
    """Places that were kept until now and not answered for are free again; for the worker."""
    if not by.is_system:
        raise Missing(_("This page does not exist."))
    rows = Offer.visible_to(by).filter(state=Offer.State.OPEN, until__lte=clock.now())
    over = list(rows.select_for_update(of=("self",)).order_by("until", "id"))
    return [_answered(offer, Offer.State.LAPSED, "forming.place_lapsed", by) for offer in over]


@transaction.atomic
def plan_again(*, plan: Plan, by: Actor) -> Plan | None:
    """A new plan that changes as little of this one as can be; None where the round is closed or busy."""
    try:
        return ask_for_plan(held=plan.round, after=plan, by=by)
    except Refused:
        return None


def _locked(offer: Offer, by: Actor) -> Offer:
    offer = Offer.visible_to(by).select_for_update(of=("self",)).filter(pk=offer.pk).first() or offer
    policies.check_can_answer(by, offer)
    return offer


def _answered(offer: Offer, state: Offer.State, act: str, by: Actor) -> Offer:
    offer.state, offer.answered_at, offer.answered_by_id = state, clock.now(), by.staff_id
    offer.save(update_fields=["state", "answered_at", "answered_by"])
    record(act, by=by, on=offer, about=[offer.member_id])
    return offer
