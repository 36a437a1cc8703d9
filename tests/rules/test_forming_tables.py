"""Tables as people write them; every row that cannot be used is named with its reason."""

from __future__ import annotations

import pytest

from holdspace.forming.rules.people import Group, Leader, Modality, Person
from holdspace.forming.rules.tables import MOST_ROWS, TablesRefused, read_tables

PEOPLE = (
    "id,slots,themes,languages,modality,style,strength,traits,counted,waived,high_risk,urgency,weeks,member_of,"
    "apart_from,pinned_to,not_in\n"
    "A1,Tue 18:00|wed-09:30,grief|shame,en|es,online,warm,7,man|over 65,man,,yes,2,14,,A2,,G2\n"
    "\n"
    'A2,"tue-18; wed-18",grief,,,,,,,,,,,,,G1,\n'
    "M1,,anger,en,room,,4,,,,no,,,G1,,,\n"
)
GROUPS = (
    "id;slot;leaders;room;least;most;theme;excludes;language;modality;closed;offer\n"
    "G1;tue-18;L1|L2;Blue;4;9;grief;eating;en;room;no;\n"
    "G2;wed-18:30;;;;;;;;online;yes;evening\n"
)
LEADERS = "id\tslots\tmost_groups\nL1\ttue-18|wed-18\t2\nL2\t\t\n"


def test_tables_become_a_question() -> None:
    asked = read_tables(PEOPLE, GROUPS, LEADERS)
    assert asked.by_id["A1"] == Person(
        "A1",
        slots=frozenset({"tue-18", "wed-09:30"}),
        themes=frozenset({"grief", "shame"}),
        languages=frozenset({"en", "es"}),
        modality=Modality.ONLINE,
        style="warm",
        strength=7,
        traits=frozenset({"man", "over 65"}),
        counted=frozenset({"man"}),
        high_risk=True,
        urgency=2,
        weeks=14,
    )
    assert asked.by_id["A2"].slots == {"tue-18", "wed-18"}
    assert asked.by_id["M1"].member_of == "G1"
    assert asked.groups == (
        Group(
            "G1",
            "tue-18",
            frozenset({"L1", "L2"}),
            "Blue",
            4,
            9,
            "grief",
            frozenset({"eating"}),
            "en",
            Modality.ROOM,
        ),
        Group("G2", "wed-18:30", modality=Modality.ONLINE, closed=True, offer="evening"),
    )
    assert asked.leaders == (Leader("L1", frozenset({"tue-18", "wed-18"}), 2), Leader("L2"))
    assert asked.apart == {frozenset({"A1", "A2"})}
    assert (asked.pins, asked.vetoes) == ({("A2", "G1")}, {("A1", "G2")})


def test_needs_hours_and_access_can_be_told() -> None:
    asked = read_tables(
        'id,slots,themes,needs\nA1,tue-18|tue-19,grief,"step-free; captions"\nA2,tue-18,grief,\n',
        "id,slot,hours,access\nG1,tue-18:30,tue-18|Tue 19:00,step-free|captions\nG2,tue-18,,\n",
    )
    assert [person.needs for person in asked.people] == [{"step-free", "captions"}, frozenset()]
    assert [group.access for group in asked.groups] == [{"step-free", "captions"}, frozenset()]
    assert [group.hours for group in asked.groups] == [{"tue-18", "tue-19"}, frozenset()]
    assert [group.cells for group in asked.groups] == [{"tue-18", "tue-19"}, {"tue-18"}]


def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    assert (
        read_tables("\ufeff" + PEOPLE.replace("\n", "\r\n"), GROUPS).people
        == read_tables(PEOPLE, GROUPS).people
    )


TWO_GROUPS = "id,slot\nG1,tue-18\nG2,wed-18\n"


