"""Chidi left without a goodbye: the circle reads one sentence, words unsaid find a place, a leader reaches out."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.endings.actions.departures import (
    Told,
    Words,
    hand_over_unsaid,
    let_on_unsaid,
    note_departure,
    reached,
    say_unsaid,
)
from holdspace.endings.models import Departure, Kept, Unsaid
from holdspace.endings.queries.leading import group_endings, unspoken
from holdspace.endings.queries.own import gone, keepsake
from holdspace.groups.actions import end_membership
from holdspace.kernel.refusals import Missing, Refused
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import queries_of, text_of
from tests.contexts.endings.goodbyes import leaving, membership

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
SAID = "Chidi is no longer part of this circle."
UNSAID = "I never told you that your stories helped."


def left(cast: Cast, name: str = "chidi", ending: str = "removed") -> None:
    with as_(cast, "ruth") as ruth:
        end_membership(membership=membership(cast, name), ending=ending, by=ruth)


def noted(
    cast: Cast, name: str = "chidi", *, code: str = "no_longer_part", sentence: str = "", by: str = "ruth"
) -> Departure:
    """Somebody's seat has ended, and a leader says what the circle may know."""
    told = Told(date(2027, 1, 5), code, sentence)
    with as_(cast, by) as who:
        return note_departure(membership=membership(cast, name), told=told, by=who)


def unsaid(
    cast: Cast, departure: Departure, name: str, share: str, text: str = UNSAID, version: int = 0
) -> Unsaid | None:
    with as_(cast, name) as who:
        return say_unsaid(departure=departure, words=Words(text, share, version), by=who)


