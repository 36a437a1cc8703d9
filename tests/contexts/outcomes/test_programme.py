"""Olu and Sam look at what became of those who joined: numbers of five and more, and nobody in them."""

from __future__ import annotations

import csv
import re
import zlib
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from io import StringIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from holdspace.audit.models import Entry
from holdspace.groups.models import Group, Membership
from holdspace.intake.models import Waiting
from holdspace.kernel import clock
from holdspace.kernel.refusals import Missing
from holdspace.measures import catalogue
from holdspace.measures.models import Administration
from holdspace.measures.rules.scoring import score
from holdspace.measures.rules.taken import as_stored
from holdspace.members.actions import erase_member
from holdspace.members.models import Member
from holdspace.outcomes.queries import Programme, held_back, programme, sheets
from holdspace.outcomes.rules.report import Verdict
from holdspace.outcomes.web.programme_pdf import language, latin, programme_pdf
from holdspace.sessions.models import Attendance, GroupSession
from holdspace.vault.scope import acting_as
from tests.canaries import plant
from tests.cast import Cast, build_cast
from tests.contexts.desk.story import text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]

TODAY = datetime(2027, 7, 15, 12, tzinfo=UTC)
JOINED = datetime(2027, 1, 12, 12, tzinfo=UTC)
PAGE, CSV, PDF = "outcomes:programme", "outcomes:programme_csv", "outcomes:programme_pdf"

#: First and last totals of PHQ-9 and GAD-7 that the NHS calls recovered, improved, unchanged, deteriorated.
MOVES = {
    Verdict.RECOVERED: {"phq-9": (15, 5), "gad-7": (12, 4)},
    Verdict.IMPROVED: {"phq-9": (20, 12), "gad-7": (16, 11)},
    Verdict.UNCHANGED: {"phq-9": (14, 13), "gad-7": (10, 10)},
    Verdict.DETERIORATED: {"phq-9": (8, 14), "gad-7": (5, 9)},
}


def joins(
    cast: Cast, at: datetime = JOINED, *, group: str = "tuesday", ended: str = "", **about: object
) -> Member:
    """Somebody of thirty who waited for six weeks, pays themselves and joined; `ended` how they left in May."""
    told = {"languages": ["en"], "funding": "self"} | about
    with acting_as(cast.system):
        member = Member.unscoped.create(practice=cast.practice, chosen_name="Lark", birth_date="1996-01-31")
        Waiting.unscoped.create(
            practice=cast.practice, member=member, starts_at=at - timedelta(weeks=6), ends_at=at,
            ending="joined", **told,
        )  # fmt: skip
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups[group], member=member, starts_at=at, ending=ended,
            seat=100 + Membership.unscoped.count(), ends_at=datetime(2027, 5, 4, tzinfo=UTC) if ended else None,
        )  # fmt: skip
    return member


def comes(cast: Cast, member: Member, sessions: Iterable[GroupSession], status: str = "present") -> None:
    with acting_as(cast.system):
        Attendance.unscoped.bulk_create(
            Attendance(practice=cast.practice, session=each, member=member, status=status)
            for each in sessions
        )


def answers(cast: Cast, member: Member, instrument_id: str, total: int, at: datetime) -> None:
    instrument, left = catalogue.instrument(instrument_id), total
    given: dict[str, int | None] = {}
    for item in instrument.scored_items:
        given[item.key] = min(3, left)
        left -= min(3, left)
    result = as_stored(score(instrument, given))
    with acting_as(cast.system):
        Administration.unscoped.create(
            practice=cast.practice, member=member, group=cast.groups["tuesday"], instrument=instrument_id,
            version="1", answers=given, result=result, taken_at=at,
        )  # fmt: skip


def meets(cast: Cast, count: int = 3, since: datetime = JOINED) -> list[GroupSession]:
    with acting_as(cast.system):
        return [
            GroupSession.unscoped.create(
                practice=cast.practice, group=cast.groups["tuesday"], number=100 + at,
                original_local=f"then-{since:%Y}-{at}", status="held",
                starts_at=since + timedelta(weeks=at), ends_at=since + timedelta(weeks=at, hours=1),
            )
            for at in range(count)
        ]  # fmt: skip


def courses(
    cast: Cast, verdict: Verdict | None, number: int, sessions: list[GroupSession], **about: object
) -> list[Member]:
    """So many who joined and came to every session; with a verdict, they answered first and last."""
    people = [joins(cast, **about) for _ in range(number)]  # type: ignore[arg-type]
    for member in people:
        comes(cast, member, sessions)
        for id, totals in MOVES.get(verdict, {}).items() if verdict else ():
            for total, weeks in zip(totals, (0, 2), strict=True):
                answers(cast, member, id, total, JOINED + timedelta(weeks=weeks, hours=1))
    return people


