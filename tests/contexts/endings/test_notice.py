"""Ana says that she leaves; who may know reads which sessions are the last; she can take it back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.endings.actions.notice import (
    Said,
    close,
    say,
    set_notice,
    take_back,
    take_closing_back,
    take_word_out,
    tell,
)
from holdspace.endings.models import Closing, Leaving
from holdspace.endings.queries import ahead
from holdspace.endings.tasks import finish_all
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import text_of
from tests.contexts.endings.goodbyes import leaving, membership, weeks_ahead

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
WORD = "Thank you for the chairs."


def reads(cast: Cast, name: str) -> list[tuple[str, int | None, str]]:
    """Name, sessions left after the next, and sentence of every goodbye of Tuesdays that somebody knows of."""
    with as_(cast, name) as who:
        found = ahead(who, [cast.groups["tuesday"].pk]).get(cast.groups["tuesday"].pk, [])
        return [(each.name, each.left, each.word) for each in found]


def test_told_the_circle_and_its_leaders_know_and_nobody_else(cast: Cast) -> None:
    leaving(cast, word=WORD)
    for name in ("ana", "bo", "chidi", "ruth", "tomas"):
        assert reads(cast, name) == [("Ana", 2, WORD)], name
    for name in ("dana", "eve", "kit", "ines", "sam", "olu"):
        assert reads(cast, name) == [], name


def test_untold_only_she_and_the_leaders_know(cast: Cast) -> None:
    said = leaving(cast, tell=False, word=WORD)
    assert reads(cast, "bo") == []
    assert reads(cast, "ruth") == reads(cast, "ana") == [("Ana", 2, "")]
    with as_(cast, "ana") as ana:
        tell(leaving=said, by=ana)
        tell(leaving=said, by=ana)
    assert reads(cast, "bo") == [("Ana", 2, WORD)]
    assert Entry.objects.filter(act="endings.told").count() == 1


def test_a_member_gives_the_groups_notice_and_a_leader_may_shorten_it(cast: Cast) -> None:
    with pytest.raises(Refused, match="a little more time"):
        leaving(cast, week=1)
    assert leaving(cast, week=1, by="ruth").last_on == weeks_ahead(cast)[1].starts_at.date()
    with as_(cast, "tomas") as tomas:
        set_notice(group=cast.groups["tuesday"], sessions=1, by=tomas)
    assert leaving(cast, week=0).said_by is None
    assert [left for _, left, _ in reads(cast, "bo")] == [0]


@pytest.mark.parametrize("sessions", [0, 13])
def test_a_notice_stays_within_reason(cast: Cast, sessions: int) -> None:
    with pytest.raises(Refused, match="Between one and twelve"), as_(cast, "ruth") as ruth:
        set_notice(group=cast.groups["tuesday"], sessions=sessions, by=ruth)


def test_said_again_it_is_one_and_the_newest_counts(cast: Cast) -> None:
    leaving(cast, word=WORD)
    leaving(cast, week=3, word="Soon.")
    assert reads(cast, "bo") == [("Ana", 3, "Soon.")]
    leaving(cast, week=1, by="ruth", tell=False)
    assert reads(cast, "bo") == [("Ana", 1, "Soon.")]


def test_a_cancelled_session_no_longer_counts(cast: Cast) -> None:
    leaving(cast)
    with acting_as(cast.system), transaction.atomic():
        GroupSession.unscoped.filter(pk=weeks_ahead(cast)[1].pk).update(status="cancelled")
    assert [left for _, left, _ in reads(cast, "bo")] == [1]
    with acting_as(cast.system), transaction.atomic():
        GroupSession.unscoped.filter(pk=weeks_ahead(cast)[2].pk).update(status="cancelled")
    assert [left for _, left, _ in reads(cast, "bo")] == [0]


def test_taken_back_nothing_is_marked_and_it_can_be_said_again(cast: Cast) -> None:
    said = leaving(cast)
    for name in ("ana", "ruth"):
        with as_(cast, name) as who:
            take_back(leaving=said, by=who)
    assert reads(cast, "bo") == reads(cast, "ana") == []
    assert Entry.objects.filter(act="endings.taken_back").count() == 1
    leaving(cast)
    assert reads(cast, "bo") == [("Ana", 2, "")]


def test_nobody_says_it_for_another_but_those_who_lead_the_group(cast: Cast) -> None:
    session = weeks_ahead(cast)[3]
    for name in ("bo", "dana", "kit", "ines", "sam", "olu"):
        with pytest.raises(Missing), as_(cast, name) as who:
            say(membership=membership(cast, "ana"), said=Said(session.pk), by=who)
    said = leaving(cast)
    for name in ("bo", "dana", "kit", "ines"):
        with pytest.raises(Missing), as_(cast, name) as who:
            take_back(leaving=said, by=who)
    with pytest.raises(Refused, match="sessions to come"), as_(cast, "ana") as ana:
        say(membership=membership(cast, "ana"), said=Said(cast.sessions["thursday_next"].pk), by=ana)
    with pytest.raises(Refused, match="ended already"), as_(cast, "ruth") as ruth:
        say(membership=membership(cast, "eve"), said=Said(session.pk), by=ruth)


def test_a_sentence_that_tells_how_to_reach_her_is_refused(cast: Cast) -> None:
    with pytest.raises(Refused, match="stays in the circle"):
        leaving(cast, word="Write to me: ana@example.org")
    assert reads(cast, "ana") == []


def test_with_words_of_danger_the_circle_is_not_told_and_the_therapists_are(cast: Cast) -> None:
    leaving(cast, word="I want to die.")
    assert reads(cast, "bo") == []
    assert reads(cast, "ruth") == [("Ana", 2, "")]
    with acting_as(cast.system), transaction.atomic():
        assert Concern.unscoped.filter(member=cast.members["ana"]).count() == 1


def test_told_later_words_of_danger_stay_out_of_the_circle(cast: Cast) -> None:
    said = leaving(cast, word="I want to die.")
    with as_(cast, "ana") as ana:
        tell(leaving=said, by=ana)
    assert reads(cast, "bo") == [("Ana", 2, "")]


def test_where_a_leader_tells_the_circle_reads_the_day_alone(cast: Cast) -> None:
    said = leaving(cast, tell=False, word=WORD)
    with as_(cast, "ruth") as ruth:
        tell(leaving=said, by=ruth)
    assert reads(cast, "bo") == [("Ana", 2, "")]
    leaving(cast, word="Other words, for you all.")
    assert reads(cast, "bo") == [("Ana", 2, "Other words, for you all.")]


def test_a_leader_takes_the_sentence_out_and_the_day_stays(cast: Cast) -> None:
    said = leaving(cast, word=WORD)
    with pytest.raises(Missing), as_(cast, "bo") as bo:
        take_word_out(leaving=said, by=bo)
    with as_(cast, "ruth") as ruth:
        take_word_out(leaving=said, by=ruth)
    assert reads(cast, "bo") == [("Ana", 2, "")]


# --- The day after ---------------------------------------------------------------------------------------


def finished() -> int:
    with acting_as(system_actor()):
        return finish_all(clock.now())


def endings(cast: Cast, *names: str) -> list[str]:
    return [membership(cast, name).ending for name in names]


@pytest.mark.parametrize(
    ("how", "ending"), [("finished", "graduated"), ("leaving", "left"), ("moved", "moved")]
)
def test_on_the_day_after_the_membership_ends_as_it_was_said(cast: Cast, how: str, ending: str) -> None:
    leaving(cast, how=how)
    last = weeks_ahead(cast)[2]
    with clock.held_at(last.ends_at.replace(hour=23, minute=30)):
        assert finished() == 0
    with clock.held_at(last.ends_at + timedelta(days=1)):
        assert finished() == 1
        assert finished() == 0
        assert reads(cast, "bo") == []
    assert endings(cast, "ana", "bo") == [ending, ""]


def test_taken_back_it_does_not_end(cast: Cast) -> None:
    said = leaving(cast)
    with as_(cast, "ana") as ana:
        take_back(leaving=said, by=ana)
    with clock.held_at(weeks_ahead(cast)[3].ends_at):
        assert finished() == 0


# --- A whole group ---------------------------------------------------------------------------------------


def closing(cast: Cast, week: int = 2) -> Closing:
    session = weeks_ahead(cast)[week]
    with as_(cast, "ruth") as ruth:
        return close(group=cast.groups["tuesday"], session=session.pk, by=ruth)


def test_the_end_of_a_group_is_marked_for_everybody_in_it(cast: Cast) -> None:
    closing(cast)
    assert reads(cast, "bo") == reads(cast, "ruth") == [("", 2, "")]
    assert reads(cast, "dana") == []
    assert closing(cast, 3).pk
    assert reads(cast, "bo") == [("", 3, "")]
    for name in ("bo", "kit", "ines"):
        with pytest.raises(Missing), as_(cast, name) as who:
            close(group=cast.groups["tuesday"], session=weeks_ahead(cast)[2].pk, by=who)


def test_on_the_day_after_everybody_has_finished_and_an_earlier_leaving_keeps_its_own_end(cast: Cast) -> None:
    leaving(cast, how="moved")
    closing(cast)
    with clock.held_at(weeks_ahead(cast)[2].ends_at + timedelta(days=1)):
        assert finished() == 3
        assert finished() == 0
    assert endings(cast, "ana", "bo", "chidi") == ["moved", "graduated", "graduated"]
    assert endings(cast, "eve") == ["left"]


def test_a_group_that_goes_on_ends_for_nobody(cast: Cast) -> None:
    row = closing(cast)
    with as_(cast, "ruth") as ruth:
        take_closing_back(closing=row, by=ruth)
    assert reads(cast, "bo") == []
    with clock.held_at(weeks_ahead(cast)[3].ends_at):
        assert finished() == 0


# --- On the pages ----------------------------------------------------------------------------------------


def test_she_says_it_on_her_phone_and_every_page_marks_it(cast: Cast, client_of: Browsers) -> None:
    session, ana = weeks_ahead(cast)[2], client_of("ana")
    page = reverse("endings:leave", args=[cast.groups["tuesday"].pk])
    assert "asks for 3 more sessions" in text_of(ana, page)
    sent = {"session": str(session.pk), "how": "finished", "tell": "on", "word": WORD}
    assert ana.post(page, sent).status_code == 302
    group, evening = cast.groups["tuesday"].pk, cast.sessions["tuesday_next"].pk
    for who, url in (
        ("bo", reverse("desk:home")),
        ("bo", reverse("endings:line", args=[group])),
        ("ruth", reverse("desk:brief", args=[evening])),
        ("ruth", reverse("live:session", args=[evening])),
        ("ruth", reverse("endings:group", args=[group])),
    ):
        assert "the last session but two" in text_of(client_of(who), url), url
    assert WORD in text_of(client_of("bo"), reverse("endings:mine"))
    assert "the last session" not in text_of(client_of("dana"), reverse("desk:home"))


def test_what_cannot_be_kept_comes_back_with_what_was_typed(cast: Cast, client_of: Browsers) -> None:
    weeks_ahead(cast)
    page = reverse("endings:leave", args=[cast.groups["tuesday"].pk])
    soon = str(cast.sessions["tuesday_next"].pk)
    answer = client_of("ana").post(page, {"session": soon, "how": "leaving", "word": "Typed already."})
    assert answer.status_code == 422
    assert "Typed already." in answer.content.decode()


def test_where_too_few_sessions_are_planned_it_says_whom_to_ask(cast: Cast, client_of: Browsers) -> None:
    page = reverse("endings:leave", args=[cast.groups["tuesday"].pk])
    assert "Too few sessions are planned" in text_of(client_of("ana"), page)


def test_a_leader_writes_it_down_and_changes_the_notice(cast: Cast, client_of: Browsers) -> None:
    session, ruth = weeks_ahead(cast)[1], client_of("ruth")
    page = reverse("endings:write_down", args=[membership(cast, "bo").pk])
    assert ruth.post(page, {"session": str(session.pk), "how": "leaving"}).status_code == 302
    group = reverse("endings:group", args=[cast.groups["tuesday"].pk])
    assert "The circle does not read it yet" in text_of(ruth, group)
    notice = reverse("endings:notice", args=[cast.groups["tuesday"].pk])
    assert ruth.post(notice, {"sessions": "4"}).status_code == 302
    assert 'value="4"' in text_of(ruth, group)
    with acting_as(cast.system), transaction.atomic():
        assert Leaving.unscoped.get().member == cast.members["bo"]
        assert Membership.unscoped.filter(member=cast.members["bo"], ends_at__isnull=True).exists()
