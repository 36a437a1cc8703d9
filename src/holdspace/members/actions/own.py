"""What somebody in therapy decides about themselves."""

from __future__ import annotations

from django.db import transaction
from django.utils.translation import gettext as _

from holdspace.audit.log import record
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members import policies
from holdspace.members.actions import writing
from holdspace.members.models import Member


@transaction.atomic
def be_called(*, chosen_name: str, pronouns: str, by: Actor) -> Member:
    """How the circle calls and speaks of whoever asks; the names in the record stay as they are.

    Refused without a name: the circle has to call somebody something.
    """
    member = policies.oneself(by)
    said = {"chosen_name": " ".join(chosen_name.split()), "pronouns": " ".join(pronouns.split())}
    if not said["chosen_name"]:
        sentence = _("Write the name by which the circle calls you.")
        raise Refused(sentence, fields={"chosen_name": sentence})
    member = Member.visible_to(by).select_for_update().get(pk=member.pk)
    news = writing.different(member, said)
    if news:
        writing.assign(member, news)
        writing.save(member, news)
        record("members.changed", by=by, on=member, about=[member.pk], detail={"fields": sorted(news)})
    return member
