"""Referrals as the coordinator reads them: everything but what is for clinicians."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.translation import gettext as _

from holdspace.intake.models import IntakeDoor, Referral, ReferralWords, Waiting
from holdspace.intake.rules.likeness import folded
from holdspace.kernel.actors import Actor, system_actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Member
from holdspace.members.queries.roster import warm_all
from holdspace.members.rules.roster import RosterPerson
from holdspace.practice.models import Practice
from holdspace.practice.queries import practices
from holdspace.practice.spells import running
from holdspace.ui.days import long_day
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Alike:
    """Somebody on the roster who may be the one who is referred."""

    member: Member
    same_birth_date: bool
    waits: bool

    @property
    def name(self) -> str:
        return self.member.full_name

    @property
    def called(self) -> str:
        return self.member.chosen_name or "—"

    @property
    def words(self) -> str:
        """Who it is, and what tells them from others of that name."""
        born = self.member.born
        said = [
            self.name,
            self.called if self.called != self.member.given_name else "",
            _("born %(day)s") % {"day": long_day(born)} if born else "",
            self.member.get_status_display() if self.member.status != Member.Status.ACTIVE else "",
            _("on the waiting list already") if self.waits else "",
        ]
        return ", ".join(word for word in said if word)


def new_referrals(actor: Actor) -> list[Referral]:
    """What nobody has settled, the oldest first; two queries."""
    rows = Referral.visible_to(actor).filter(state=Referral.State.NEW)
    referrals = list(rows.order_by("received_at", "id"))
    keyring.warm((referral.pk for referral in referrals), Domain.IDENTITY)
    return referrals


def settled_referrals(actor: Actor, most: int = 20) -> list[Referral]:
    """What was settled last: when, how and by whom. Who it was about stands here no more."""
    rows = Referral.visible_to(actor).exclude(state=Referral.State.NEW).select_related("settled_by")
    return list(
        rows.only("state", "why", "source", "received_at", "settled_at", "settled_by").order_by(
            "-settled_at", "-id"
        )[:most]
    )


def referral_for(actor: Actor, pk: UUID) -> Referral:
    """A referral that waits to be settled; Missing otherwise."""
    rows = Referral.visible_to(actor).filter(pk=pk, state=Referral.State.NEW)
    referral = rows.first()
    if referral is None:
        raise Missing(_("This page does not exist."))
    keyring.warm([referral.pk], Domain.IDENTITY)
    return referral


def has_words(referral: Referral) -> bool:
    """Whether something was written for clinicians; what it says is not read."""
    with acting_as(system_actor(referral.practice_id)) as system:
        return ReferralWords.visible_to(system).filter(referral=referral).exists()


def door_is_open(actor: Actor) -> bool:
    """Whether the public page takes referrals."""
    return not IntakeDoor.visible_to(actor).filter(is_open=False).exists()


def count_new(actor: Actor) -> int:
    """How many referrals nobody has settled."""
    return Referral.visible_to(actor).filter(state=Referral.State.NEW).count()


def practice_that_takes(practice_id: UUID) -> Practice:
    """The practice whose public page this is; Missing where there is none, or it takes no referrals."""
    with acting_as(system_actor(practice_id)) as system:
        practice = Practice.visible_to(system).first()
        if practice is None or not door_is_open(system):
            raise Missing(_("This page does not exist."))
        return practice


def only_practice() -> Practice:
    """The one practice of this installation; Missing where there are several."""
    with acting_as(system_actor()) as system:
        known = list(practices(system)[:2])
    if len(known) != 1:
        raise Missing(_("This page does not exist."))
    return known[0]


def alike(actor: Actor, person: RosterPerson) -> list[Alike]:
    """Who on the roster has the same name, those with the same birth date first; three queries."""
    wanted = _spelled(person)
    members = [member for member in _everybody(actor) if wanted & _spelled_of(member)]
    waiting = set(
        Waiting.visible_to(actor).filter(running(), member__in=members).values_list("member", flat=True)
    )
    found = [Alike(each, _same(each.born, person.birth_date), each.pk in waiting) for each in members]
    return sorted(
        found, key=lambda each: (not each.same_birth_date, each.name.casefold(), str(each.member.pk))
    )


def _everybody(actor: Actor) -> list[Member]:
    members = list(Member.visible_to(actor).order_by("id"))
    warm_all(member.pk for member in members)
    return members


def _spelled(person: RosterPerson) -> set[str]:
    """The full name in one spelling, or what somebody is called where nothing else is known."""
    return {folded(f"{person.given} {person.family}") or folded(person.chosen_name)} - {""}


def _spelled_of(member: Member) -> set[str]:
    full = f"{member.given_name or ''} {member.family_name or ''}"
    return {folded(full), folded(member.chosen_name or "")}


def _same(known: date | None, said: date | None) -> bool:
    return known is not None and known == said
