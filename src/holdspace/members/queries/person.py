"""One person as a coordinator sees them: names, contacts, whom to call, how they sign in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from holdspace.accounts.models import User
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member
from holdspace.members.queries.languages import language_name
from holdspace.members.rules import roster
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class SignIn:
    """How somebody signs in: not at all, invited until a moment, invited too long ago, or with a password."""

    class State(models.TextChoices):
        NONE = "none", gettext_lazy("has no account")
        INVITED = "invited", gettext_lazy("invited")
        LAPSED = "lapsed", gettext_lazy("the invitation is over")
        READY = "ready", gettext_lazy("can sign in")

    state: State
    email: str = ""
    until: datetime | None = None


@dataclass(frozen=True, slots=True)
class PersonPage:
    """Everything on a person's page."""

    member: Member
    contacts: Sequence[Contact]
    emergency: Sequence[EmergencyContact]
    identifiers: Sequence[Identifier]
    sign_in: SignIn

    @property
    def name(self) -> str:
        """What the person is called."""
        return self.member.chosen_name or self.legal_name or "—"

    @property
    def legal_name(self) -> str:
        """Given and family name."""
        return f"{self.member.given_name or ''} {self.member.family_name or ''}".strip()

    @property
    def language(self) -> str:
        """The language by its name."""
        return language_name(self.member.language)

    @property
    def first_email(self) -> str:
        """The address to which an invitation would go."""
        return next((each.value or "" for each in self.contacts if each.kind == Contact.Kind.EMAIL), "")


def member_for(actor: Actor, pk: UUID) -> Member:
    """A person on the roster; Missing for who may not know of them."""
    member = Member.visible_to(actor).filter(pk=pk).select_related("user").first()
    if member is None:
        raise Missing(_("This page does not exist."))
    return member


def person_page(actor: Actor, member: Member) -> PersonPage:
    """What a coordinator sees of one person; a constant number of queries. The caller records the read."""
    keyring.warm([member.pk], Domain.IDENTITY)
    return PersonPage(
        member=member,
        contacts=list(Contact.visible_to(actor).filter(member=member).order_by("kind", "-preferred", "id")),
        emergency=list(EmergencyContact.visible_to(actor).filter(member=member).order_by("id")),
        identifiers=list(Identifier.visible_to(actor).filter(member=member).order_by("id")),
        sign_in=_sign_in(member.user),
    )


def described(page: PersonPage) -> RosterPerson:
    """The person in the words of a roster, as a form shows and changes them."""
    member = page.member
    return RosterPerson(
        given=member.given_name or "",
        family=member.family_name or "",
        chosen_name=member.chosen_name or "",
        pronouns=member.pronouns or "",
        birth_date=member.born,
        languages=(member.language,) if member.language else (),
        phones=_values(page.contacts, Contact.Kind.PHONE),
        emails=_values(page.contacts, Contact.Kind.EMAIL),
        address=tuple("\n".join(_values(page.contacts, Contact.Kind.ADDRESS)).splitlines()),
        emergency_contacts=tuple(
            roster.EmergencyContact(each.name or "", each.relation or "", each.phone or "")
            for each in page.emergency
        ),
        access_needs=member.access_needs or "",
    )


def _values(contacts: Sequence[Contact], kind: Contact.Kind) -> tuple[str, ...]:
    return tuple(each.value for each in contacts if each.kind == kind and each.value)


def _sign_in(user: User | None) -> SignIn:
    if user is None:
        return SignIn(SignIn.State.NONE)
    if user.has_usable_password():
        return SignIn(SignIn.State.READY, user.email)
    newest = user.invitations.filter(used_at=None, expires_at__gt=clock.now()).order_by("-expires_at").first()
    if newest is None:
        return SignIn(SignIn.State.LAPSED, user.email)
    return SignIn(SignIn.State.INVITED, user.email, newest.expires_at)
