"""A member gets an account, and a link with which they choose a password."""

from __future__ import annotations

from functools import partial

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.accounts import actions as accounts
from holdspace.accounts.models import User
from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members import letters, policies
from holdspace.members.actions import writing
from holdspace.members.models import Member
from holdspace.practice.models import Practice


@transaction.atomic
def invite_member(*, member: Member, email: str, by: Actor) -> str:
    """A fresh link for the member, whose account is made if there is none; earlier links stop working.

    Returns the token, which is stored nowhere, and writes to the address once the transaction is through.
    Refused when the address belongs to another account, or the member signs in with another address.
    """
    policies.check_can_invite(by, member)
    rows = Member.visible_to(by).select_related("user")
    member = rows.select_for_update(of=("self",)).get(pk=member.pk)
    user = member.user or _account(member, email, by)
    if email.strip().casefold() != user.email.casefold():
        sentence = _("This person signs in with another address.")
        raise Refused(sentence, fields={"email": sentence})
    token = accounts.invite(user=user, by=by)
    record("members.invited", by=by, on=member, about=[member.pk])
    practice = Practice.visible_to(by).get()
    language = member.language or practice.language
    transaction.on_commit(partial(letters.send, letters.invitation(practice, user.email, token, language)))
    return token


def _account(member: Member, email: str, by: Actor) -> User:
    user = accounts.make_account(email=email, by=by)
    member.user = user
    writing.save(member, ["user"])
    return user
