"""When Ruth is asked to look again at somebody's course, how she puts it aside, and when it comes back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Concerned, Entry
from holdspace.groups.models import RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures.actions import record_administration
from holdspace.outcomes.actions import silence
from holdspace.outcomes.models import Silence
from holdspace.outcomes.queries import Signal, signals_in
from holdspace.safety.actions import acknowledge, close
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import absent, held_sessions, measured, rated, spread, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
Actors = Callable[[str], Actor]
WHY = "She told me that she moved house."


def of_ana(cast: Cast) -> list[Signal]:
    ruth, ana = cast.actor("ruth"), cast.members["ana"]
    with acting_as(ruth):
        return signals_in(ruth, cast.groups["tuesday"], [ana.pk])[ana.pk]


def keys(cast: Cast) -> list[str]:
    return [signal.reason.key for signal in of_ana(cast)]


def speaking(cast: Cast) -> list[str]:
    return [signal.reason.key for signal in of_ana(cast) if not signal.is_silent]


def measured_weekly(cast: Cast, *totals: int) -> None:
    ana = cast.members["ana"]
    for session, total in zip(held_sessions(cast, len(totals) - 1, [ana]), totals, strict=True):
        measured(cast, ana, session, total)


def put_aside(cast: Cast, key: str, *, level: int = 1, who: str = "ruth", reason: str = WHY) -> Silence:
    by = cast.actor(who)
    with acting_as(by), transaction.atomic():
        return silence(
            member=cast.members["ana"],
            group=cast.groups["tuesday"],
            key=key,
            seen_level=level,
            reason=reason,
            by=by,
        )


def silence_page(cast: Cast, key: str) -> str:
    return reverse("outcomes:silence", args=[cast.groups["tuesday"].pk, cast.members["ana"].pk, key])


def brief_of(client: Client, cast: Cast) -> str:
    return text_of(client, reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk]))


# what speaks


def test_six_points_worse_speak_and_five_do_not(cast: Cast) -> None:
    measured_weekly(cast, 10, 15)
    assert keys(cast) == []
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 16)
    assert keys(cast) == ["deterioration:phq-9"]


def test_no_gain_is_said_after_eight_sessions_to_who_was_unwell(cast: Cast) -> None:
    measured_weekly(cast, *[14] * 8)
    assert keys(cast) == []  # seven sessions lie between the first form and the last
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 13)
    assert keys(cast) == ["no-gain:phq-9"]


def test_who_is_below_the_line_by_now_is_left_in_peace(cast: Cast) -> None:
    measured_weekly(cast, *[12] * 9)
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 9)  # 3 better, and no case any more
    assert keys(cast) == []


def test_who_was_well_at_the_start_has_nothing_to_gain(cast: Cast) -> None:
    measured_weekly(cast, *[4] * 9)
    measured(cast, cast.members["ana"], cast.sessions["tuesday_next"], 5)
    assert keys(cast) == []


def test_two_absences_in_a_row_speak_with_a_word_or_without(cast: Cast) -> None:
    sessions = held_sessions(cast, 3, [cast.members["ana"]])
    absent(cast, sessions[-1], "ana")
    assert keys(cast) == []
    absent(cast, sessions[-2], "ana", reason="ill")
    assert keys(cast) == ["absences"]


def alert(cast: Cast, points: int) -> None:
    session = cast.sessions["tuesday_next"]
    with acting_as(cast.system), transaction.atomic():
        record_administration(
            member=cast.members["ana"], group=cast.groups["tuesday"], session=session,
            instrument_id="phq-9", answers=spread(6) | {"self-harm": points}, by=cast.system,
        )  # fmt: skip


def test_a_safety_question_speaks_first_and_stands_in_the_brief_once(cast: Cast, client_of: Browsers) -> None:
    sessions = held_sessions(cast, 2, [cast.members["ana"]])
    for session in sessions[-2:]:
        absent(cast, session, "ana")
    alert(cast, 1)
    assert [key.split(":")[0] for key in keys(cast)] == ["alert", "absences"]
    page = brief_of(client_of("ruth"), cast)
    assert "Nobody has taken it on yet." in page
    assert "answered a safety question" not in page  # its concern stands above
    by = cast.actor("ruth")
    with acting_as(by), transaction.atomic():
        concern = Concern.visible_to(by).get(member=cast.members["ana"])
        acknowledge(concern=concern, by=by)
        close(concern=concern, outcome="We spoke, and she is safe.", by=by)
    assert "answered a safety question of the PHQ-9 with 1." in brief_of(client_of("ruth"), cast)


def test_a_half_filled_form_says_nothing_about_change(cast: Cast) -> None:
    measured_weekly(cast, 10)
    with acting_as(cast.system), transaction.atomic():
        record_administration(
            member=cast.members["ana"], group=cast.groups["tuesday"], session=cast.sessions["tuesday_next"],
            instrument_id="phq-9", answers={"interest": 3, "mood": 3, "sleep": 3}, by=cast.system,
        )  # fmt: skip
    assert keys(cast) == []


def test_what_somebody_rated_is_never_a_signal(cast: Cast) -> None:
    """Members were promised that leaders see what all of them said together."""
    sessions = held_sessions(cast, 4, [cast.members["ana"]])
    for session, heard in zip(sessions, (9, 9, 9, 9, 0), strict=True):
        rated(cast, session, [cast.members["ana"]], heard)
    assert keys(cast) == []


# the brief


def test_each_signal_is_one_sentence_in_the_brief(cast: Cast, client_of: Browsers) -> None:
    measured_weekly(cast, 10, 12, 17)
    page = brief_of(client_of("ruth"), cast)
    assert "<strong>Ana</strong> is reliably worse than at the start: PHQ-9 from 10 to 17." in page
    assert "worse than last time" not in page
    put_aside(cast, "deterioration:phq-9")
    assert "than at the start" not in brief_of(client_of("ruth"), cast)


# putting aside


def test_put_aside_it_is_silent_until_it_gets_worse(cast: Cast) -> None:
    ana, ahead = cast.members["ana"], cast.sessions["tuesday_next"]
    measured_weekly(cast, 6, 12)  # 6 worse is level 1, 9 worse level 2
    put_aside(cast, "deterioration:phq-9")
    assert speaking(cast) == []
    measured(cast, ana, ahead, 14)
    assert speaking(cast) == []
    measured(cast, ana, ahead, 15)
    assert speaking(cast) == ["deterioration:phq-9"]


def test_what_was_put_aside_stands_on_the_path_with_its_reason(cast: Cast, client_of: Browsers) -> None:
    measured_weekly(cast, 6, 12)
    ruth, address = client_of("ruth"), silence_page(cast, "deterioration:phq-9")
    assert "Reliably worse than at the start" in text_of(ruth, address)
    answer = ruth.post(address, {"reason": WHY, "level": "1"}, follow=True)
    page = answer.content.decode()
    assert "Put aside. It comes back when it gets worse." in page
    assert "Please look again" not in page
    assert WHY in page
    assert "Ruth Adler" in page
    (entry,) = Entry.objects.filter(act="outcomes.silenced")
    assert Concerned.objects.filter(entry=entry).get().member_id == cast.members["ana"].pk
    assert WHY not in entry.detail
    assert "wrote down why" in text_of(client_of("ana"), reverse("desk:record"))


def test_a_word_is_no_reason_and_nothing_is_lost(cast: Cast, client_of: Browsers) -> None:
    measured_weekly(cast, 6, 12)
    answer = client_of("ruth").post(
        silence_page(cast, "deterioration:phq-9"), {"reason": "Fine.", "level": "1"}
    )
    assert answer.status_code == 422
    assert b"a word is not enough" in answer.content
    assert b"Fine." in answer.content
    assert not Silence.unscoped.exists()


def test_what_got_worse_meanwhile_has_to_be_read_first(cast: Cast) -> None:
    measured_weekly(cast, 6, 15)
    with pytest.raises(Refused, match="got worse"):
        put_aside(cast, "deterioration:phq-9", level=1)


def test_nobody_puts_it_aside_twice(cast: Cast) -> None:
    measured_weekly(cast, 6, 12)
    put_aside(cast, "deterioration:phq-9")
    with pytest.raises(Refused, match="already"):
        put_aside(cast, "deterioration:phq-9", who="tomas")


def test_what_is_not_there_cannot_be_put_aside(cast: Cast, client_of: Browsers) -> None:
    with pytest.raises(Missing):
        put_aside(cast, "absences")
    assert client_of("ruth").get(silence_page(cast, "absences")).status_code == 404


@pytest.mark.parametrize("who", ["kit", "ines", "olu", "sam", "ana", "dana"])
def test_others_cannot_put_anything_aside(cast: Cast, client_of: Browsers, who: str) -> None:
    measured_weekly(cast, 6, 12)
    address = silence_page(cast, "deterioration:phq-9")
    assert client_of(who).get(address).status_code == 404
    assert client_of(who).post(address, {"reason": WHY, "level": "1"}).status_code == 404
    assert not Silence.unscoped.exists()


def test_a_supervisor_who_opened_the_record_reads_and_decides_nothing(
    cast: Cast, client_of: Browsers
) -> None:
    measured_weekly(cast, 6, 12)
    with acting_as(cast.system):
        RecordOpening.unscoped.create(
            practice=cast.practice, group=cast.groups["tuesday"], staff=cast.staff["sam"], reason="Looking.",
            starts_at=clock.now(), ends_at=clock.now() + timedelta(minutes=60),
        )  # fmt: skip
    page = text_of(client_of("sam"), reverse("outcomes:path", args=[cast.members["ana"].pk]))
    assert "Reliably worse than at the start" in page
    address = silence_page(cast, "deterioration:phq-9")
    assert address not in page
    assert client_of("sam").post(address, {"reason": WHY, "level": "1"}).status_code == 404


def test_a_reason_about_ana_stays_with_those_who_lead_her_group(cast: Cast, actor: Actors) -> None:
    measured_weekly(cast, 6, 12)
    kept = put_aside(cast, "deterioration:phq-9")
    for who in ("kit", "sam", "ines", "olu", "ana"):
        with acting_as(actor(who)):
            assert not Silence.visible_to(actor(who)).filter(pk=kept.pk).exists()


def test_the_groups_page_says_whose_course_asks_and_how_many_rest(cast: Cast, client_of: Browsers) -> None:
    measured_weekly(cast, 6, 12)
    address = reverse("outcomes:group", args=[cast.groups["tuesday"].pk])
    assert "is reliably worse than at the start: PHQ-9 from 6 to 12." in text_of(client_of("ruth"), address)
    put_aside(cast, "deterioration:phq-9")
    page = text_of(client_of("ruth"), address)
    assert "1 reason has been put aside" in page
    assert WHY not in page


@pytest.mark.parametrize("reason", ["", "Moved.", "   moved    "])
def test_a_word_is_no_reason_to_put_it_aside(cast: Cast, reason: str) -> None:
    measured_weekly(cast, 10, 16)
    [key] = keys(cast)
    with pytest.raises(Refused) as refused:
        put_aside(cast, key, reason=reason)
    assert set(refused.value.fields) == {"reason"}
    assert speaking(cast) == [key]
