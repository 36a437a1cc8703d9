"""Ruth looks at Ana's path, and at everybody of Tuesdays side by side."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from benchmarks.grown import Grown, grow
from holdspace.audit.models import Concerned, Entry
from holdspace.groups.models import Membership, RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.measures.actions import record_administration
from holdspace.measures.models import Administration
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast, signed_in_client
from tests.contexts.desk.story import absent, brings, held_sessions, measured, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
ELSEWHERE = ["kit", "ines", "olu", "sam", "ana", "dana", "eve"]


def path_of(cast: Cast, name: str = "ana") -> str:
    return reverse("outcomes:path", args=[cast.members[name].pk])


def group_of(cast: Cast) -> str:
    return reverse("outcomes:group", args=[cast.groups["tuesday"].pk])


def course(cast: Cast, name: str, *totals: int) -> None:
    """Somebody comes to so many sessions and fills in the PHQ-9 before each of them."""
    member = cast.members[name]
    for session, total in zip(held_sessions(cast, len(totals) - 1, [member]), totals, strict=True):
        measured(cast, member, session, total)


def gad(cast: Cast, name: str, which: str, points: list[int | None]) -> None:
    keys = ("nervous", "control", "worry", "relaxing", "restless", "irritable", "afraid")
    session = cast.sessions[f"tuesday_{which}"]
    with acting_as(cast.system), transaction.atomic(), clock.held_at(session.starts_at - timedelta(hours=1)):
        record_administration(
            member=cast.members[name],
            group=cast.groups["tuesday"],
            session=session,
            instrument_id="gad-7",
            answers=dict(zip(keys, points, strict=True)),
            by=cast.system,
        )


def opened_by_sam(cast: Cast) -> None:
    with acting_as(cast.system):
        RecordOpening.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], staff=cast.staff["sam"], reason="Looking.",
            starts_at=clock.now(), ends_at=clock.now() + timedelta(minutes=60),
        )  # fmt: skip


# a member's path


def test_the_path_says_the_status_with_its_rule(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 15, 12, 8)  # 10 better, and under the line of 10
    page = text_of(client_of("ruth"), path_of(cast))
    assert "recovered" in page
    assert "From 18 to 8: 10 points better." in page
    assert "A change of at least 6 points counts" in page
    assert "the score passed the line at 10" in page
    assert "18, moderately severe" in page  # the table beside the picture
    assert "too little change to be sure of" in page
    assert "Came to 4 of 4 sessions." in page


def test_six_points_count_and_five_do_not(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 12)
    assert "So this is an improvement." in text_of(client_of("ruth"), path_of(cast))
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 13)
    page = text_of(client_of("ruth"), path_of(cast))
    assert "no reliable change" in page
    assert "cannot be told from no change" in page


def test_another_rule_of_the_file_can_be_chosen(cast: Cast, client_of: Browsers) -> None:
    gad(cast, "ana", "last", [3, 3, 3, 1, 0, 0, 0])  # 10
    gad(cast, "ana", "next", [3, 2, 0, 0, 0, 0, 0])  # 5: by 4 points (NHS) reliable, by 6 (Bischoff) not
    ruth = client_of("ruth")
    assert "From 10 to 5: 5 points better." in text_of(ruth, path_of(cast))
    assert "recovered" in text_of(ruth, path_of(cast))
    page = text_of(ruth, path_of(cast) + "?rule-gad-7=bischoff")
    assert "no reliable change" in page
    assert "at least 6 points" in page
    assert "recovered" in text_of(ruth, path_of(cast) + "?rule-gad-7=nobody")


def test_what_happened_stands_on_the_axis_and_in_the_table(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 15, 12)
    absent(cast, cast.sessions["tuesday_last"], "ana")
    page = text_of(client_of("ruth"), path_of(cast))
    assert "joined Tuesday evening" in page
    assert 'class="event missed"' in page
    assert "did not come" in page
    assert "Came to 2 of 3 sessions." in page


def test_the_two_measures_of_the_nhs_are_also_read_together(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 8)  # 10 better, and under the line of 10
    gad(cast, "ana", "last", [1, 1, 1, 1, 1, 1, 0])
    assert "PHQ-9 and GAD-7 together" not in text_of(client_of("ruth"), path_of(cast))
    gad(cast, "ana", "next", [1, 1, 1, 1, 1, 0, 0])
    assert "PHQ-9 and GAD-7 together: a reliable recovery." in text_of(client_of("ruth"), path_of(cast))


def test_a_sudden_gain_is_marked_in_shape_and_words(cast: Cast, client_of: Browsers) -> None:
    # Means of three sessions 20 and 8, without spread: a fall of 12, above 6 points and a quarter of 20.
    course(cast, "ana", 20, 20, 20, 8, 8, 8)
    page = text_of(client_of("ruth"), path_of(cast))
    assert "sudden gain of 12 points" in page
    assert 'class="point-mark gain"' in page


def test_one_answer_only_is_no_change(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18)
    page = text_of(client_of("ruth"), path_of(cast))
    assert "One total so far." in page
    assert "points better" not in page


def test_a_half_filled_form_is_told_and_not_scored(cast: Cast, client_of: Browsers) -> None:
    gad(cast, "ana", "last", [3, 3, 3, None, None, None, None])
    page = text_of(client_of("ruth"), path_of(cast))
    assert "1 form has no total, because too much was left open." in page
    assert '<svg class="trajectory broad"' not in page
    gad(cast, "ana", "next", [2, 2, 2, 2, 2, None, None])  # two of seven missing are tolerated: 14
    assert "14, moderate, with questions left open" in text_of(client_of("ruth"), path_of(cast))


def test_another_version_of_the_form_is_shown_and_compared_with_nothing(
    cast: Cast, client_of: Browsers
) -> None:
    course(cast, "ana", 24, 12, 11)
    with acting_as(cast.system):
        first = Administration.unscoped.filter(member=cast.members["ana"]).order_by("taken_at")[0]
        Administration.unscoped.filter(pk=first.pk).update(version="0")
    page = text_of(client_of("ruth"), path_of(cast))
    assert "compared with nothing" in page
    assert "From 12 to 11: 1 point better." in page
    assert "From 24" not in page


def test_nothing_measured_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    page = text_of(client_of("ruth"), path_of(cast))
    assert "Nothing has been measured yet" in page
    assert "Please look again" not in page


@pytest.mark.parametrize("who", ELSEWHERE)
def test_the_path_of_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    course(cast, "ana", 18, 8)
    page = client_of(who).get(path_of(cast))
    assert page.status_code == 404
    assert b"points better" not in page.content
    assert not Entry.objects.filter(act="outcomes.path_read").exists()


def test_a_supervisor_sees_it_while_the_record_is_open(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 8)
    opened_by_sam(cast)
    page = text_of(client_of("sam"), path_of(cast))
    assert "recovered" in page
    assert "Put aside" not in page
    with acting_as(cast.system):
        RecordOpening.unscoped.update(ends_at=clock.now())
    assert client_of("sam").get(path_of(cast)).status_code == 404


def test_what_ana_answered_elsewhere_is_not_shown(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["thursday"], member=cast.members["ana"], seat=9,
            starts_at=LONG_AGO,
        )  # fmt: skip
    course(cast, "ana", 18, 8)
    page = text_of(client_of("kit"), path_of(cast))
    assert "Nothing has been measured yet" in page
    assert "Tuesday evening" not in page


def test_a_read_is_recorded_and_told_to_ana(cast: Cast, client_of: Browsers) -> None:
    client_of("ruth").get(path_of(cast))
    (entry,) = Entry.objects.filter(act="outcomes.path_read")
    assert set(Concerned.objects.filter(entry=entry).values_list("member_id", flat=True)) == {
        cast.members["ana"].pk
    }
    assert "looked at how your answers changed" in text_of(client_of("ana"), reverse("desk:record"))


def test_a_path_brings_no_words_of_the_member(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 8)
    brings(cast, cast.members["ana"], "I rang my sister.", openness=5)
    page = text_of(client_of("ruth"), path_of(cast))
    assert "sister" not in page
    assert "5 of 5" not in page
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Ana" not in title


def test_the_members_page_leads_to_the_path(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 8)
    page = text_of(client_of("ruth"), reverse("desk:member", args=[cast.members["ana"].pk]))
    assert path_of(cast) in page


# the group


def test_everybody_side_by_side(cast: Cast, client_of: Browsers) -> None:
    course(cast, "ana", 18, 15, 12, 8)
    measured(cast, cast.members["bo"], cast.sessions["tuesday_last"], 9)
    page = text_of(client_of("ruth"), group_of(cast))
    assert "2 of 3 have answered, 2 of them the last time." in page
    assert page.count('class="trajectory small') == 2
    assert "recovered" in page
    assert "one total so far" in page
    assert "not answered yet" in page
    for name in ("ana", "bo", "chidi"):
        assert path_of(cast, name) in page
    assert "Eve" not in page
    (entry,) = Entry.objects.filter(act="outcomes.group_read")
    assert Concerned.objects.filter(entry=entry).count() == 3


def test_a_group_without_answers_says_what_will_be_here(cast: Cast, client_of: Browsers) -> None:
    page = text_of(client_of("ruth"), group_of(cast))
    assert "Nothing has been measured yet" in page
    assert "Nobody's course asks for it now." in page or "Nobody&#x27;s course asks for it now." in page


@pytest.mark.parametrize("who", ELSEWHERE)
def test_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    course(cast, "ana", 18, 8)
    page = client_of(who).get(group_of(cast))
    assert page.status_code == 404
    assert b"recovered" not in page.content


def asked(grown: Grown, path: str) -> int:
    client = signed_in_client(grown.leader)
    assert client.get(path).status_code == 200
    with CaptureQueriesContext(connection) as found:
        client.get(path)
    return len(found)


def test_twelve_members_and_three_years_cost_as_many_questions_as_three_and_three() -> None:
    small, large = grow("small", members=3, sessions=3), grow("large", members=12, sessions=156)

    def counts(grown: Grown) -> list[int]:
        with acting_as(system_actor(grown.group.practice_id)):
            member = Membership.unscoped.filter(group=grown.group)[0].member_id
        paths = [reverse("outcomes:group", args=[grown.group.pk]), reverse("outcomes:path", args=[member])]
        return [asked(grown, path) for path in paths]

    assert counts(small) == counts(large)
