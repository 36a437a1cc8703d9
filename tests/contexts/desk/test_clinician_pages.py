"""Ruth's day: today, the brief, the group, a member."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Concerned, Entry
from holdspace.groups.models import Facilitation, Membership
from holdspace.kernel import clock
from holdspace.safety.actions import raise_concern
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast
from tests.contexts.desk.story import (
    absent,
    agreed,
    brings,
    full_house,
    grown,
    held_sessions,
    measured,
    queries_of,
    rated,
    text_of,
)

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
ELSEWHERE = ["kit", "ines", "olu", "sam", "ana", "dana"]


def brief_of(cast: Cast) -> str:
    return reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk])


def member_of(cast: Cast, name: str = "ana") -> str:
    return reverse("desk:member", args=[cast.members[name].pk])


def group_of(cast: Cast) -> str:
    return reverse("desk:group", args=[cast.groups["tuesday"].pk])


def concern_about(cast: Cast, name: str) -> Concern:
    with acting_as(cast.system), transaction.atomic():
        return raise_concern(
            member=cast.members[name], group=cast.groups["tuesday"], source="observation", source_id=None,
            severity="amber", what="He spoke of giving his things away.", by=cast.system,
        )  # fmt: skip


def person(page: str, cast: Cast, name: str) -> str:
    """What the brief says of one member."""
    return page.split(f'id="member-{cast.members[name].pk}"')[1].split("</li>")[0]


def about(entry: Entry) -> set[object]:
    return set(Concerned.objects.filter(entry=entry).values_list("member_id", flat=True))


# the brief


def test_the_brief_says_what_ruth_has_to_know(cast: Cast, client_of: Browsers) -> None:
    ana, bo, chidi = (cast.members[name] for name in ("ana", "bo", "chidi"))
    sessions = held_sessions(cast, 3, [ana, bo, chidi])
    absent(cast, sessions[-1], "bo")
    absent(cast, sessions[-2], "bo", reason="told_us")
    measured(cast, ana, sessions[-1], 12)
    measured(cast, ana, cast.sessions["tuesday_next"], 18)  # 6 more: reliable by the NHS rule
    measured(cast, chidi, sessions[-1], 10)
    measured(cast, chidi, cast.sessions["tuesday_next"], 12)  # 2 more: noise
    brings(cast, ana, "I rang my sister.", openness=4)
    brings(cast, chidi, "For me alone.", share="nobody", openness=5)
    rated(cast, sessions[-1], [ana, bo, chidi])
    agreed(cast, "ana", "bo")
    concern_about(cast, "chidi")
    page = text_of(client_of("ruth"), brief_of(cast))
    assert "I rang my sister." in person(page, cast, "ana")
    assert "open 4 of 5" in person(page, cast, "ana")
    assert "reliably worse" in person(page, cast, "ana")
    assert "(+6)" in person(page, cast, "ana")
    assert "missed 2 of the last 4" in person(page, cast, "bo")
    assert "No check-in yet." in person(page, cast, "bo")
    assert "keeps it to themselves" in person(page, cast, "chidi")
    assert "reliably" not in person(page, cast, "chidi")
    assert "open" not in person(page, cast, "chidi")
    for sentence in (
        "<strong>Bo</strong> has missed the last 2 sessions.",
        "<strong>Ana</strong> is reliably worse than at the start: PHQ-9 from 12 to 18.",
        "Agreement not signed: <strong>Chidi</strong>.",
        "Nobody has taken it on yet.",
        "said by 3:",
        "8.0",
    ):
        assert sentence in page
    assert "For me alone" not in page
    assert page.index("Nobody has taken it on yet.") < page.index("At a glance")


def test_what_is_kept_back_stays_closed_and_two_ratings_are_too_few(cast: Cast, client_of: Browsers) -> None:
    ana, bo, chidi = (cast.members[name] for name in ("ana", "bo", "chidi"))
    sessions = held_sessions(cast, 2, [ana, bo, chidi])
    rated(cast, sessions[-1], [ana, bo])
    page = text_of(client_of("ruth"), brief_of(cast))
    assert "said by" not in page
    assert "Nothing stands out." in page


def test_who_comes_for_the_first_time_and_who_does_not_come(cast: Cast, client_of: Browsers) -> None:
    held_sessions(cast, 2, [cast.members[name] for name in ("ana", "bo", "chidi")])
    with acting_as(cast.system):
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], member=cast.members["eve"], seat=9,
            starts_at=clock.now() - timedelta(days=1),
        )  # fmt: skip
    absent(cast, cast.sessions["tuesday_next"], "bo", reason="travel")
    page = text_of(client_of("ruth"), brief_of(cast))
    assert "<strong>Eve</strong> comes for the first time." in page
    assert "first session" in person(page, cast, "eve")
    assert "<strong>Bo</strong> does not come: travelling." in page


def test_a_group_that_has_never_met_has_no_newcomers(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_last"].pk).delete()
    assert "for the first time" not in text_of(client_of("ruth"), brief_of(cast))


def test_long_words_can_be_opened_whole(cast: Cast, client_of: Browsers) -> None:
    brings(cast, cast.members["ana"], "word " * 100 + "end")
    page = person(text_of(client_of("ruth"), brief_of(cast)), cast, "ana")
    assert "All of it" in page
    assert page.count("end") >= 1


def test_the_brief_records_one_read_of_everybody_on_it(cast: Cast, client_of: Browsers) -> None:
    client_of("ruth").get(brief_of(cast))
    (entry,) = Entry.objects.filter(act="desk.brief_read")
    assert about(entry) == {cast.members[name].pk for name in ("ana", "bo", "chidi")}
    assert entry.subject_id == cast.sessions["tuesday_next"].pk


@pytest.mark.parametrize("who", ELSEWHERE)
def test_the_brief_of_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    brings(cast, cast.members["ana"], "I rang my sister.")
    page = client_of(who).get(brief_of(cast))
    assert page.status_code == 404
    assert b"sister" not in page.content
    assert not Entry.objects.filter(act="desk.brief_read").exists()


def test_the_brief_closes_when_the_facilitation_ends(cast: Cast, client_of: Browsers) -> None:
    tomas = client_of("tomas")
    assert tomas.get(brief_of(cast)).status_code == 200
    with acting_as(cast.system):
        Facilitation.unscoped.filter(staff=cast.staff["tomas"]).update(ends_at=clock.now())
    assert tomas.get(brief_of(cast)).status_code == 404


def test_the_brief_asks_the_same_for_twelve_members_and_a_hundred_sessions(
    cast: Cast, client_of: Browsers
) -> None:
    full_house(cast, 3, 2)
    few = queries_of(client_of("ruth"), brief_of(cast))
    grown(cast)
    assert queries_of(client_of("ruth"), brief_of(cast)) == few


# today


def test_today_shows_the_day_in_order_with_concerns_first(cast: Cast, client_of: Browsers) -> None:
    now = clock.now().replace(hour=12, minute=0)
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(
            starts_at=now, ends_at=now + timedelta(minutes=90)
        )
    brings(cast, cast.members["ana"], "Words.")
    concern_about(cast, "chidi")
    page = text_of(client_of("ruth"), reverse("desk:today"))
    assert page.index("Please look first") < page.index("Tuesday evening")
    assert "1 of 3 have checked in" in page
    assert brief_of(cast) in page
    (entry,) = Entry.objects.filter(act="desk.today_read")
    assert about(entry) == {cast.members["chidi"].pk}
    assert "Thursday noon" not in page


def test_on_an_empty_day_today_says_when_the_next_group_is(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        later = clock.now() + timedelta(days=3)
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(
            starts_at=later, ends_at=later + timedelta(minutes=90)
        )
    page = text_of(client_of("ruth"), reverse("desk:today"))
    assert "No group meets today" in page
    assert brief_of(cast) in page
    assert not Entry.objects.filter(act="desk.today_read").exists()


def test_unsigned_notes_stand_last(cast: Cast, client_of: Browsers) -> None:
    page = text_of(client_of("ruth"), reverse("desk:today"))
    assert "Notes that wait for a signature" in page
    assert page.index("Notes that wait for a signature") > page.index("<h1")


def test_a_supervisor_without_a_group_is_told_so(cast: Cast, client_of: Browsers) -> None:
    assert "You lead no group" in text_of(client_of("sam"), reverse("desk:today"))


@pytest.mark.parametrize("who", ["ines", "olu", "ana"])
def test_today_is_for_clinicians(cast: Cast, client_of: Browsers, who: str) -> None:
    assert client_of(who).get(reverse("desk:today")).status_code == 404


def test_today_asks_the_same_whatever_the_size_and_the_history(cast: Cast, client_of: Browsers) -> None:
    full_house(cast, 3, 2)
    few = queries_of(client_of("ruth"), reverse("desk:today"))
    grown(cast)
    assert queries_of(client_of("ruth"), reverse("desk:today")) == few


# the group


def test_the_groups_page_shows_attendance_and_agreement(cast: Cast, client_of: Browsers) -> None:
    members = [cast.members[name] for name in ("ana", "bo", "chidi")]
    sessions = held_sessions(cast, 3, members)
    absent(cast, sessions[-1], "bo")
    absent(cast, sessions[-2], "bo")
    agreed(cast, "ana")
    page = text_of(client_of("ruth"), group_of(cast))
    assert "4 of 4" in page
    assert "2 of 4" in page
    assert "missed the last 2" in page
    assert page.count("not signed") >= 2
    assert member_of(cast) in page


@pytest.mark.parametrize("who", ELSEWHERE)
def test_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    assert client_of(who).get(group_of(cast)).status_code == 404


def test_the_groups_page_asks_the_same_whatever_its_size(cast: Cast, client_of: Browsers) -> None:
    full_house(cast, 3, 2)
    few = queries_of(client_of("ruth"), group_of(cast))
    grown(cast)
    assert queries_of(client_of("ruth"), group_of(cast)) == few


# a member


def test_a_members_page_shows_the_course_and_what_they_share(cast: Cast, client_of: Browsers) -> None:
    ana = cast.members["ana"]
    sessions = held_sessions(cast, 3, [ana])
    for session, total in zip(sessions, (18, 15, 12, 11), strict=True):
        measured(cast, ana, session, total)
    brings(cast, ana, "I rang my sister.")
    concern_about(cast, "ana")
    page = text_of(client_of("ruth"), member_of(cast))
    assert "reliably better" in page  # 18 to 11 is 7 points; 6 are reliable
    assert "18, moderately severe" in page
    assert "I rang my sister." in page
    assert "came 4 of the last 4" in page
    assert "Noor Haddad" in page
    (entry,) = Entry.objects.filter(act="desk.member_read")
    assert about(entry) == {ana.pk}


def test_what_a_member_keeps_to_themselves_stays_closed_here_too(cast: Cast, client_of: Browsers) -> None:
    brings(cast, cast.members["ana"], "For me alone.", share="nobody", openness=5)
    page = text_of(client_of("ruth"), member_of(cast))
    assert "For me alone" not in page
    assert "Kept to themselves." in page
    assert "open 5" not in page


def test_what_ana_said_in_another_group_is_not_shown(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups["thursday"], member=cast.members["ana"], seat=9,
            starts_at=LONG_AGO,
        )  # fmt: skip
    brings(cast, cast.members["ana"], "Only for Tuesdays.")
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 18)
    page = text_of(client_of("kit"), member_of(cast))
    assert "Only for Tuesdays" not in page
    assert "18, moderately severe" not in page
    assert "Tuesday evening" not in page


@pytest.mark.parametrize("who", ELSEWHERE)
def test_the_member_of_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    page = client_of(who).get(member_of(cast))
    assert page.status_code == 404
    assert b"Noor" not in page.content


def test_a_members_page_asks_the_same_whatever_the_history(cast: Cast, client_of: Browsers) -> None:
    full_house(cast, 3, 2)
    few = queries_of(client_of("ruth"), member_of(cast))
    grown(cast)
    for week in range(3, 20):
        with acting_as(cast.system):
            session = GroupSession.unscoped.get(original_local=f"grown-{week}")
        measured(cast, cast.members["ana"], session, week)
    assert queries_of(client_of("ruth"), member_of(cast)) == few


@pytest.mark.parametrize("page", [brief_of, member_of, group_of])
def test_titles_name_nobody(cast: Cast, client_of: Browsers, page: Callable[[Cast], str]) -> None:
    title = text_of(client_of("ruth"), page(cast)).split("<title>")[1].split("</title>")[0]
    assert "Ana" not in title
    assert "Tuesday" not in title
