"""A roster arrives: one spelling for everything, copies merged, and every problem named without a name."""

from __future__ import annotations

import itertools
import unicodedata
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.words import say
from holdspace.members.rules import normal_forms
from holdspace.members.rules.roster import (
    LONGEST,
    EmergencyContact,
    Identifier,
    RosterPerson,
    RowProblem,
    Skipped,
    check_roster,
    normal,
)

TODAY = date(2026, 6, 2)  # a Tuesday
CHART = "https://harbour-street.example/chart"

ANA = RosterPerson(
    row=2,
    identifiers=(Identifier(CHART, "HS-1"),),
    given="Ana",
    family="Silva",
    birth_date=date(1990, 3, 4),
    phones=("(212) 736-5000",),
    emails=("Ana.Silva@Example.org",),
    languages=("pt-br",),
)
BO = RosterPerson(row=3, identifiers=(Identifier(CHART, "HS-2"),), given="Bo", family="Novák")
CHIDI = RosterPerson(row=4, given="Chidi", family="Okafor", birth_date=date(1988, 1, 2))


def problems(*people: RosterPerson) -> list[tuple[int, str]]:
    """Row and field of every problem in a roster of `people`."""
    return [(each.row, each.field) for each in check_roster(people, today=TODAY, region="US").problems]


def test_a_good_roster_is_taken_in_normal_form() -> None:
    roster = check_roster([ANA, BO, CHIDI], today=TODAY, region="US")
    assert roster.is_good
    ana = roster.people[0]
    assert ana.phones == ("+12127365000",)
    assert ana.emails == ("ana.silva@example.org",)
    assert ana.languages == ("pt-BR",)
    assert ana.chosen_name == "Ana"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("  Ana \t Maria\n", "Ana Maria"),
        (unicodedata.normalize("NFD", "Tomás"), "Tomás"),
        ("Ana\u202eavliS", "AnaavliS"),
        ("می\u200cخواهم", "می\u200cخواهم"),
        ("Bo\x00\ud800", "Bo"),
        ("北\u3000京", "北 京"),
        ("=HYPERLINK(1)", "=HYPERLINK(1)"),
    ],
)
def test_text_has_one_spelling(typed: str, stored: str) -> None:
    assert normal_forms.text(typed) == stored


@pytest.mark.parametrize(
    ("typed", "region", "stored"),
    [
        ("020 7946 0018", "GB", "+442079460018"),
        ("+44 20 7946 0018", None, "+442079460018"),
        ("(03) 9602 1234", "AU", "+61396021234"),
        ("020 7946 0018", None, "020 7946 0018"),
        ("555-555-5555", "US", "555-555-5555"),
        ("+1 212 736 5000 ext. 7", "US", "+1 212 736 5000 ext. 7"),
        ("ask at the desk", "US", "ask at the desk"),
    ],
)
def test_a_telephone_number_is_e164_when_valid_and_as_typed_otherwise(
    typed: str, region: str | None, stored: str
) -> None:
    assert normal_forms.phone(typed, region) == stored


@pytest.mark.parametrize(
    ("tag", "written", "known"),
    [("EN_gb", "en-GB", True), ("zh-hans-cn", "zh-Hans-CN", True), ("english", "english", False)],
)
def test_language_tags(tag: str, written: str, known: bool) -> None:
    assert normal_forms.language(tag) == written
    assert normal_forms.is_language(written) is known


def test_one_row_typed_twice_is_one_person() -> None:
    retyped = replace(
        ANA, row=9, phones=("+1 212 736 5000",), given=" Ana ", emails=("ana.silva@example.ORG",)
    )
    roster = check_roster([ANA, BO, retyped], today=TODAY, region="US")
    assert [person.row for person in roster.people] == [2, 3]
    assert roster.skipped == (Skipped(9, "", say("The same as row %(row)s.", row=2)),)
    assert roster.is_good


def test_one_identifier_of_two_people_names_both_rows() -> None:
    dana = replace(BO, row=7, given="Dana")
    (problem,) = check_roster([ANA, BO, dana], today=TODAY).problems
    assert (problem.row, problem.field) == (7, "identifier")
    assert str(problem) == "Row 7, identifier: Row 3 has the same identifier, but says something else."


def test_a_person_may_have_two_identifiers_and_two_systems_the_same_number() -> None:
    both = replace(ANA, identifiers=(Identifier(CHART, "HS-1"), Identifier("urn:insurer", "77")))
    assert problems(both, replace(BO, identifiers=(Identifier("urn:other", "77"),))) == []


