"""What the stories of this folder begin with: Ruth assigns, somebody of Tuesdays tries."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from holdspace.groups.actions import set_contact
from holdspace.skills.actions.assigning import assign
from holdspace.skills.actions.trying import Touches, give_back, note, show
from holdspace.skills.models import Assignment, Trying, WordBack
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_

SKILL = "a-small-no"
ASKED = "I said no to a second helping."


def space(cast: Cast, *, rule: str = "space") -> None:
    """Ruth lets the members of Tuesdays write to each other, at any hour."""
    with as_(cast, "ruth") as ruth:
        cast.groups["tuesday"] = set_contact(
            group=cast.groups["tuesday"], contact_rule=rule, open_hours=(), by=ruth
        )


def assigned(cast: Cast, name: str = "", *, code: str = SKILL, **more: Any) -> Assignment:
    """Ruth assigns a skill to the circle, or to one."""
    member_id = cast.members[name].pk if name else None
    with as_(cast, "ruth") as ruth:
        return assign(group=cast.groups["tuesday"], code=code, member_id=member_id, by=ruth, **more)


def tried(cast: Cast, name: str, text: str = ASKED, *, share: str = "therapists", **more: Any) -> Trying:
    """One of Tuesdays notes that they tried it."""
    with as_(cast, name) as who:
        touches = Touches(text, share=share, **more)
        return note(group=cast.groups["tuesday"], code=SKILL, touches=touches, by=who)


def shown(cast: Cast, name: str, text: str = ASKED) -> Trying:
    """The same, and they show it to the circle."""
    trying = tried(cast, name, text)
    with as_(cast, name) as who:
        show(trying=trying, by=who)
    return newest(cast, trying)


def returned(cast: Cast, trying: Trying, name: str, to: str, text: str = "Thank you.") -> WordBack | None:
    """They tell somebody that they tried what was suggested."""
    with as_(cast, name) as who:
        return give_back(trying=trying, to_id=cast.members[to].pk, text=text, by=who)


def newest(cast: Cast, trying: Trying) -> Trying:
    """As it lies in the database now."""
    with acting_as(cast.system), transaction.atomic():
        return Trying.unscoped.select_related("group__practice").get(pk=trying.pk)
