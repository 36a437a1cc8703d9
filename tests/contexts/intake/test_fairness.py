"""Olu and Inês look at who waits and who is placed: numbers of a month that is over, and nobody in them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.groups.models import Group
from holdspace.intake.models import Waiting
from holdspace.intake.queries import AccessReport, access_report
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing
from holdspace.members.actions import erase_member
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.canaries import plant
from tests.cast import Cast, build_cast
from tests.contexts.desk.story import text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]

TODAY = datetime(2026, 7, 15, 12, tzinfo=UTC)
JUNE_BEGINS = datetime(2026, 6, 1, 12, tzinfo=UTC)


def waits(cast: Cast, **about: object) -> Waiting:
    """Somebody on the list since the first of June, of thirty, who speaks English and pays themselves."""
    born = about.pop("born", "1996-01-31")
    told = {"starts_at": JUNE_BEGINS, "languages": ["en"], "funding": "self"} | about
    with acting_as(cast.system):
        member = told.pop("member", None) or Member.unscoped.create(
            practice=cast.practice, chosen_name="Lark", birth_date=born
        )
        return Waiting.unscoped.create(practice=cast.practice, member=member, **told)


def many(cast: Cast, number: int, **about: object) -> list[Waiting]:
    return [waits(cast, **about) for _ in range(number)]


def read(cast: Cast, who: str = "olu", at: datetime = TODAY) -> AccessReport:
    with clock.held_at(at):
        return access_report(cast.actor(who))


def lines(report: AccessReport, field: str) -> dict[str, tuple[str, str, str]]:
    """Each row in words, with what is shown of who waits, was placed and left."""
    sheet = next(sheet for sheet in report.sheets if sheet.field == field)
    return {
        words: tuple(
            str(c.number) if c.is_shown else str(c.mark) for c in (line.waits, line.placed, line.left)
        )
        for words, line in sheet.lines
    }  # type: ignore[misc]


def test_everybody_is_counted_by_age_language_and_who_pays(cast: Cast) -> None:
    many(cast, 12)
    many(cast, 6, born="1950-05-05", languages=["en", "es"], funding="fund")
    many(
        cast, 7, born=None, languages=["fa"], funding="", ends_at=TODAY - timedelta(days=20), ending="joined"
    )
    many(cast, 5, languages=[], ends_at=TODAY - timedelta(days=40), ending="withdrew")
    report = read(cast)
    assert (report.since, report.last_day) == (date(2025, 7, 1), date(2026, 6, 30))
    assert lines(report, "age") == {
        "under 25": ("0", "0", "0"),
        "25 to 39": ("12", "0", "5"),
        "40 to 64": ("0", "0", "0"),
        "65 and over": ("6", "0", "0"),
        "not known": ("0", "7", "0"),
    }
    assert lines(report, "language") == {
        "English": ("18", "0", "0"),
        "another language": ("0", "7", "0"),
        "not known": ("0", "0", "5"),
    }
    assert lines(report, "funding")["the practice's fund"] == ("6", "0", "0")
    weeks = report.counts.tables[0].lines
    assert (weeks[1].weeks_waiting, weeks[4].weeks_until_placed) == (4, 3)  # 29½ and 24 days


def test_a_language_stands_there_because_a_group_is_held_in_it(cast: Cast) -> None:
    many(cast, 6, languages=["es"])
    with acting_as(cast.system):
        Group.unscoped.create(practice=cast.practice, name="Jueves", language="es")
        Group.unscoped.create(practice=cast.practice, name="Over", language="pl", phase="ended")
    assert list(lines(read(cast), "language")) == ["English", "Spanish", "another language", "not known"]
    assert lines(read(cast), "language")["Spanish"] == ("6", "0", "0")


def test_few_people_are_told_in_words(cast: Cast, client_of: Browsers) -> None:
    many(cast, 14)
    many(cast, 3, born="2003-05-05")
    many(cast, 9, born="1970-05-05")
    ages = lines(read(cast), "age")
    assert [ages[words][0] for words in ("under 25", "25 to 39", "40 to 64")] == ["few", "14", "held"]
    with clock.held_at(TODAY):
        page = text_of(client_of("olu"), reverse("intake:fairness"))
    assert "fewer than five" in page
    assert "held back" in page


def test_a_small_practice_is_told_that_nothing_is_shown(cast: Cast, client_of: Browsers) -> None:
    many(cast, 3)
    report = read(cast)
    shown = {cell for sheet in report.sheets for row in lines(report, sheet.field).values() for cell in row}
    assert shown == {"held", "0"}  # who waits is held back; nobody was placed, nobody left
    with clock.held_at(TODAY):
        assert "Too few people to show numbers" in text_of(client_of("olu"), reverse("intake:fairness"))


def test_an_empty_list_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    assert "Nobody to count yet" in text_of(client_of("ines"), reverse("intake:fairness"))


def test_what_happens_in_a_month_is_seen_when_it_is_over(cast: Cast) -> None:
    there = many(cast, 8)
    before = read(cast).counts
    waits(cast, starts_at=TODAY - timedelta(days=3))
    with acting_as(cast.system):
        there[0].ends_at, there[0].ending = TODAY - timedelta(days=1), "joined"
        there[0].save()
    assert read(cast).counts == before
    assert read(cast, at=datetime(2026, 7, 31, 22, 59, tzinfo=UTC)).counts == before
    after = read(cast, at=datetime(2026, 7, 31, 23, 1, tzinfo=UTC))  # an hour after midnight in London
    assert lines(after, "age")["25 to 39"][0] == "8"
    assert after.counts.placed.mark == "few"


def test_a_birthday_moves_nobody(cast: Cast) -> None:
    many(cast, 6, born="2001-06-03")
    assert lines(read(cast), "age")["under 25"] == ("6", "0", "0")


def test_twelve_months_are_counted_and_everybody_once(cast: Cast) -> None:
    spring = datetime(2025, 4, 1, tzinfo=UTC)
    many(cast, 6, starts_at=spring, ends_at=datetime(2025, 6, 30, 22, tzinfo=UTC), ending="joined")
    for first in many(cast, 6, starts_at=spring, ends_at=datetime(2025, 9, 1, tzinfo=UTC), ending="withdrew"):
        again = {
            "starts_at": datetime(2025, 10, 1, tzinfo=UTC),
            "ends_at": JUNE_BEGINS,
            "ending": "unreachable",
        }
        waits(cast, member=first.member, **again)
    assert lines(read(cast), "age")["25 to 39"] == ("0", "0", "6")


def test_who_was_erased_is_a_number_still(cast: Cast) -> None:
    for wait in many(cast, 6, ends_at=TODAY - timedelta(days=20), ending="referred_on"):
        with acting_as(cast.system) as system:
            wait.member.status = Member.Status.LEFT
            wait.member.save()
            erase_member(member=wait.member, by=system)
    assert lines(read(cast), "age")["not known"] == ("0", "0", "6")


def test_another_practice_is_another_house(cast: Cast) -> None:
    many(build_cast("other-"), 9)
    assert read(cast).counts.is_empty


def test_the_owner_sees_numbers_and_nobody(cast: Cast, client_of: Browsers) -> None:
    waiting = many(cast, 9)
    for at, wait in enumerate(waiting):
        cast.members[f"lark{at}"] = wait.member
    canaries = plant(cast)
    with clock.held_at(TODAY):
        page = text_of(client_of("olu"), reverse("intake:fairness"))
    assert not canaries.found(page)
    assert not [str(wait.member_id) for wait in waiting if str(wait.member_id) in page]
    assert ">9<" in "".join(page.split())


@pytest.mark.parametrize("who", ["ruth", "sam", "ana"])
def test_it_is_for_owners_and_coordinators(cast: Cast, client_of: Browsers, who: str) -> None:
    assert client_of(who).get(reverse("intake:fairness")).status_code == 404
    with pytest.raises(Missing):
        access_report(cast.actor(who))


def test_reading_it_is_on_record_and_about_nobody(cast: Cast, client_of: Browsers) -> None:
    many(cast, 5)
    client_of("olu").get(reverse("intake:fairness"))
    entry = Entry.objects.order_by("-seq")[0]
    assert (entry.act, entry.detail) == ("intake.fairness_read", "{}")


def test_many_are_read_with_as_few_statements_as_few(cast: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(cast)
        return len(captured)

    olu = cast.actor("olu")
    many(cast, 3)
    with acting_as(olu):
        few = statements()
        many(cast, 20, born="1950-05-05")
        assert statements() == few