def reads(cast: Cast, name: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """The sentence and the words that somebody reads of who left."""
    group = cast.groups["tuesday"].pk
    with as_(cast, name) as who:
        return [(each.sentence, each.shown) for each in gone(who, [group]).get(group, [])]


def test_the_circle_reads_one_neutral_sentence(cast: Cast) -> None:
    with pytest.raises(Refused, match="still have a seat"):
        noted(cast)
    left(cast)
    noted(cast)
    noted(cast, code="does_not_come_back", by="tomas")
    for name in ("ana", "bo"):
        assert reads(cast, name) == [("Chidi does not come back to this circle.", [])]
    for name in ("chidi", "dana", "eve"):
        assert reads(cast, name) == []


@pytest.mark.parametrize("name", ["bo", "dana", "kit", "ines", "sam"])
def test_only_leaders_say_it(cast: Cast, name: str) -> None:
    left(cast)
    with pytest.raises(Missing):
        noted(cast, by=name)


@pytest.mark.parametrize(
    "sentence", ["Chidi and Ana had a quarrel.", "Chidi Eze has gone.", "You can call him: +44 7700 900123."]
)
def test_own_words_name_nobody_else_no_surname_and_no_number(cast: Cast, sentence: str) -> None:
    left(cast)
    with pytest.raises(Refused, match="leave it out"):
        noted(cast, code="", sentence=sentence)


def test_own_words_stand_where_they_are_discreet(cast: Cast) -> None:
    left(cast)
    noted(cast, code="", sentence="Chidi has said goodbye to us leaders.")
    assert reads(cast, "ana") == [("Chidi has said goodbye to us leaders.", [])]
    with pytest.raises(Refused, match="Choose one"):
        noted(cast, code="", sentence=" ")


def test_leaders_are_reminded_of_whom_the_circle_has_read_nothing(cast: Cast) -> None:
    def untold() -> list[str]:
        with as_(cast, "ruth") as ruth:
            page = group_endings(ruth, cast.groups["tuesday"])
            return [spell.member.chosen_name or "" for spell in page.untold]

    assert untold() == ["Eve"]
    left(cast)
    leaving(cast, "ana")
    left(cast, "ana", "left")
    assert untold() == ["Chidi", "Eve"]
    noted(cast)
    assert untold() == ["Eve"]
    with pytest.raises(Refused, match="goodbye was said"):
        noted(cast, "ana")


def test_what_is_for_oneself_nobody_reads_and_what_is_for_the_circle_once_a_leader_has(cast: Cast) -> None:
    left(cast)
    one = noted(cast)
    unsaid(cast, one, "ana", "nobody", "For me.")
    shown = unsaid(cast, one, "bo", "circle")
    assert shown is not None
    with as_(cast, "ruth") as ruth:
        assert [(each.by, each.unsaid.text) for each in unspoken(ruth, one)] == [("Bo", UNSAID)]
    assert reads(cast, "ana") == [(SAID, [])]
    with pytest.raises(Missing), as_(cast, "ana") as ana:
        let_on_unsaid(unsaid=shown, version=1, by=ana)
    with as_(cast, "ruth") as ruth:
        let_on_unsaid(unsaid=shown, version=1, by=ruth)
    assert reads(cast, "ana") == [(SAID, [("Bo", UNSAID)])]
    unsaid(cast, one, "bo", "circle", "Changed.", version=1)
    assert reads(cast, "ana") == [(SAID, [])]
    assert unsaid(cast, one, "bo", "circle", "", version=2) is None


def test_what_is_for_them_is_handed_over_when_they_ask_once(cast: Cast) -> None:
    left(cast)
    one = noted(cast)
    unsaid(cast, one, "bo", "them")
    unsaid(cast, one, "ana", "circle", "For the others.")
    for name, words in (("ruth", 1), ("tomas", 0)):
        with as_(cast, name) as who:
            assert hand_over_unsaid(departure=one, by=who) == words
    with as_(cast, "chidi") as chidi:
        assert keepsake(chidi, cast.groups["tuesday"].pk).words == [("Bo", UNSAID)]
    with as_(cast, "ana") as ana:
        assert not Kept.visible_to(ana).exists()
    with pytest.raises(Refused, match="belongs to them"):
        unsaid(cast, one, "bo", "them", "Other.", version=1)


def test_words_of_danger_are_heard_also_where_they_are_for_oneself(cast: Cast) -> None:
    left(cast)
    unsaid(cast, noted(cast), "ana", "nobody", "I want to die.")
    with acting_as(cast.system), transaction.atomic():
        assert Concern.unscoped.filter(member=cast.members["ana"]).count() == 1


def test_reaching_out_is_noted_once(cast: Cast) -> None:
    left(cast)
    one = noted(cast)
    for name in ("ruth", "tomas"):
        with as_(cast, name) as who:
            reached(departure=one, by=who)
    assert Entry.objects.filter(act="endings.reached_out").count() == 1
    with pytest.raises(Missing), as_(cast, "kit") as kit:
        reached(departure=one, by=kit)


def test_on_the_pages(cast: Cast, client_of: Browsers) -> None:
    left(cast)
    ruth, bo = client_of("ruth"), client_of("bo")
    page = reverse("endings:departed", args=[membership(cast, "chidi").pk])
    assert "Chidi left without a goodbye" in text_of(ruth, page)
    named = {"code": "own", "sentence": "Ask Ana.", "reach_by": "2027-01-05"}
    refused = ruth.post(page, named)
    assert refused.status_code == 422
    assert "Ask Ana." in refused.content.decode()
    assert ruth.post(page, named | {"code": "no_longer_part"}).status_code == 302
    with acting_as(cast.system), transaction.atomic():
        one = Departure.unscoped.get()
    assert SAID in text_of(bo, reverse("endings:line", args=[cast.groups["tuesday"].pk]))
    write = reverse("endings:unsaid", args=[one.pk])
    assert bo.post(write, {"text": UNSAID, "share": "circle", "version": "0"}).status_code == 302
    leaders = reverse("endings:departure", args=[one.pk])
    assert UNSAID in text_of(ruth, leaders)
    few = queries_of(ruth, leaders), queries_of(bo, reverse("endings:mine"))
    unsaid(cast, one, "ana", "circle")
    assert (queries_of(ruth, leaders), queries_of(bo, reverse("endings:mine"))) == few
    with acting_as(cast.system), transaction.atomic():
        row = Unsaid.unscoped.get(member=cast.members["bo"])
    assert ruth.post(reverse("endings:let_on_unsaid", args=[row.pk]), {"version": "1"}).status_code == 302
    assert ruth.post(reverse("endings:reached", args=[one.pk])).status_code == 302
    assert UNSAID in text_of(client_of("ana"), reverse("endings:mine"))
