"""The pages of safety in a browser without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from django.db import transaction
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Concerned, Entry
from holdspace.practice.models import Practice
from holdspace.safety.actions import raise_concern
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]


def concern_about(cast: Cast, name: str = "chidi") -> Concern:
    with acting_as(cast.system), transaction.atomic():
        return raise_concern(
            member=cast.members[name],
            group=cast.groups["tuesday"],
            source=Concern.Source.OBSERVATION,
            source_id=None,
            severity=Concern.Severity.AMBER,
            what="He spoke of giving his things away.",
            by=cast.system,
        )


# help


@pytest.mark.parametrize(
    ("languages", "first"),
    [
        ("en-US,en;q=0.9", "tel:911"),
        ("en-GB", "tel:999"),
        ("de", "tel:112"),
        ("es", "tel:112"),
        ("", "tel:999"),
    ],
)
def test_help_works_signed_out_and_begins_where_somebody_is(db: None, languages: str, first: str) -> None:
    page = Client().get(reverse("safety:help"), headers={"Accept-Language": languages}).content.decode()
    numbers = [part.split('"')[0] for part in page.split('href="')[1:] if part.startswith("tel:")]
    assert numbers[0] == first
    for number in (
        "tel:999",
        "tel:911",
        "tel:988",
        "tel:116123",
        "sms:85258",
        "tel:131114",
        "tel:024",
        "tel:000",
    ):
        assert number in page
    assert "I am not safe" not in page


def test_a_practices_own_numbers_come_first(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        lines = [{"name": "Harbour Street, night desk", "call": "+44 20 7946 0000"}]
        Practice.unscoped.filter(pk=cast.practice.pk).update(crisis_lines=lines, region="IE")
    page = client_of("ana").get(reverse("safety:help")).content.decode()
    assert page.index("night desk") < page.index("tel:112") < page.index("tel:999")


def test_not_safe_is_one_touch_and_says_at_once_who_was_told(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    page = ana.post(reverse("safety:not_safe"), follow=True)
    assert page.redirect_chain == [(reverse("safety:help"), 302)]
    text = page.content.decode()
    assert "Told: Ruth Adler, Tomás Vidal" in text
    assert "tel:999" in text
    assert Entry.objects.filter(act="safety.concern_raised").count() == 1


def test_not_safe_without_a_circle_does_not_pretend(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    eve.post(reverse("safety:not_safe"))
    page = eve.get(reverse("safety:help")).content.decode()
    assert "nobody would be told" in page
    assert "Told:" not in page


@pytest.mark.parametrize("who", ["ruth", "ines"])
def test_not_safe_is_for_members(cast: Cast, client_of: Browsers, who: str) -> None:
    assert client_of(who).post(reverse("safety:not_safe")).status_code == 404


def test_not_safe_is_never_done_by_a_link(cast: Cast, client_of: Browsers) -> None:
    assert client_of("ana").get(reverse("safety:not_safe")).status_code == 405


# concerns


def test_a_clinician_sees_takes_on_and_closes(cast: Cast, client_of: Browsers) -> None:
    concern, ruth = concern_about(cast), client_of("ruth")
    assert "Chidi" in ruth.get(reverse("safety:concerns")).content.decode()
    page = ruth.get(reverse("safety:concern", args=[concern.pk])).content.decode()
    assert "giving his things away" in page
    assert "+44 7700 900123" in page  # how to reach him
    assert "Noor Haddad" in page  # and whom to call when he cannot be reached
    page = ruth.post(reverse("safety:acknowledge", args=[concern.pk]), follow=True).content.decode()
    assert "Ruth Adler took this on" in page
    refused = ruth.post(reverse("safety:close", args=[concern.pk]), {"outcome": "ok"})
    assert refused.status_code == 422
    closed = ruth.post(
        reverse("safety:close", args=[concern.pk]), {"outcome": "Spoke with him; sister stays."}, follow=True
    )
    assert "One closed concern" in closed.content.decode()


def test_what_was_typed_is_kept_when_somebody_else_was_first(cast: Cast, client_of: Browsers) -> None:
    concern, ruth = concern_about(cast), client_of("ruth")
    page = ruth.post(reverse("safety:close", args=[concern.pk]), {"outcome": "Spoke with him at length."})
    assert page.status_code == 422
    assert "Take this on first" in page.content.decode()
    ruth.post(reverse("safety:acknowledge", args=[concern.pk]))
    again = client_of("tomas").post(reverse("safety:acknowledge", args=[concern.pk]))
    assert again.status_code == 422
    assert "already taken" in again.content.decode()


@pytest.mark.parametrize("who", ["kit", "ines", "olu", "sam", "chidi", "dana"])
def test_a_concern_of_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    concern, browser = concern_about(cast), client_of(who)
    for page in (
        browser.get(reverse("safety:concern", args=[concern.pk])),
        browser.post(reverse("safety:acknowledge", args=[concern.pk])),
        browser.post(reverse("safety:close", args=[concern.pk]), {"outcome": "Nothing at all to see."}),
    ):
        assert page.status_code == 404
        assert b"giving his things" not in page.content


def test_each_page_records_one_read_of_whom_it_shows(cast: Cast, client_of: Browsers) -> None:
    concern, ruth = concern_about(cast), client_of("ruth")
    concern_about(cast, "ana")
    ruth.get(reverse("safety:concerns"))
    (entry,) = Entry.objects.filter(act="safety.read")
    shown = {cast.members["ana"].pk, cast.members["chidi"].pk}
    assert set(Concerned.objects.filter(entry=entry).values_list("member_id", flat=True)) == shown
    ruth.get(reverse("safety:concern", args=[concern.pk]))
    assert Entry.objects.filter(act="safety.read").count() == 2


def test_an_empty_list_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    page = client_of("kit").get(reverse("safety:concerns")).content.decode()
    assert "Nothing waits" in page
    assert not Entry.objects.filter(act="safety.read").exists()


@pytest.mark.parametrize("many", [3, 12])
def test_a_longer_list_asks_no_more_often(
    cast: Cast,
    client_of: Browsers,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]],
    many: int,
) -> None:
    for number in range(many):
        concern_about(cast, ("ana", "bo", "chidi")[number % 3])
    ruth = client_of("ruth")
    ruth.get(reverse("safety:concerns"))
    with django_assert_max_num_queries(24):
        ruth.get(reverse("safety:concerns"))


# the banner


@pytest.mark.parametrize(("count", "words"), [(1, "One concern waits"), (3, "3 concerns wait")])
def test_the_banner_says_how_many_wait(count: int, words: str) -> None:
    assert words in render_to_string("safety/banner.html", {"open_concerns": count})


def test_without_a_concern_there_is_no_banner() -> None:
    assert render_to_string("safety/banner.html", {"open_concerns": 0}).strip() == ""


# --- What a clinician noticed themselves -----------------------------------------------------------------


def test_a_leader_notes_what_worries_them(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    assert "Chidi" in ruth.get("/safety/concerns/new/").content.decode()
    about = f"{cast.groups['tuesday'].pk}:{cast.members['chidi'].pk}"
    empty = ruth.post("/safety/concerns/new/", {"about": about, "severity": "amber", "what": ""})
    assert (empty.status_code, "Say in a sentence" in empty.content.decode()) == (422, True)
    noted = ruth.post(
        "/safety/concerns/new/",
        {"about": about, "severity": "amber", "what": "He gave his guitar away."},
        follow=True,
    )
    page = noted.content.decode()
    assert "He gave his guitar away." in page
    assert "Tomás Vidal was told" in page


def test_nobody_notes_something_about_a_circle_that_they_do_not_lead(cast: Cast, client_of: Browsers) -> None:
    about = f"{cast.groups['tuesday'].pk}:{cast.members['chidi'].pk}"
    kit = client_of("kit")
    refused = kit.post("/safety/concerns/new/", {"about": about, "severity": "red", "what": "Something."})
    assert refused.status_code == 422
    assert "Chidi" not in refused.content.decode()
