"""What members write at a goodbye is heeded, holds no way to reach anybody, and is not longer than a page."""

from __future__ import annotations

from uuid import UUID, uuid5

from django.utils.translation import gettext_lazy as _

from holdspace.groups.models import Group
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.members.models import Member
from holdspace.notes.policies import check_discreet
from holdspace.safety.actions import heed
from holdspace.safety.rules.language import Tier

LONGEST = 2000
"""The most characters of one text: about a page."""

OTHER_DEVICE = _("This was changed on another device in the meantime. Look at both and choose.")


def checked(text: str, group: Group, *, longest: int = LONGEST) -> str:
    """A text without space around it. Refused where it is too long, or tells how to reach somebody
    outside.
    """
    words = text.strip()
    if len(words) > longest:
        raise Refused(_("This is longer than a page can hold. Please shorten it a little."))
    check_discreet(words, practice=group.practice)
    return words


def is_dangerous(text: str, source: UUID, version: int, group: Group, by: Actor) -> bool:
    """Whether words of danger stand in it; the therapists are told then. One concern for each writing."""
    if not text or not by.is_member:
        return False
    writer = Member.visible_to(by).get(pk=by.person_id)
    found = heed(text=text, member=writer, group=group, source_id=uuid5(source, str(version)), by=by)
    return found is not None and found.tier is Tier.RED