@pytest.fixture
def spring(cast: Cast) -> Cast:
    """Six recovered, five are unchanged, five came and answered nothing; two of ten weeks were missed by all."""
    sessions = meets(cast)
    courses(cast, Verdict.RECOVERED, 6, sessions, ended="graduated")
    courses(cast, Verdict.UNCHANGED, 5, sessions, ended="left", funding="fund")
    for member in courses(cast, None, 5, sessions):
        comes(cast, member, meets_again(cast), "absent")
    return cast


def meets_again(cast: Cast) -> list[GroupSession]:
    """One more session, the same for everybody."""
    with acting_as(cast.system):
        found = GroupSession.unscoped.filter(original_local="more").first()
        return [found or GroupSession.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], number=200, original_local="more",
            status="held", starts_at=JOINED + timedelta(weeks=9), ends_at=JOINED + timedelta(weeks=9, hours=1),
        )]  # fmt: skip


def read(cast: Cast, who: str = "olu", at: datetime = TODAY, year: int | None = None) -> Programme:
    with clock.held_at(at):
        return programme(cast.actor(who), year)


def table(found: Programme, code: str) -> dict[str, tuple[str, ...]]:
    """One table by its code: each line in words."""
    return dict(next(sheet for sheet in sheets(found.report) if sheet.code == code).lines)


def at_today(client_of: Browsers, who: str, name: str) -> bytes:
    with clock.held_at(TODAY):
        answer = client_of(who).get(reverse(name))
        assert answer.status_code == 200
        return answer.content


# --- What is counted ---------------------------------------------------------------------------------------


def test_everybody_who_joined_is_followed_to_what_became_of_them(spring: Cast) -> None:
    found = read(spring)
    assert (found.period.since, found.until_day, found.last_day) == (
        date(2026, 7, 1),
        date(2027, 6, 30),
        date(2027, 6, 30),
    )
    assert table(found, "funnel") == {
        "Joined a group": ("16", "16", "100"),
        "Came at least twice": ("16", "16", "100"),
        "Have a first and a last score": ("11", "16", "69"),
        "Recovered": ("6", "11", "55"),
        "Improved": ("0", "11", "0"),
        "Unchanged": ("5", "11", "45"),
        "Deteriorated": ("0", "11", "0"),
    }
    assert table(found, "outcome-nhs")["Recovered"] == ("6", "11", "55")
    assert table(found, "completeness")["Came, and have no score"] == ("5", "16", "31")
    assert table(found, "dropout")["Left before the end, or were asked to leave"] == ("5", "16", "31")
    assert table(found, "dropout")["Finished, with a goodbye"] == ("6", "16", "38")


def test_waiting_and_coming_are_those_of_the_person_in_the_middle(spring: Cast) -> None:
    assert table(read(spring), "coming") == {
        "Weeks on the waiting list": ("6", "16"),
        "Joined without a wait that is known": ("–", "0"),
        "Sessions that somebody came to": ("3", "16"),
        "Percent of the noted sessions": ("91", "16"),  # 48 of 53
    }


def test_fields_are_crossed_with_outcomes(spring: Cast) -> None:
    assert table(read(spring), "equity-funding")["pays themselves"] == ("6", "0", "5")
    assert table(read(spring), "equity-funding")["the practice's fund"] == ("0", "5", "0")
    assert table(read(spring), "equity-age")["25 to 39"] == ("6", "5", "5")


def test_who_comes_back_counts_once_by_how_it_ended_last(spring: Cast) -> None:
    with acting_as(spring.system):
        for spell in Membership.unscoped.filter(ending="left", starts_at=JOINED):
            Membership.unscoped.create(
                practice=spring.practice, group=spring.groups["thursday"], member=spell.member,
                starts_at=datetime(2027, 6, 1, tzinfo=UTC), seat=300 + Membership.unscoped.count(),
            )  # fmt: skip
    assert table(read(spring), "funnel")["Joined a group"][0] == "16"
    assert table(read(spring), "dropout")["Left before the end, or were asked to leave"][0] == "0"


def test_a_score_from_long_before_is_no_first_one(spring: Cast) -> None:
    with acting_as(spring.system):
        silent = Member.unscoped.filter(memberships__ending="", memberships__starts_at=JOINED)
        for member in silent:
            answers(spring, member, "phq-9", 20, JOINED - timedelta(weeks=20))
            answers(spring, member, "phq-9", 4, JOINED + timedelta(weeks=1))
    assert table(read(spring), "completeness")["Came, and have too few scores"][0] == "5"


