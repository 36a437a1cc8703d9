"""Ana checks in on her phone, without JavaScript."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.measures.models import Administration
from holdspace.safety.models import Concern
from holdspace.sessions.models import CheckIn, GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import scheduled, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]

WORDS = {"brings": "I rang my sister.", "share": "therapists", "openness": "4", "version": "0"}


def page_of(cast: Cast, session: str = "tuesday_next") -> str:
    return reverse("desk:check_in", args=[cast.sessions[session].pk])


def kept_page_of(cast: Cast) -> str:
    return reverse("desk:checked_in", args=[cast.sessions["tuesday_next"].pk])


def kept(cast: Cast) -> CheckIn:
    with acting_as(cast.system):
        return CheckIn.unscoped.get(member=cast.members["ana"])


def test_the_page_asks_what_is_due_and_lets_everything_be_skipped(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9", "gad-7")
    page = text_of(client_of("ana"), page_of(cast))
    assert "Thoughts that you would be better off dead" in page
    assert page.count("<fieldset") == 10 + 7 + 2  # the questions, openness, who may read
    assert "required" not in page.split("<form", 2)[2].split("</form>")[0]
    assert "Ruth Adler and Tomás Vidal" in page


def test_a_check_in_is_kept_and_confirmed(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    ana = client_of("ana")
    answers = {"phq-9-mood": "2", "phq-9-sleep": "1"}
    page = ana.post(page_of(cast), WORDS | answers, follow=True)
    assert page.redirect_chain == [(kept_page_of(cast), 302)]
    text = page.content.decode()
    assert f'data-saved-key="check-in-{cast.sessions["tuesday_next"].pk}"' in text
    assert "Ruth Adler and Tomás Vidal will read it" in text
    row = kept(cast)
    with acting_as(cast.system):
        assert (row.brings, row.openness, row.share) == ("I rang my sister.", 4, "therapists")
        taken = Administration.unscoped.get()
        assert {key: value for key, value in taken.answers.items() if value is not None} == {
            "mood": 2,
            "sleep": 1,
        }


def test_all_empty_is_a_check_in_too_and_keeps_no_questionnaire(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9", "gad-7")
    assert client_of("ana").post(page_of(cast), {"version": "0"}).status_code == 302
    assert kept(cast).share == "nobody"  # nothing was said about readers, so there are none
    with acting_as(cast.system):
        assert not Administration.unscoped.exists()


def test_sent_twice_it_is_kept_once(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    ana, sent = client_of("ana"), WORDS | {"phq-9-self-harm": "1"}
    for _ in range(2):
        assert ana.post(page_of(cast), sent).status_code == 302
    assert kept(cast).version == 1
    assert Entry.objects.filter(act="sessions.checked_in").count() == 1
    with acting_as(cast.system):
        assert Concern.unscoped.count() == 1


def test_it_can_be_changed_until_the_session_ends(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    ana = client_of("ana")
    ana.post(page_of(cast), WORDS | {"phq-9-mood": "2"})
    again = text_of(ana, page_of(cast))
    assert "I rang my sister." in again
    assert 'name="version" value="1"' in again
    mood = next(
        part for part in again.split("<input")[1:] if 'name="phq-9-mood"' in part and 'value="2"' in part
    )
    assert " checked" in mood.split(">")[0]
    ana.post(page_of(cast), WORDS | {"version": "1", "brings": "And she rang back.", "phq-9-mood": ""})
    with acting_as(cast.system):
        assert kept(cast).brings == "And she rang back."
        assert Administration.unscoped.get().answers["mood"] is None  # an answer can be taken back


def test_two_devices_never_overwrite_each_other_in_silence(cast: Cast, client_of: Browsers) -> None:
    phone, laptop = client_of("ana"), client_of("ana")
    phone.post(page_of(cast), WORDS)
    page = laptop.post(page_of(cast), WORDS | {"brings": "From the laptop."})
    text = page.content.decode()
    assert page.status_code == 409
    assert "From the laptop." in text
    assert "I rang my sister." in text  # what stands, to compare
    assert 'name="version" value="1"' in text
    meant = laptop.post(page_of(cast), WORDS | {"brings": "From the laptop.", "version": "1"})
    assert meant.status_code == 302
    with acting_as(cast.system):
        assert kept(cast).brings == "From the laptop."


def test_after_the_end_the_text_stays_on_the_page_and_nothing_is_kept(
    cast: Cast, client_of: Browsers
) -> None:
    scheduled(cast, "phq-9")
    ana = client_of("ana")
    with acting_as(cast.system):
        ended = clock.now() - timedelta(minutes=1)
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(
            starts_at=ended - timedelta(minutes=90), ends_at=ended
        )
    page = ana.post(page_of(cast), WORDS | {"phq-9-mood": "2"})
    text = page.content.decode()
    assert page.status_code == 422
    assert "This session is over" in text
    assert "I rang my sister." in text
    with acting_as(cast.system):
        assert not CheckIn.unscoped.exists()
        assert not Administration.unscoped.exists()
    assert "This session is over" in text_of(ana, page_of(cast))


def test_answers_do_not_slip_in_after_the_end_behind_an_equal_text(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    ana = client_of("ana")
    ana.post(page_of(cast), WORDS)
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(finished_at=clock.now())
    assert ana.post(page_of(cast), WORDS | {"phq-9-mood": "2"}).status_code == 422
    with acting_as(cast.system):
        assert not Administration.unscoped.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"openness": "6"},
        {"share": "everybody"},
        {"phq-9-mood": "9"},
        {"brings": "x" * 4001},
        {"version": "-1"},
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    cast: Cast, client_of: Browsers, wrong: dict[str, str]
) -> None:
    scheduled(cast, "phq-9")
    page = client_of("ana").post(page_of(cast), WORDS | {"brings": "Still here."} | wrong)
    assert page.status_code == 422
    assert (wrong.get("brings") or "Still here.") in page.content.decode()
    with acting_as(cast.system):
        assert not CheckIn.unscoped.exists()


# item 9


def test_an_answer_about_dying_shows_help_at_once_and_says_who_will_see_it(
    cast: Cast, client_of: Browsers
) -> None:
    scheduled(cast, "phq-9")
    page = client_of("ana").post(page_of(cast), WORDS | {"phq-9-self-harm": "1"}, follow=True)
    text = page.content.decode()
    assert "Told: Ruth Adler, Tomás Vidal" in text
    assert "Nobody watches these pages all day and night" in text
    assert "tel:999" in text
    assert "tel:116123" in text
    assert text.index("tel:999") < text.index("Home</a>", text.index("tel:999"))
    with acting_as(cast.system):
        concern = Concern.unscoped.get()
    assert (concern.member_id, concern.severity) == (cast.members["ana"].pk, "amber")


def test_without_such_an_answer_no_help_is_forced_on_anybody(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    page = client_of("ana").post(page_of(cast), WORDS | {"phq-9-self-harm": "0"}, follow=True)
    assert "tel:999" not in page.content.decode()
    with acting_as(cast.system):
        assert not Concern.unscoped.exists()


def test_help_is_shown_again_even_where_the_first_concern_has_been_closed(
    cast: Cast, client_of: Browsers
) -> None:
    scheduled(cast, "phq-9")
    ana, ruth = client_of("ana"), client_of("ruth")
    ana.post(page_of(cast), WORDS | {"phq-9-self-harm": "1"})
    with acting_as(cast.system):
        concern = Concern.unscoped.get()
    ruth.post(reverse("safety:acknowledge", args=[concern.pk]))
    assert "Ruth Adler has seen it" in text_of(ana, kept_page_of(cast))
    ruth.post(reverse("safety:close", args=[concern.pk]), {"outcome": "We spoke on the telephone."})
    page = text_of(ana, kept_page_of(cast))
    assert "Told:" not in page
    assert "tel:999" in page


# for nobody else


@pytest.mark.parametrize("who", ["dana", "eve", "ruth", "kit", "ines", "olu"])
def test_the_check_in_of_another_circle_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    browser = client_of(who)
    assert browser.get(page_of(cast)).status_code == 404
    assert browser.post(page_of(cast), WORDS).status_code == 404
    assert browser.get(kept_page_of(cast)).status_code == 404


def test_a_neighbour_never_sees_what_ana_wrote(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    client_of("ana").post(page_of(cast), WORDS | {"phq-9-self-harm": "3"})
    bo = client_of("bo")
    for url in (
        page_of(cast),
        kept_page_of(cast),
        reverse("desk:home"),
        reverse("desk:circle"),
        reverse("desk:record"),
        reverse("safety:help"),
    ):
        page = text_of(bo, url)
        assert "rang my sister" not in page
        assert "Told:" not in page


def test_the_draft_is_kept_under_a_key_that_only_its_owner_is_told(cast: Cast, client_of: Browsers) -> None:
    def secret(name: str) -> str:
        return text_of(client_of(name), page_of(cast)).split('data-secret="')[1].split('"')[0]

    assert secret("ana") == secret("ana") != secret("bo")
    assert len(secret("ana")) == 44  # 32 bytes in base64
