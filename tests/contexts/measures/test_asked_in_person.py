"""Ruth has reason to ask Ana the ASQ: she asks it in person, and a yes stands among the concerns at once."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.measures.actions import upload_wording
from holdspace.measures.catalogue import asked_with_check_in, entered_by_leaders
from holdspace.measures.models import Administration
from holdspace.safety.models import Concern
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import text_of
from tests.contexts.measures.test_own_schedules import spell

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
FOUR = ("wished", "better-off", "thoughts", "tried")


def page_of(cast: Cast) -> str:
    return reverse("measures:paper", args=[spell(cast).pk])


def sent(cast: Cast, **answers: str) -> dict[str, str]:
    today = clock.today(cast.practice.time_zone).isoformat()
    named = {f"asq-{key.replace('_', '-')}": value for key, value in answers.items()}
    return {"form": "asq", "day": today} | named


def no_to_all() -> dict[str, str]:
    return {key.replace("-", "_"): "0" for key in FOUR}


def kept(cast: Cast) -> list[Administration]:
    with acting_as(cast.system):
        return list(Administration.unscoped.all())


def concerns(cast: Cast) -> list[str]:
    with acting_as(cast.system):
        return [concern.what or "" for concern in Concern.unscoped.all()]


def path_of(client: Client, cast: Cast) -> str:
    return text_of(client, reverse("outcomes:path", args=[cast.members["ana"].pk]))


def said(finding: str, words: str) -> str:
    """A line of the table of what the newest form says."""
    return f'<th scope="row">{finding}</th><td>{words}</td>'


def test_it_is_offered_to_leaders_and_never_with_a_check_in(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.actor("ruth")):
        assert "asq" in {each.id for each in entered_by_leaders()}
        assert "asq" not in {each.id for each in asked_with_check_in()}
        assert "gas" not in {each.id for each in entered_by_leaders()}
    page = text_of(client_of("ruth"), f"{page_of(cast)}?form=asq&day=2026-01-05")
    assert "have you wished you were dead?" in page
    assert "that a clinician asks in person" in page


def test_no_to_all_is_kept_and_asks_nobody(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    answer = ruth.post(page_of(cast), sent(cast, **no_to_all()))
    assert (answer.status_code, answer.headers["Location"]) == (302, page_of(cast))
    (row,) = kept(cast)
    assert (row.way, row.entered_by_id) == ("interview", cast.staff["ruth"].pk)
    assert concerns(cast) == []
    page = path_of(ruth, cast)
    assert said("Positive screen", "no") in page
    assert said("Acute positive screen: thoughts of killing oneself right now", "no") in page


def test_a_yes_leads_to_the_concern_that_it_raised(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    answer = ruth.post(page_of(cast), sent(cast, **no_to_all() | {"thoughts": "1", "now": "0"}), follow=True)
    assert answer.redirect_chain == [(reverse("safety:concerns"), 302)]
    page = answer.content.decode()
    assert "it waits here to be taken on" in page
    assert "Ana" in page
    (what,) = concerns(cast)
    assert "thoughts about killing yourself" in what
    assert said("Positive screen", "yes") in path_of(ruth, cast)
    entry = Entry.objects.get(act="measures.entered")
    assert "yes" not in str(entry.detail).lower()


def test_who_refuses_to_answer_counts_as_positive(cast: Cast, client_of: Browsers) -> None:
    answer = client_of("ruth").post(page_of(cast), sent(cast))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse("safety:concerns"))
    assert len(concerns(cast)) == len(FOUR)
    assert all("not answered" in what for what in concerns(cast))


def test_asked_again_on_the_same_day_it_replaces_what_was_said(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    for tried in ("0", "0", "1"):
        ruth.post(page_of(cast), sent(cast, **no_to_all() | {"tried": tried, "now": "0"}))
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert (row.answers or {})["tried"] == 1
    assert len(concerns(cast)) == 1


def test_everybody_else_finds_nothing(cast: Cast, client_of: Browsers) -> None:
    for who in ("kit", "ines", "olu", "ana"):
        assert client_of(who).post(page_of(cast), sent(cast, tried="1")).status_code == 404
    assert kept(cast) == []


def test_every_page_on_which_it_stands_can_be_read(cast: Cast, client_of: Browsers) -> None:
    ruth = client_of("ruth")
    ruth.post(page_of(cast), sent(cast, **no_to_all()))
    pages = (
        reverse("desk:member", args=[cast.members["ana"].pk]),
        reverse("outcomes:group", args=[cast.groups["tuesday"].pk]),
        reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk]),
    )
    for page in pages:
        assert ruth.get(page).status_code == 200
    assert client_of("ana").get(reverse("desk:path")).status_code == 200


# --- A screen whose words a practice brings itself ------------------------------------------------------

SCREEN = ("q1", "q2", "q3", "q4", "q5", "lifetime", "recent")
PERMITTED = "\n".join(
    [
        'instrument = "c-ssrs"',
        'version = "1"',
        'permission = "Letter of the owner, 3 May"',
        '[recall]\nen = "Words of the owner about time"',
        *(f'[[options]]\nvalue = {value}\ntext.en = "{text}"' for value, text in enumerate(("no", "yes"))),
        *(f'[[items]]\nkey = "{key}"\ntext.en = "Words of the owner for {key}"' for key in SCREEN),
    ]
)
"""Not the owner's words: nobody let us have those."""


def screened(cast: Cast, client_of: Browsers, **answers: str) -> HttpResponse:
    named = {f"c-ssrs-{key}": value for key, value in answers.items()}
    today = clock.today(cast.practice.time_zone).isoformat()
    response: HttpResponse = client_of("ruth").post(
        page_of(cast), {"form": "c-ssrs", "day": today} | named, follow=True
    )
    return response


def test_the_columbia_screen_is_asked_once_its_owner_permits(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.actor("ruth")):
        assert "c-ssrs" not in {each.id for each in entered_by_leaders()}
    with acting_as(cast.actor("olu")) as olu:
        upload_wording(text=PERMITTED, permission="Letter of the owner, 3 May", by=olu)
    with acting_as(cast.actor("ruth")):
        assert "c-ssrs" in {each.id for each in entered_by_leaders()}
        assert "c-ssrs" not in {each.id for each in asked_with_check_in()}
    page = text_of(client_of("ruth"), f"{page_of(cast)}?form=c-ssrs&day=2026-01-05")
    assert "Words of the owner for q1" in page
    assert "in person" in page

    # No to the first two and to what was ever done: nothing further is asked, and nobody is told.
    screened(cast, client_of, q1="0", q2="0", lifetime="0")
    (row,) = kept(cast)
    assert row.way == "interview"
    assert concerns(cast) == []

    # A plan: everything is asked, each yes reaches a clinician, and the level is never a sum.
    answer = screened(cast, client_of, q1="1", q2="1", q3="1", q4="0", q5="1", lifetime="0")
    assert answer.redirect_chain == [(reverse("safety:concerns"), 302)]
    assert len(concerns(cast)) == 4
    assert said("High risk", "yes") in path_of(client_of("ruth"), cast)
