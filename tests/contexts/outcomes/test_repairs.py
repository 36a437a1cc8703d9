"""After a session that lies low: its leaders write what happened and a step, and the brief reminds them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.outcomes.actions import LONGEST, write_repair
from holdspace.outcomes.models import RepairStep
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import text_of
from tests.contexts.outcomes.evenings import (
    FALL,
    NOT_YET,
    REGAINED,
    climate_url,
    in_training,
    opened_by,
    repair_url,
    status,
    told,
)

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

HAPPENED = "Two left early, and nobody said a word about it."
STEP = "Ask at the start how that was."


def write(
    session: GroupSession, by: Actor, *, happened: str = HAPPENED, step: str = STEP, version: int = 0
) -> RepairStep:
    with acting_as(by), transaction.atomic():
        return write_repair(session=session, happened=happened, step=step, version=version, by=by)


def written(cast: Cast) -> list[tuple[str, str, int]]:
    with acting_as(cast.system):
        return [(row.happened or "", row.step or "", row.version) for row in RepairStep.unscoped.all()]


# who writes


def test_a_leader_is_asked_and_writes(cast: Cast, client_of: Browsers) -> None:
    low, ruth = told(cast, FALL)[-1], client_of("ruth")
    assert repair_url(low) in text_of(ruth, climate_url(cast))
    sent = ruth.post(repair_url(low), {"happened": HAPPENED, "step": STEP, "version": "0"})
    assert (sent.status_code, sent["Location"]) == (302, climate_url(cast))
    page = text_of(client_of("tomas"), climate_url(cast))
    assert HAPPENED in page
    assert STEP in page
    assert "Ruth Adler" in page


def test_it_is_recorded_about_nobody(cast: Cast, actor: Acting) -> None:
    write(told(cast, FALL)[-1], actor("ruth"))
    entry = Entry.objects.get(act="outcomes.repair_written")
    assert (entry.group_id, entry.detail) == (cast.groups["tuesday"].pk, '{"version":1}')


def test_a_trainee_reads_and_does_not_write(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    low = told(cast, FALL)[-1]
    write(low, actor("ruth"))
    in_training(cast, "tomas")
    page = text_of(client_of("tomas"), climate_url(cast))
    assert STEP in page
    assert repair_url(low) not in page
    assert status(client_of("tomas"), repair_url(low)) == 404
    with pytest.raises(Missing):
        write(low, actor("tomas"), step="Something else", version=1)


def test_a_supervisor_with_the_record_open_reads_and_does_not_write(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    low = told(cast, FALL)[-1]
    write(low, actor("ruth"))
    opened_by(cast, "sam")
    assert STEP in text_of(client_of("sam"), climate_url(cast))
    assert status(client_of("sam"), repair_url(low)) == 404
    with pytest.raises(Missing):
        write(low, actor("sam"), step="Something else", version=1)


@pytest.mark.parametrize("who", ["kit", "sam", "ines", "olu", "ana"])
def test_nobody_else_finds_it(cast: Cast, actor: Acting, client_of: Browsers, who: str) -> None:
    low = told(cast, FALL)[-1]
    assert status(client_of(who), repair_url(low)) == 404
    with pytest.raises(Missing):
        write(low, actor(who))
    assert written(cast) == []


def test_nothing_is_written_of_a_session_that_was_not_held(cast: Cast, actor: Acting) -> None:
    with pytest.raises(Missing):
        write(cast.sessions["tuesday_next"], actor("ruth"))


# what is written


def test_half_of_it_is_enough_and_nothing_is_not(cast: Cast, actor: Acting) -> None:
    low = told(cast, FALL)[-1]
    with pytest.raises(Refused):
        write(low, actor("ruth"), happened=" \r\n", step="")
    assert write(low, actor("ruth"), happened="").version == 1
    assert written(cast) == [("", STEP, 1)]


def test_too_long_a_text_is_refused_and_stands_in_the_form(cast: Cast, client_of: Browsers) -> None:
    low, long = told(cast, FALL)[-1], "a" * (LONGEST + 1)
    answer = client_of("ruth").post(repair_url(low), {"happened": long, "step": STEP, "version": "0"})
    assert answer.status_code == 422
    assert long in answer.content.decode()
    assert written(cast) == []


def test_two_who_write_at_once_keep_both_texts(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    low, mine = told(cast, FALL)[-1], "Begin with a round."
    write(low, actor("ruth"))
    tomas = client_of("tomas")
    crossed = tomas.post(repair_url(low), {"happened": "", "step": mine, "version": "0"})
    page = crossed.content.decode()
    assert crossed.status_code == 409
    assert STEP in page
    assert mine in page
    assert written(cast) == [(HAPPENED, STEP, 1)]
    again = tomas.post(repair_url(low), {"happened": HAPPENED, "step": mine, "version": "1"})
    assert again.status_code == 302
    assert written(cast) == [(HAPPENED, mine, 2)]


def test_a_request_sent_again_changes_nothing(cast: Cast, actor: Acting) -> None:
    low = told(cast, FALL)[-1]
    write(low, actor("ruth"))
    write(low, actor("ruth"))
    assert written(cast) == [(HAPPENED, STEP, 1)]
    with pytest.raises(Conflict):
        write(low, actor("tomas"), step="Another", version=0)


def test_what_was_written_stays_when_late_answers_lift_the_session(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    low = told(cast, [(8, 8, 8)])[-1]
    write(low, actor("ruth"))
    assert STEP in text_of(client_of("ruth"), climate_url(cast))


# the brief


def brief(cast: Cast, client_of: Browsers) -> str:
    return text_of(client_of("ruth"), reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk]))


def test_the_brief_reminds_of_the_step(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    low = told(cast, FALL)[-1]
    assert "Nobody has written a step yet." in brief(cast, client_of)
    write(low, actor("ruth"))
    page = brief(cast, client_of)
    assert "Last session lay low." in page
    assert STEP in page


def test_the_brief_stays_with_it_until_it_is_repaired(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    sessions = told(cast, [*FALL, NOT_YET])
    write(sessions[3], actor("ruth"))
    page = brief(cast, client_of)
    assert "Session 4 lay low and is not repaired yet." in page
    assert STEP in page


@pytest.mark.parametrize("after", [[REGAINED], [NOT_YET] * 3], ids=["repaired", "not repaired"])
def test_the_brief_lets_it_go_afterwards(
    cast: Cast, client_of: Browsers, after: list[tuple[int, ...]]
) -> None:
    told(cast, [*FALL, *after])
    assert "lay low" not in brief(cast, client_of)