def test_namesakes_without_identifiers_cannot_be_told_apart() -> None:
    other = replace(CHIDI, row=8, given="CHIDI", phones=("+12127365000",))
    assert problems(CHIDI, other) == [(8, "identifier")]
    assert problems(CHIDI, replace(other, birth_date=date(1950, 1, 2))) == []
    assert problems(CHIDI, replace(other, identifiers=(Identifier(CHART, "HS-9"),))) == []


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"given": "", "family": ""}, "name"),
        ({"given": "", "family": "", "identifiers": ()}, "name"),
        ({"birth_date": date(2026, 6, 3)}, "birth_date"),
        ({"birth_date": date(1890, 1, 1)}, "birth_date"),
        ({"deceased": date(2027, 1, 1)}, "deceased"),
        ({"deceased": date(1989, 1, 1)}, "deceased"),
        ({"gender": "m"}, "gender"),
        ({"languages": ("Portuguese",)}, "language"),
        ({"emails": ("ana at example.org",)}, "email"),
        ({"emails": ("a@b.example, c@d.example",)}, "email"),
        ({"emails": ("a" * 250 + "@b.example",)}, "email"),
        ({"emergency_contacts": (EmergencyContact("", "sister", ""),)}, "emergency_name"),
        ({"given": "A" * (LONGEST["given_name"] + 1), "chosen_name": "Ana"}, "given_name"),
        ({"identifiers": (Identifier(CHART, "9" * 256),)}, "identifier"),
    ],
)
def test_what_one_row_can_get_wrong(change: dict[str, object], field: str) -> None:
    assert problems(replace(ANA, **change)) == [(2, field)]


@pytest.mark.parametrize(
    "change",
    [
        {"birth_date": None},
        {"birth_date": TODAY},
        {"given": "", "family": "", "chosen_name": "张无忌"},
        {"family": ""},
        {"phones": ("555-555-5555",)},
        {"gender": "other"},
        {"deceased": True, "birth_date": date(1880, 1, 1)},
        {"deceased": datetime(2020, 5, 6, 7, 8, tzinfo=UTC)},
        {"emergency_contacts": (EmergencyContact("Noor", "", ""), EmergencyContact("", "", ""))},
    ],
)
def test_what_is_no_problem(change: dict[str, object]) -> None:
    assert problems(replace(ANA, **change)) == []


def test_somebody_who_has_died_is_taken_over_and_says_so() -> None:
    roster = check_roster([replace(ANA, deceased=date(2022, 7, 22)), BO], today=TODAY)
    assert [person.has_died for person in roster.people] == [True, False]


def test_all_problems_are_collected_in_the_order_of_the_rows() -> None:
    late = replace(CHIDI, row=6, birth_date=date(2030, 1, 1), emails=("nobody",))
    unread = RowProblem(5, "", "birth_date", say("A date is written as 2001-12-31: year, month, day."))
    found = check_roster([late, replace(ANA, given="", family="", row=4), unread], today=TODAY).problems
    assert [(each.row, each.field) for each in found] == [
        (4, "name"),
        (5, "birth_date"),
        (6, "birth_date"),
        (6, "email"),
    ]


def test_a_file_that_is_wrong_everywhere_is_not_read_to_its_end() -> None:
    endless = (
        replace(BO, row=row, given=f"Bo {row}", gender="x", identifiers=()) for row in itertools.count(1)
    )
    roster = check_roster(endless, today=TODAY)
    assert not roster.read_to_end
    assert not roster.is_good
    assert roster.problems[0].row == 1
    assert check_roster([ANA], today=TODAY).read_to_end


def test_no_report_tells_a_name_or_a_value() -> None:
    canary = "Zaphnath"
    person = replace(ANA, given=canary, gender=canary, emails=(canary,), languages=(canary,))
    other = replace(BO, row=5, family=canary, identifiers=ANA.identifiers)
    roster = check_roster([person, other], today=TODAY)
    assert len(roster.problems) == 4
    assert not any(canary.lower() in str(problem).lower() for problem in roster.problems)


people = st.builds(
    RosterPerson,
    row=st.integers(1, 9),
    identifiers=st.lists(st.builds(Identifier, st.text(), st.text()), max_size=3).map(tuple),
    given=st.text(),
    family=st.text(),
    chosen_name=st.text(),
    pronouns=st.text(),
    birth_date=st.none() | st.dates(),
    deceased=st.booleans() | st.dates() | st.datetimes(),
    gender=st.text(),
    languages=st.lists(st.text(), max_size=3).map(tuple),
    phones=st.lists(st.text(alphabet="+0123456789 ()-xt"), max_size=3).map(tuple),
    emails=st.lists(st.text(), max_size=3).map(tuple),
    emergency_contacts=st.lists(st.builds(EmergencyContact, st.text(), st.text(), st.text()), max_size=2).map(
        tuple
    ),
)


@given(st.lists(people, max_size=6))
def test_any_people_make_a_roster_or_problems(found: list[RosterPerson]) -> None:
    roster = check_roster(found, today=TODAY, region="GB")
    assert len(roster.people) + len(roster.skipped) == len(found)
    again = check_roster(roster.people, today=TODAY, region="GB")
    assert again.problems == roster.problems
    assert len(set(roster.people)) == len(roster.people)


@given(st.text())
def test_normal_text_stays_as_it_is(typed: str) -> None:
    once = normal_forms.text(typed)
    assert normal_forms.text(once) == once
    once.encode()
    assert normal_forms.phone(normal_forms.phone(typed, "US"), "US") == normal_forms.phone(typed, "US")


def test_a_normal_person_stays_as_they_are() -> None:
    once = normal(ANA, region="US")
    assert normal(once, region="US") == once