def test_what_is_answered_months_after_leaving_is_no_last_score(spring: Cast) -> None:
    with acting_as(spring.system):
        gone = list(Member.unscoped.filter(memberships__ending="graduated"))
    for member in gone:
        answers(
            spring, member, "phq-9", 22, datetime(2027, 6, 5, tzinfo=UTC)
        )  # they left on the fourth of May
    assert table(read(spring), "funnel")["Recovered"][0] == "6"


def test_a_further_measure_is_judged_by_a_rule_that_was_looked_up(spring: Cast) -> None:
    """By 18 points on the PCL-5; the rule of the WHO-5 is from memory, and judges nobody."""
    with acting_as(spring.system):
        held = list(GroupSession.unscoped.filter(original_local__startswith="then-"))
    for member in courses(spring, None, 6, held):
        for id, first, last in (("pcl-5", 50, 32), ("who-5", 2, 9)):
            answers(spring, member, id, first, JOINED + timedelta(days=1))
            answers(spring, member, id, last, JOINED + timedelta(weeks=9))
    found = read(spring)
    assert [table.basis for table in found.report.others] == ["pcl-5"]
    told = table(found, "outcome-pcl-5")
    assert sum(int(told[words][0]) for words in ("Recovered", "Improved")) == 6
    assert told["Unchanged"] == ("0", "6", "0")


def test_the_numbers_stand_still_until_the_month_is_over(spring: Cast) -> None:
    before = read(spring).report
    courses(spring, None, 7, [], at=datetime(2027, 7, 3, tzinfo=UTC))
    with acting_as(spring.system):
        Membership.unscoped.filter(ending="", starts_at=JOINED).update(
            ends_at=datetime(2027, 7, 2, tzinfo=UTC), ending="left"
        )
    assert read(spring).report == before
    assert read(spring, at=datetime(2027, 8, 1, 12, tzinfo=UTC)).report != before


def test_a_year_can_be_chosen_when_it_shares_no_day_with_the_last_twelve_months(spring: Cast) -> None:
    courses(spring, None, 8, [], at=datetime(2025, 3, 3, tzinfo=UTC))
    assert [each.year for each in read(spring).choice] == [None, 2025]  # 2026 ends within
    assert table(read(spring, year=2025), "funnel")["Joined a group"][0] == "8"
    assert read(spring, year=2026) == read(spring)
    assert [each.year for each in read(spring, at=datetime(2028, 1, 2, tzinfo=UTC)).choice] == [
        None,
        2026,
        2025,
    ]


def test_who_was_erased_is_a_number_still(spring: Cast) -> None:
    with acting_as(spring.system) as system:
        for member in Member.unscoped.filter(memberships__ending="graduated"):
            member.status = Member.Status.LEFT
            member.save()
            erase_member(member=member, by=system)
    found = read(spring)
    assert table(found, "funnel")["Joined a group"][0] == "16"
    assert table(found, "completeness")["Came, and have no score"][0] == "11"


def test_another_practice_is_another_house(spring: Cast) -> None:
    other = build_cast("other-")
    assert read(other).report.is_empty
    courses(other, None, 30, [])
    assert table(read(spring), "funnel")["Joined a group"][0] == "16"


# --- Who sees what -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["olu", "sam"])
@pytest.mark.parametrize("name", [PAGE, CSV, PDF])
def test_they_see_numbers_and_nobody(spring: Cast, client_of: Browsers, who: str, name: str) -> None:
    with acting_as(spring.system):
        larks = list(Member.unscoped.filter(memberships__starts_at=JOINED))
    for at, member in enumerate(larks):
        spring.members[f"lark{at}"] = member
    canaries = plant(spring)
    content = at_today(client_of, who, name)
    page = words_on(content) if name == PDF else content.decode()
    assert "16" in page
    assert not canaries.said(page)
    assert not [each for each in larks if str(each.pk) in page]
    assert not [group for group in spring.groups.values() if group.name in page]


@pytest.mark.parametrize("who", ["ruth", "kit", "ines", "ana"])
@pytest.mark.parametrize("name", [PAGE, CSV, PDF])
def test_for_others_there_is_no_such_page(spring: Cast, client_of: Browsers, who: str, name: str) -> None:
    assert client_of(who).get(reverse(name)).status_code == 404
    with pytest.raises(Missing):
        programme(spring.actor(who))


def test_a_small_practice_is_told_that_nothing_is_shown(cast: Cast, client_of: Browsers) -> None:
    courses(cast, Verdict.RECOVERED, 3, meets(cast))
    found = read(cast)
    shown = {cell for sheet in sheets(found.report) for _words, cells in sheet.lines for cell in cells}
    assert shown <= {"fewer than five", "held back", "–"}
    assert "PHQ-9 and GAD-7, by the rules of NHS Talking Therapies" in held_back(found.report)
    with clock.held_at(TODAY):
        page = text_of(client_of("olu"), reverse(PAGE))
    assert "Too few people to show numbers" in page
    assert "Too few people to show numbers" in words_on(at_today(client_of, "olu", PDF))


