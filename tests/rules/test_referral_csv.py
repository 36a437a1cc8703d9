"""Inês brings over a waiting list that was kept in a spreadsheet."""

from __future__ import annotations

import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.intake.rules.referral_csv import COLUMNS, MOST_ROWS, ReferralFile, hours_of, read_referrals
from holdspace.kernel.refusals import Refused
from holdspace.ui.rules import week

TODAY = date(2026, 6, 2)
HEAD = "given_name,family_name,birth_date,phone,received,available,modality,may_contact\n"


def read(table: str) -> ReferralFile:
    return read_referrals(io.StringIO(table, newline=""), today=TODAY, region="GB")


def refusal(table: str) -> str:
    with pytest.raises(Refused) as refused:
        read(table)
    return str(refused.value)


def wrong(cells: str, head: str = HEAD) -> list[tuple[int, str]]:
    file = read(head + cells)
    assert file.rows == (), "a file with one wrong row is not taken over at all"
    return [(problem.row, problem.field) for problem in file.problems]


def test_a_row_says_all_that_a_referral_holds() -> None:
    head = ",".join(COLUMNS) + "\n"
    cells = (
        "Noor,Haddad,Noor,she/her,1991-04-05,Noor@Example.org,020 7946 0123,"
        '"1 Quay Street\nBristol",ar,step-free,'
        '2026-05-28,"tue 18-20; thu-12",Online,insurance,"Dr Bell, 020 7946 0999",Cannot sleep,yes,no\n'
    )
    [row] = read(head + cells).rows
    assert (row.person.given, row.person.family, row.person.birth_date) == (
        "Noor",
        "Haddad",
        date(1991, 4, 5),
    )
    assert row.person.emails == ("noor@example.org",)
    assert row.person.phones == ("+442079460123",)
    assert row.person.address == ("1 Quay Street", "Bristol")
    assert row.person.languages == ("ar",)
    assert row.person.access_needs == "step-free"
    assert row.received == date(2026, 5, 28)
    assert row.available == ("tue-18", "tue-19", "thu-12")
    assert (row.modality, row.funding) == ("online", "insurance")
    assert (row.referrer, row.said) == ("Dr Bell, 020 7946 0999", "Cannot sleep")
    assert (row.may_contact, row.may_leave_word) == (True, False)


def test_what_is_left_out_is_empty() -> None:
    [row] = read("chosen_name,email\nSol,sol@example.org\n").rows
    assert (row.received, row.available, row.modality, row.funding) == (None, (), "any", "")
    assert not row.may_contact


@pytest.mark.parametrize(
    ("written", "hours"),
    [
        ("", ()),
        ("tue 18-21", ("tue-18", "tue-19", "tue-20")),
        ("tue-18", ("tue-18",)),
        ("TUE 8", ("tue-8",)),
        ("thu 12-13; mon-9", ("mon-9", "thu-12")),
        ("tue 18 – 20", ("tue-18", "tue-19")),
        ("sun 21-22", ("sun-21",)),
        ("tue 18-21, tue-19,", ("tue-18", "tue-19", "tue-20")),
        ("tue 7-9", None),
        ("tue 20-23", None),
        ("tue 20-20", None),
        ("tue 21-18", None),
        ("someday", None),
        ("xyz-18", None),
        ("tue", None),
        ("tue-18; soon", None),
        ("tue ١٨", None),
    ],
)
def test_hours_as_people_write_them(written: str, hours: tuple[str, ...] | None) -> None:
    assert hours_of(written) == hours


@given(st.sets(st.builds(week.cell, st.sampled_from(week.DAYS), st.sampled_from(week.HOURS))))
def test_hours_that_are_written_are_read_again(cells: set[str]) -> None:
    assert hours_of("; ".join(cells)) == week.in_order(cells)
    ranges = [f"{week.DAYS[span.day]} {span.start}-{span.end}" for span in week.spans(cells)]
    assert hours_of(";".join(ranges)) == week.in_order(cells)


@given(st.text(max_size=40))
def test_whatever_stands_in_a_cell_is_hours_or_nothing(written: str) -> None:
    hours = hours_of(written)
    assert hours is None or hours == week.in_order(hours)


@pytest.mark.parametrize(
    ("cells", "field"),
    [
        ("Noor,Haddad,2001-02-30,1,,,,", "birth_date"),
        ("Noor,Haddad,2999-01-01,1,,,,", "birth_date"),
        ("Noor,Haddad,,,,,,", "phone"),
        (",,,1,,,,", "name"),
        ("Noor,Haddad,,1,yesterday,,,", "received"),
        ("Noor,Haddad,,1,2026-06-03,,,", "received"),
        ("Noor,Haddad,,1,,evenings,,", "available"),
        ("Noor,Haddad,,1,,,by post,", "modality"),
        ("Noor,Haddad,,1,,,,perhaps", "may_contact"),
    ],
)
def test_what_cannot_stand_is_named_by_row_and_column(cells: str, field: str) -> None:
    assert wrong(cells + "\n") == [(2, field)]


def test_everything_that_is_wrong_is_said_at_once_and_repeats_no_cell() -> None:
    file = read(
        HEAD + "Noor,Haddad,soon,1,never,whenever,pigeon,perhaps\nBo,Lind,,,,,,\nNoor,Haddad,,1,,,,\n"
    )
    found = [(problem.row, problem.field) for problem in file.problems]
    assert set(found) == {
        (2, "birth_date"),
        (2, "received"),
        (2, "available"),
        (2, "modality"),
        (2, "may_contact"),
        (3, "phone"),
    }
    said = " ".join(map(str, file.problems))
    for cell in ("Noor", "Haddad", "soon", "never", "whenever", "pigeon", "perhaps", "Lind"):
        assert cell not in said, cell


def test_one_person_twice_is_a_question_for_the_practice() -> None:
    twice = "Noor,Haddad,1991-04-05,1,,,,yes\nBo,Lind,,1,,,,\nNOOR,haddad,1991-04-05,2,,,,\n"
    assert wrong(twice) == [(4, "given_name")]
    other_day = "Noor,Haddad,1991-04-05,1,,,,\nNoor,Haddad,1991-04-06,1,,,,\n"
    assert len(read(HEAD + other_day).rows) == 2


def test_a_copy_is_found_also_beside_a_mistake() -> None:
    assert wrong("Noor,Haddad,,1,,evenings,,\nNoor,Haddad,,1,,,,\n") == [(2, "available"), (3, "given_name")]


@pytest.mark.parametrize(
    ("table", "sentence"),
    [
        ("", "The first row has to name the columns"),
        ("Noor,Haddad,1991\n", "The first row has to name the columns"),
        ("given_name,phone,availability\nA,1,\n", "“availability” (available)"),
        ("given_name,identifier\nA,1\n", "These columns are not known"),
        ("given_name,phone,phone\nA,1,2\n", "These columns appear twice: phone"),
        ("phone,received\n1,\n", "One of these columns has to be there"),
        (HEAD, "There is nobody in this file."),
        (HEAD + 'A,"B\n', "After row"),
        (HEAD + "A,B,,1,,,,\n" * (MOST_ROWS + 1), "can have 2000 rows at most"),
    ],
)
def test_a_table_that_is_none_is_refused_as_a_whole(table: str, sentence: str) -> None:
    assert sentence in refusal(table)


def test_an_unknown_first_row_is_not_repeated() -> None:
    assert "Haddad" not in refusal("Noor,Haddad,1991-04-05\n")