@pytest.mark.parametrize(
    ("rows", "problems"),
    [
        (
            "A1,,grief",
            ["people, row 2, slots: Somebody who waits needs at least one hour at which they can come."],
        ),
        ("A1,tue-18,", ["people, row 2, themes: Somebody who waits needs at least one theme to share."]),
        (
            "A1,evenings,grief",
            ["people, row 2, slots: “evenings” is no hour of the week. Write tue-18 or tue-18:30."],
        ),
        (
            "A1,tue-25,grief",
            ["people, row 2, slots: “tue-25” is no hour of the week. Write tue-18 or tue-18:30."],
        ),
        ("A1,tue-18,grief\nA1,wed-18,shame", ["people, row 3, id: “A1” stands in row 2 already."]),
        (",tue-18,grief", ["people, row 2, id: This row has no id."]),
        ("A1,tue-18,grief,G1|G2", ["people, row 2, pinned_to: One person can be pinned to one group only."]),
        ("A1,tue-18,grief,G1,G1", ["people, row 2, pinned_to: G1 also stands in not_in."]),
        ("A1,tue-18,grief,G9", ["people, row 2, pinned_to: There is no group “G9”."]),
        ("A1,tue-18,grief,,G9", ["people, row 2, not_in: There is no group “G9”."]),
        ("A1,tue-18,grief,,,A7", ["people, row 2, apart_from: There is nobody else with the id “A7”."]),
        ("A1,tue-18,grief,,,A1", ["people, row 2, apart_from: There is nobody else with the id “A1”."]),
        (
            "A1,tue-18,grief,G1,,A2\nA2,tue-18,grief,G1",
            ["people, row 2, pinned_to: A2 is pinned to G1 as well, and they must not meet."],
        ),
        ("A1,tue-18,grief,,,,G9", ["people, row 2, member_of: There is no group “G9”."]),
        (
            "A1,tue-18,grief,G1,,,G1",
            ["people, row 2, pinned_to: A member keeps their seat: nothing is decided about it here."],
        ),
        (
            "A1,tue-18,grief,,G1,,G1",
            ["people, row 2, not_in: A member keeps their seat: nothing is decided about it here."],
        ),
        ("A1,tue-18,grief,,,,,11", ["people, row 2, strength: This is a whole number from 1 to 10."]),
        ("A1,tue-18,grief,,,,,5,perhaps", ["people, row 2, high_risk: This is yes or no."]),
        ("A1,tue-18,grief,,,,,5,no,phone", ["people, row 2, modality: This is one of: any, room, online."]),
        ("A1,tue-18,grief,,,,,5,no,any,man", ["people, row 2, counted: “man” is not among the traits."]),
        (
            "A1,tue-18,grief,,,,,5,no,any,,more",
            ["people, row 2, -: There is something in a cell outside the named columns."],
        ),
        (
            "A1,,grief\nA2,tue-18,\n\nA2,tue-18,grief",
            [
                "people, row 2, slots: Somebody who waits needs at least one hour at which they can come.",
                "people, row 3, themes: Somebody who waits needs at least one theme to share.",
                "people, row 5, id: “A2” stands in row 3 already.",
            ],
        ),
    ],
)
def test_a_bad_row_is_named_with_its_reason(rows: str, problems: list[str]) -> None:
    header = "id,slots,themes,pinned_to,not_in,apart_from,member_of,strength,high_risk,modality,counted\n"
    with pytest.raises(TablesRefused) as refusal:
        read_tables(header + rows + "\n", TWO_GROUPS)
    assert [str(each) for each in refusal.value.problems] == problems


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (
            "G1,late,4,8,room",
            "groups, row 2, slot: “late” is no hour of the week. Write tue-18 or tue-18:30.",
        ),
        ("G1,tue-18,9,8,room", "groups, row 2, most: This is less than the least number."),
        ("G1,tue-18,0,8,room", "groups, row 2, least: This is a whole number from 1 to 99."),
        ("G1,tue-18,4,8,any", "groups, row 2, modality: This is one of: room, online."),
        ("G1,tue-18,4,8,room\nG1,wed-18,4,8,room", "groups, row 3, id: “G1” stands in row 2 already."),
    ],
)
def test_a_bad_group_is_named_with_its_reason(row: str, problem: str) -> None:
    with pytest.raises(TablesRefused) as refusal:
        read_tables("id,slots,themes\nA1,tue-18,grief\n", "id,slot,least,most,modality\n" + row)
    assert [str(each) for each in refusal.value.problems] == [problem]


@pytest.mark.parametrize(
    ("hours", "problem"),
    [
        ("tue-18|late", "groups, row 2, hours: “late” is no hour of the week. Write tue-18 or tue-18:30."),
        ("tue-18|wed-19", "groups, row 2, hours: “wed-19” is not on the day of the slot."),
    ],
)
def test_hours_of_a_group_are_of_its_day(hours: str, problem: str) -> None:
    with pytest.raises(TablesRefused) as refusal:
        read_tables("id,slots,themes\nA1,tue-18,grief\n", f"id,slot,hours\nG1,tue-18,{hours}\n")
    assert [str(each) for each in refusal.value.problems] == [problem]


@pytest.mark.parametrize(
    ("people", "sentence"),
    [
        ("", "people: The first row has to name the columns."),
        ("id,slots\nA1,tue-18\n", "people: These columns are missing: themes."),
        ("A1,tue-18,grief\n", "people: These columns are missing: id, slots, themes."),
        ("id,slots,themes,id\n", "people: A column appears twice."),
        (
            'id,slots,themes\nA1,"tue-18"x,grief\n',
            "people: The quotes are broken: a quote in a cell has to be doubled.",
        ),
        (
            "id,slots,themes\n" + "A1,tue-18,grief\n" * (MOST_ROWS + 1),
            "people: There are more than 5000 rows.",
        ),
    ],
)
def test_what_is_no_such_table_is_refused(people: str, sentence: str) -> None:
    with pytest.raises(TablesRefused) as refusal:
        read_tables(people, TWO_GROUPS)
    assert (str(refusal.value), refusal.value.problems) == (sentence, ())


def test_unknown_columns_are_named_beside_the_known_ones() -> None:
    with pytest.raises(TablesRefused, match="These columns are not known: “hours”"):
        read_tables("id,slots,themes,hours\n", TWO_GROUPS)