def test_before_anybody_joined_the_page_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    with clock.held_at(datetime(2030, 1, 2, tzinfo=UTC)):
        assert "Nobody joined in this time" in text_of(client_of("olu"), reverse(PAGE))
        assert client_of("olu").get(reverse(PDF)).status_code == 200


def test_reading_and_taking_out_are_on_record_and_about_nobody(spring: Cast, client_of: Browsers) -> None:
    for name in (PAGE, CSV, PDF):
        at_today(client_of, "olu", name)
    kept = [(entry.act, entry.detail) for entry in Entry.objects.order_by("-seq")[:3]]
    assert kept == [
        ("outcomes.programme_exported", '{"kind":"pdf"}'),
        ("outcomes.programme_exported", '{"kind":"csv"}'),
        ("outcomes.programme_read", "{}"),
    ]


def test_many_are_read_with_as_few_statements_as_few(spring: Cast) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connection) as captured:
            read(spring)
        return len(captured)

    olu = spring.actor("olu")
    with acting_as(olu):
        few = statements()
        courses(spring, Verdict.IMPROVED, 12, [])
        assert statements() == few


# --- The files ---------------------------------------------------------------------------------------------


def test_the_file_holds_what_the_page_shows(spring: Cast, client_of: Browsers) -> None:
    head, *lines = csv.reader(StringIO(at_today(client_of, "olu", CSV).decode()))
    assert head == ["table", "line", "column", "value"]
    assert ["period", "", "as of", "2027-06-30"] in lines
    page = at_today(client_of, "olu", PAGE).decode()
    cells = re.findall(r'<td class="number" data-label="([^"]+)">([^<]*)</td>', page)
    assert [(column, value) for _t, line, column, value in lines if line] == cells
    assert ["funnel", "Recovered", "People", "6"] in lines


@pytest.mark.parametrize(("name", "ending"), [(CSV, "csv"), (PDF, "pdf")])
def test_a_file_has_a_name_that_says_nothing(
    spring: Cast, client_of: Browsers, name: str, ending: str
) -> None:
    with clock.held_at(TODAY):
        answer = client_of("olu").get(reverse(name), {"year": "no year"})
    assert answer["Content-Disposition"] == f'attachment; filename="export-2027-07-15.{ending}"'


def words_on(paper: bytes) -> str:
    """The words of an uncompressed PDF, as its text operators show them; each piece on a line."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", paper, re.DOTALL)
    shown = [piece for each in streams for piece in re.findall(rb"\(((?:[^()\\]|\\.)*)\) Tj", inflated(each))]
    return "\n".join(piece.decode("latin-1") for piece in shown)


def inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return stream


def test_the_paper_has_a_title_an_outline_and_the_same_numbers(spring: Cast, client_of: Browsers) -> None:
    paper = at_today(client_of, "sam", PDF)
    assert paper.startswith(b"%PDF-")
    for part in (b"/Outlines", b"/Lang (en", b"/DisplayDocTitle true"):
        assert part in paper
    words = words_on(paper).split("\n")
    assert "Outcomes of the programme" in words
    for sheet in sheets(read(spring).report):
        for line, cells in sheet.lines:
            assert latin(line)[:12] in " ".join(words)
            assert all(latin(cell) in words for cell in cells)
    assert any(line.startswith("Page 1 of") for line in words)


@pytest.mark.parametrize("written", ["en", "es", "ar"])
def test_letters_that_the_fonts_lack_break_nothing(spring: Cast, client_of: Browsers, written: str) -> None:
    with acting_as(spring.system):
        Group.unscoped.create(practice=spring.practice, name="Khamis", language="ar")
    found = read(spring)
    with override(written):
        assert programme_pdf(found, sheets(found.report), written_in=written, at=TODAY).startswith(b"%PDF")


@pytest.mark.parametrize(
    ("text", "expected"),
    [("“Größe” – año…", '"Größe" - año...'), ("Łódź", "Lódz"), ("العربية", "???????"), ("ﬁve", "five")],
)
def test_other_letters_lose_their_marks_or_are_asked_for(text: str, expected: str) -> None:
    assert latin(text) == expected


@pytest.mark.parametrize(("wanted", "expected"), [("es", "es"), ("ar", "en"), (None, "en"), ("en", "en")])
def test_the_paper_is_written_in_a_language_whose_letters_it_has(wanted: str | None, expected: str) -> None:
    assert language(wanted) == expected
