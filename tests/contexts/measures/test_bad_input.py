"""Whatever arrives: a clear sentence, nothing lost, nothing scored that should not be."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.measures import catalogue
from holdspace.measures.actions import stop_asking
from holdspace.measures.library import Library, shipped
from holdspace.measures.models import Administration
from holdspace.measures.questions import QuestionnaireForm
from holdspace.safety.models import Concern
from holdspace.sessions.models import CheckIn
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import scheduled, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]

WORDS = {"brings": "I rang my sister.", "share": "therapists", "openness": "4", "version": "0"}


def page_of(cast: Cast) -> str:
    return reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk])


def kept(cast: Cast) -> list[Administration]:
    with acting_as(cast.system):
        return list(Administration.unscoped.order_by("instrument"))


def asked(cast: Cast, client_of: Browsers) -> Client:
    """Ana, of whom the PHQ-9 is asked, has her check-in open."""
    scheduled(cast, "phq-9")
    ana = client_of("ana")
    text_of(ana, page_of(cast))
    return ana


@pytest.mark.parametrize("value", ["4", "-1", "99999999999", "1.5", "often", "0x1"])
def test_out_of_range_or_no_option_comes_back_with_a_sentence_and_all_that_was_written(
    cast: Cast, client_of: Browsers, value: str
) -> None:
    ana = asked(cast, client_of)
    answer = ana.post(page_of(cast), WORDS | {"phq-9-mood": value, "phq-9-sleep": "2"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This is not one of the answers to this question." in page
    assert "I rang my sister." in page
    assert 'name="phq-9-sleep" value="2" id="id_phq-9-sleep_2" checked' in page
    assert kept(cast) == []
    with acting_as(cast.system):
        assert not CheckIn.unscoped.exists()


def test_a_question_that_is_not_on_the_form_is_no_answer(cast: Cast, client_of: Browsers) -> None:
    ana = asked(cast, client_of)
    assert ana.post(page_of(cast), WORDS | {"phq-9-mood": "1", "phq-9-nonsense": "3"}).status_code == 302
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert set(row.answers) == {item.key for item in catalogue.instrument("phq-9").items}


def test_half_filled_is_kept_without_a_total(cast: Cast, client_of: Browsers) -> None:
    """Four of nine are answered; two at most may be missing."""
    ana = asked(cast, client_of)
    half = dict(zip(["interest", "mood", "sleep", "energy"], "3210", strict=True))
    ana.post(page_of(cast), WORDS | {f"phq-9-{key}": value for key, value in half.items()})
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert (row.result["total"], row.result["band"], row.result["case"]) == (None, None, None)
        assert (row.result["answered"], row.result["missing"]) == (4, 5)
        assert [row.answers[key] for key in half] == [3, 2, 1, 0]


def test_sent_twice_is_one_row_and_one_concern(cast: Cast, client_of: Browsers) -> None:
    ana = asked(cast, client_of)
    for _ in range(2):
        assert ana.post(page_of(cast), WORDS | {"phq-9-self-harm": "1"}).status_code == 302
    assert len(kept(cast)) == 1
    assert Entry.objects.filter(act="measures.answered").count() == 1
    with acting_as(cast.system):
        assert Concern.unscoped.count() == 1


def test_a_version_that_changed_in_between_comes_back_and_nothing_is_scored(
    cast: Cast, client_of: Browsers, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana = asked(cast, client_of)
    now = catalogue.instrument("phq-9")
    sent = WORDS | {"phq-9:version": now.version, "phq-9-mood": "2", "phq-9-self-harm": "1"}
    renewed = replace(now, version="next")
    newer = Library({**shipped().read, "phq-9": renewed})
    monkeypatch.setattr(catalogue, "library", lambda packs: newer)
    answer = ana.post(page_of(cast), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "was renewed while you had it open" in page
    assert "I rang my sister." in page
    assert 'name="phq-9-mood" value="2" id="id_phq-9-mood_2" checked' in page
    assert '<input type="hidden" name="phq-9:version" value="next">' in page
    assert kept(cast) == []
    assert ana.post(page_of(cast), sent | {"phq-9:version": "next"}).status_code == 302
    (row,) = kept(cast)
    assert row.version == "next"
    with acting_as(cast.system):
        assert Concern.unscoped.count() == 1


def test_an_answer_that_the_new_version_no_longer_has_is_said_too() -> None:
    now = catalogue.instrument("phq-9")
    item = now.items[0]
    fewer = replace(now, version="next", items=(replace(item, options=item.options[:2]), *now.items[1:]))
    form = QuestionnaireForm(
        fewer, language="en", data={"phq-9:version": now.version, f"phq-9-{item.key}": "3"}
    )
    assert not form.is_valid()
    assert set(form.errors) == {item.key, "__all__"}


def test_what_the_leaders_stopped_asking_in_between_is_kept(cast: Cast, client_of: Browsers) -> None:
    ana = asked(cast, client_of)
    with acting_as(cast.actor("ruth")) as ruth:
        stop_asking(group=cast.groups["tuesday"], instrument_id="phq-9", by=ruth)
    version = catalogue.instrument("phq-9").version
    ana.post(page_of(cast), WORDS | {"phq-9:version": version, "phq-9-self-harm": "1"})
    assert len(kept(cast)) == 1
    with acting_as(cast.system):
        assert Concern.unscoped.count() == 1


@pytest.mark.parametrize("strange", ["session-rating", "phq-99", "..%2Fphq-9"])
def test_a_questionnaire_that_is_not_asked_with_a_check_in_does_not_slip_in(
    cast: Cast, client_of: Browsers, strange: str
) -> None:
    ana = asked(cast, client_of)
    ana.post(page_of(cast), WORDS | {f"{strange}:version": "1", f"{strange}-heard": "3"})
    assert kept(cast) == []


def test_old_answers_of_an_instrument_that_is_gone_do_not_break_the_page(
    cast: Cast, client_of: Browsers
) -> None:
    with acting_as(cast.system):
        Administration.unscoped.create(
            practice=cast.practice, member=cast.members["ana"], group=cast.groups["tuesday"],
            session=cast.sessions["tuesday_next"], instrument="old-5", version="1", answers={}, result=None,
        )  # fmt: skip
    assert "Check-in" in text_of(asked(cast, client_of), page_of(cast))
