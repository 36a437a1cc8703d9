"""Something that a member wrote is read for words of danger; it is kept whatever stands in it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID, uuid4

import pytest
from django.db import transaction
from django.test import Client

from holdspace.groups.actions import set_contact
from holdspace.kernel.actors import Actor
from holdspace.safety import queries
from holdspace.safety.actions import heed
from holdspace.safety.rules.language import Found, Tier
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]

DARK = "I want to die, and I do not know whom to tell."


def written(cast: Cast, by: Actor, text: str, source: UUID) -> Found | None:
    with acting_as(by), transaction.atomic():
        return heed(
            text=text, member=cast.members["ana"], group=cast.groups["tuesday"], source_id=source, by=by
        )


def test_words_of_danger_reach_the_leaders_once(cast: Cast, actor: Acting) -> None:
    source = uuid4()
    for _again in range(2):
        found = written(cast, actor("ana"), DARK, source)
        assert found is not None
        assert found.tier is Tier.RED
    with acting_as(actor("ruth")):
        (concern,) = queries.concern_list(actor("ruth")).waiting
        assert (concern.source, concern.severity, concern.what) == ("text", "red", DARK)
    with acting_as(actor("kit")):
        assert queries.open_count(actor("kit")) == 0


def test_the_member_is_told_who_knows(cast: Cast, actor: Acting) -> None:
    written(cast, actor("ana"), DARK, uuid4())
    with acting_as(actor("ana")):
        (told,) = queries.told_about(actor("ana"))
    assert told.leaders == ["Ruth Adler", "Tomás Vidal"]


def test_other_words_raise_nothing(cast: Cast, actor: Acting) -> None:
    assert written(cast, actor("ana"), "I set the table for two.", uuid4()) is None
    with acting_as(actor("ruth")):
        assert queries.open_count(actor("ruth")) == 0


# --- What could not be sent ------------------------------------------------------------------------------

NUMBER = "I want to die. Call me on 07700 900123."


def sees(cast: Cast, name: str) -> list[str]:
    with acting_as(cast.actor(name)) as clinician, transaction.atomic():
        return [each.what or "" for each in queries.concern_list(clinician).waiting]


@pytest.mark.parametrize("path", ["encourage", "write"])
def test_a_refusal_never_stands_without_help_beside_it(
    cast: Cast, client_of: Callable[[str], Client], path: str
) -> None:
    ana, group = client_of("ana"), cast.groups["tuesday"]
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        set_contact(group=group, contact_rule="space", open_hours=(), by=ruth)
    words = {"text": NUMBER, "to": "", "share": "named"}
    for _ in range(2):
        page = ana.post(f"/between/{group.pk}/{path}/", words, follow=True).content.decode()
        assert "telephone number" in page
        assert "You do not have to wait with this" in page
        assert "Samaritans" in page
    assert len(sees(cast, "ruth")) >= 1
    assert set(sees(cast, "ruth")) == {NUMBER}


def test_the_same_words_tried_again_are_one_concern(cast: Cast, client_of: Callable[[str], Client]) -> None:
    ana, group = client_of("ana"), cast.groups["tuesday"]
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        set_contact(group=group, contact_rule="space", open_hours=(), by=ruth)
    for _ in range(3):
        assert ana.post(f"/between/{group.pk}/encourage/", {"text": NUMBER, "to": ""}).status_code == 422
    assert sees(cast, "ruth") == [NUMBER]
