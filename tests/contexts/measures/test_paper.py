"""Ana filled in a form on paper; Ruth enters it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Concerned, Entry
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures.actions import enter_from_paper, record_administration
from holdspace.measures.models import Administration
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import text_of
from tests.contexts.measures.test_own_schedules import spell

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]


def day_of(cast: Cast, session: str = "tuesday_last", *, later: int = 0) -> date:
    starts = cast.sessions[session].starts_at
    return (starts + timedelta(days=later)).date()


def page_of(cast: Cast, name: str = "ana") -> str:
    return reverse("measures:paper", args=[spell(cast, name).pk])


def sent(cast: Cast, **answers: str) -> dict[str, str]:
    named = {f"phq-9-{key.replace('_', '-')}": value for key, value in answers.items()}
    return {"form": "phq-9", "day": day_of(cast).isoformat()} | named


def kept(cast: Cast) -> list[Administration]:
    with acting_as(cast.system):
        return list(Administration.unscoped.order_by("taken_at"))


def enter(cast: Cast, by: Actor, given: dict[str, int | None], **when: date) -> Administration:
    with acting_as(by), transaction.atomic():
        return enter_from_paper(
            spell=spell(cast), instrument_id="phq-9", day=when.get("day", day_of(cast)), answers=given, by=by
        )


def test_a_form_and_a_day_are_chosen_and_then_the_answers(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    assert "Little interest" not in text_of(ruth, page_of(cast))
    page = text_of(ruth, f"{page_of(cast)}?form=phq-9&day={day_of(cast)}")
    assert "Little interest or pleasure" in page
    assert f'value="{day_of(cast)}"' in page
    answer = ruth.post(page_of(cast), sent(cast, mood="2", sleep="1", self_harm=""), follow=True)
    assert "Kept. It stands on their page." in answer.content.decode()
    (row,) = kept(cast)
    with acting_as(cast.system):
        given = {key: value for key, value in row.answers.items() if value is not None}
    assert given == {"mood": 2, "sleep": 1}
    assert (row.way, row.entered_by_id, row.member_id) == (
        "paper",
        cast.staff["ruth"].pk,
        cast.members["ana"].pk,
    )
    assert (row.session_id, row.taken_at) == (
        cast.sessions["tuesday_last"].pk,
        cast.sessions["tuesday_last"].starts_at,
    )


def test_who_entered_it_is_recorded_and_the_member_can_see_it(cast: Cast, client_of: Browsers) -> None:
    client_of("ruth").post(page_of(cast), sent(cast, mood="2"))
    entry = Entry.objects.get(act="measures.entered")
    assert entry.actor_person_id == cast.staff["ruth"].pk
    assert Concerned.objects.filter(entry=entry, member_id=cast.members["ana"].pk).exists()
    assert "mood" not in entry.detail
    record = text_of(client_of("ana"), reverse("desk:record"))
    assert "entered your answers from a form on paper" in record


def test_a_signal_on_paper_raises_the_same_concern(cast: Cast, client_of: Browsers) -> None:
    for _ in range(2):
        client_of("ruth").post(page_of(cast), sent(cast, self_harm="1"))
    with acting_as(cast.actor("tomas")):
        (concern,) = Concern.unscoped.all()
        assert "better off dead" in concern.what
    assert (concern.member_id, concern.source, concern.acknowledged_at) == (
        cast.members["ana"].pk,
        "item",
        None,
    )


def test_entered_again_it_replaces_what_was_entered(cast: Cast, actor: Acting) -> None:
    between = day_of(cast, later=2)  # no session on this day
    for mood in (1, 1, 3):
        enter(cast, actor("ruth"), {"mood": mood}, day=between)
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert row.answers["mood"] == 3
    assert row.session_id is None
    assert row.taken_at.date() in (between, between - timedelta(days=1))  # midnight on the practice's wall
    assert Entry.objects.filter(act="measures.entered").count() == 2


def test_what_ana_answered_herself_stays(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana, transaction.atomic():
        record_administration(
            member=cast.members["ana"], group=cast.groups["tuesday"],
            session=cast.sessions["tuesday_last"], instrument_id="phq-9", answers={"mood": 1}, by=ana,
        )  # fmt: skip
    with pytest.raises(Refused, match="answered for that session themselves"):
        enter(cast, actor("ruth"), {"mood": 3})
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert row.answers["mood"] == 1


@pytest.mark.parametrize(
    ("day", "sentence"),
    [
        (clock.now().date() + timedelta(days=2), "has not come yet"),
        (date(2026, 1, 5), "were not in the group"),  # they came on the 6th
    ],
)
def test_a_day_that_does_not_fit_is_refused(
    cast: Cast, client_of: Browsers, day: date, sentence: str
) -> None:
    answer = client_of("ruth").post(page_of(cast), sent(cast, mood="2") | {"day": day.isoformat()})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in page
    assert 'value="2" id="id_phq-9-mood_2" checked' in page.replace("  ", " ")
    assert kept(cast) == []


def test_an_empty_form_is_not_kept(cast: Cast, client_of: Browsers) -> None:
    answer = client_of("ruth").post(page_of(cast), sent(cast))
    assert answer.status_code == 422
    assert "not one answer on this form" in answer.content.decode()
    assert kept(cast) == []


@pytest.mark.parametrize("who", ["kit", "ana", "bo", "ines", "sam", "olu"])
def test_only_those_who_lead_enter(cast: Cast, actor: Acting, client_of: Browsers, who: str) -> None:
    with pytest.raises(Missing):
        enter(cast, actor(who), {"mood": 3})
    assert client_of(who).get(page_of(cast)).status_code == 404


def test_eve_who_has_left_sent_hers_by_post(cast: Cast, client_of: Browsers) -> None:
    answer = client_of("ruth").post(page_of(cast, "eve"), sent(cast, mood="2"))
    assert answer.status_code == 302
    assert kept(cast)[0].member_id == cast.members["eve"].pk
