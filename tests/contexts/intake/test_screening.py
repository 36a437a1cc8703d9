"""A first meeting: Kit writes while Joss waits, decides with reasons, and then only who treats Joss reads it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.audit.models import Concerned
from holdspace.groups.models import Membership
from holdspace.intake.models import Screening, Waiting
from holdspace.intake.rules.screening import Facts
from holdspace.kernel import clock
from holdspace.kernel.ids import new_id
from tests.cast import Cast
from tests.contexts.intake.listed import SAID, acts, again, as_, end, joss, put_on_list, somebody

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]

FOUND: dict[str, Any] = {
    "hopes": "To be missed when she does not come.",
    "readiness_speaks": "yes",
    "readiness_commits": "partly",
    "themes": ["grief-partner", "loneliness"],
    "style": "FG",
    "strengths": "Her sister; singing.",
    "strength": "6",
    "traits": ["over-65"],
    "counted": ["over-65"],
    "note": "Begin with a smaller circle.",
    "in_favour": ["wants-group"],
    "decision": "in_favour",
}


def url(screening: Screening) -> str:
    return reverse("intake:screening", args=[screening.pk])


def send(
    browser: Client, screening: Screening, then: str = "save", version: int = 1, **more: Any
) -> HttpResponse:
    return browser.post(url(screening), FOUND | more | {"version": version, "then": then})  # type: ignore[return-value]


def take_in(cast: Cast, name: str, group: str = "tuesday") -> None:
    """A seat in a group, as its leaders give it."""
    with as_(cast.system):
        Membership.unscoped.create(
            practice=cast.practice, group=cast.groups[group], member=cast.members[name], seat=9
        )


# who may


def test_a_therapist_of_any_group_meets_who_waits(cast: Cast, client_of: Browser) -> None:
    screening = joss(cast)
    page = client_of("kit").get(url(screening)).content.decode()
    assert "Joss" in page
    assert SAID in page
    assert "captions" in page
    assert "18:00–20:00" in page.replace("\u2060", "")
    assert "Nothing adds up to a score" in page
    assert acts(cast)[-1] == "intake.screening_read"
    with as_(cast.system):
        concerned = Concerned.objects.filter(entry__act="intake.screening_read")
        assert [row.member_id for row in concerned] == [cast.members["joss"].pk]


@pytest.mark.parametrize("who", ["ines", "olu", "sam", "ana"])
def test_for_everybody_else_it_does_not_exist(cast: Cast, client_of: Browser, who: str) -> None:
    screening, browser = joss(cast), client_of(who)
    before = acts(cast)
    missing = browser.get(reverse("intake:screening", args=[new_id()]))
    for answer in (browser.get(url(screening)), send(browser, screening)):
        assert answer.status_code == missing.status_code == 404
        assert SAID not in answer.content.decode()
    assert acts(cast) == before
    assert again(cast, screening).version == 1


def test_after_the_wait_only_who_treats_them_reads_it_and_nobody_changes_it(
    cast: Cast, client_of: Browser
) -> None:
    screening = joss(cast)
    send(client_of("kit"), screening)
    take_in(cast, "joss")
    end(cast, screening)
    assert client_of("kit").get(url(screening)).status_code == 404
    for leader in ("ruth", "tomas"):
        page = client_of(leader).get(url(screening)).content.decode()
        assert "To be missed when she does not come." in page
        assert "a partner who died" in page
        assert "over 65; does not want to be the only one" in page
        assert SAID in page
        assert 'name="hopes"' not in page
    assert client_of("sam").get(url(screening)).status_code == 404


def test_what_is_sent_after_the_wait_is_not_kept_and_not_lost(cast: Cast, client_of: Browser) -> None:
    screening = joss(cast)
    take_in(cast, "joss")
    end(cast, screening)
    answer = send(client_of("ruth"), screening)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "They do not wait any more, so nothing is changed here." in page
    assert "To be missed when she does not come." in page
    assert again(cast, screening).hopes is None


# writing


def test_a_draft_keeps_everything_and_decides_nothing(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")
    answer = send(kit, screening, look_again_on="2031-05-06")
    assert answer.status_code == 302
    kept = again(cast, screening)
    assert (kept.version, kept.decided_at, kept.waiting.stage) == (2, None, Waiting.Stage.TO_SCREEN)
    facts = Facts.of(kept.facts)
    assert facts.themes == ("grief-partner", "loneliness")
    assert facts.answers == {"speaks": "yes", "commits": "partly"}
    assert (facts.strength, facts.style, facts.counted) == (6, "FG", ("over-65",))
    page = kit.get(url(screening)).content.decode()
    assert "To be missed when she does not come.</textarea>" in page
    assert 'id="id_themes_loneliness" checked' in page
    assert '<label for="id_themes_loneliness">being alone too much</label>' in page
    assert 'value="2031-05-06"' in page
    assert page.count(" open>") >= 3  # the folds in which something is chosen


def test_an_empty_draft_can_be_saved(cast: Cast, client_of: Browser) -> None:
    screening = joss(cast)
    assert client_of("kit").post(url(screening), {"version": "1", "then": "save"}).status_code == 302
    assert Facts.of(again(cast, screening).facts) == Facts()


def test_the_draft_in_the_browser_goes_once_the_server_has_it(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")
    mark = f'data-saved-key="screening-{screening.pk}"'
    assert mark not in kit.get(url(screening)).content.decode()
    page = kit.post(url(screening), FOUND | {"version": "1", "then": "save"}, follow=True).content.decode()
    assert mark in page
    assert f'data-key="screening-{screening.pk}"' in page
    assert "data-secret=" in page
    assert mark not in kit.get(url(screening)).content.decode()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"themes": ["unheard-of"]}, "One of these is not in the vocabulary any more. Choose again."),
        ({"hopes": "x" * 8001}, "Please keep it under 8000 characters."),
        (
            {"traits": [], "counted": [], "waived": ["deaf"]},
            "Only something that is true of them can be waived.",
        ),
    ],
)
def test_what_cannot_stand_is_said_beside_it_and_nothing_is_lost(
    cast: Cast, client_of: Browser, sent: dict[str, Any], said: str
) -> None:
    screening = joss(cast)
    answer = send(client_of("kit"), screening, **sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert "Her sister; singing." in page
    assert again(cast, screening).version == 1


def test_two_who_write_at_once_see_both_texts(cast: Cast, client_of: Browser) -> None:
    screening = joss(cast)
    send(client_of("kit"), screening, hopes="Kit heard this.", themes=["loneliness"])
    ruth = client_of("ruth")
    answer = send(ruth, screening, hopes="Ruth heard that.", themes=["loneliness"])
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Kit heard this." in page
    assert "Ruth heard that.</textarea>" in page
    assert "Her sister; singing.</textarea>" in page
    assert page.count("Her sister; singing.") == 1  # what is the same is not told twice
    assert again(cast, screening).hopes == "Kit heard this."
    assert 'name="version" value="2"' in page
    assert send(ruth, screening, version=2, hopes="Both.").status_code == 302
    assert again(cast, screening).hopes == "Both."


# deciding


def test_in_favour_puts_them_on_the_list_for_a_group(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")
    assert send(kit, screening, then="decide").status_code == 302
    decided = again(cast, screening)
    assert decided.waiting.stage == Waiting.Stage.READY
    assert decided.decided_by_id == cast.staff["kit"].pk
    assert acts(cast)[-2:] == ["intake.screening_saved", "intake.screening_decided"]
    page = kit.get(url(screening)).content.decode()
    assert "Waits for a group that fits" in page
    assert "Kit Larsen decided this" in page


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"decision": ""}, "Choose what you decide."),
        ({"in_favour": []}, "Choose at least one reason."),
        ({"themes": []}, "Choose at least one struggle"),
        ({"strength": ""}, "Say how much they can work with, from 1 to 10."),
        ({"decision": "not_now", "not_now": ["too-fresh"]}, "Say on which day somebody looks again"),
        ({"decision": "against"}, "Choose at least one reason."),
    ],
)
def test_a_decision_without_what_it_needs_is_refused_with_a_sentence(
    cast: Cast, client_of: Browser, missing: dict[str, Any], said: str
) -> None:
    screening = joss(cast)
    answer = send(client_of("kit"), screening, then="decide", **missing)
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert (again(cast, screening).version, again(cast, screening).decided_at) == (1, None)


def test_not_now_says_when_somebody_looks_again(cast: Cast, client_of: Browser) -> None:
    screening = joss(cast)
    day = (clock.now() + timedelta(days=60)).date()
    more = {"decision": "not_now", "not_now": ["too-fresh"], "look_again_on": day.isoformat()}
    assert send(client_of("kit"), screening, then="decide", **more).status_code == 302
    waiting = again(cast, screening).waiting
    assert (waiting.stage, waiting.look_again_on) == (Waiting.Stage.NOT_NOW, day)


def test_against_ends_the_wait_and_closes_the_page(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")
    more = {"decision": "against", "against": ["no-wish"]}
    answer = kit.post(url(screening), FOUND | more | {"version": "1", "then": "decide"}, follow=True)
    page = answer.content.decode()
    assert "They do not wait any more" in page
    assert f'data-saved-key="screening-{screening.pk}"' in page
    waiting = again(cast, screening).waiting
    assert (waiting.runs(), waiting.ending) == (False, Waiting.Ending.REFERRED_ON)
    assert kit.get(url(screening)).status_code == 404


def test_who_waits_for_a_seat_keeps_what_forming_needs(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")
    send(kit, screening, then="decide")
    version = again(cast, screening).version
    answer = send(kit, screening, version=version, themes=[])
    assert answer.status_code == 422
    assert "Choose at least one struggle" in answer.content.decode()
    more = {"decision": "against", "against": ["no-wish"], "themes": []}
    assert send(kit, screening, then="decide", version=version, **more).status_code == 302


def test_a_word_put_away_since_can_stay_and_be_taken_out(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")
    send(kit, screening)
    kit.post(reverse("intake:put_away"), {"kind": "themes", "code": "loneliness"})
    kit.post(reverse("intake:put_away"), {"kind": "traits", "code": "over-65"})
    page = kit.get(url(screening)).content.decode()
    assert "Not in the vocabulary any more" in page
    assert 'id="id_themes_loneliness" checked' in page
    assert 'id="id_counted_over-65" checked' in page
    assert send(kit, screening, version=2).status_code == 302
    assert send(kit, screening, version=3, themes=["grief-partner"]).status_code == 302
    assert "being alone too much" not in kit.get(url(screening)).content.decode()


def test_the_page_asks_the_database_as_often_for_much_as_for_little(cast: Cast, client_of: Browser) -> None:
    screening, kit = joss(cast), client_of("kit")

    def asked() -> int:
        kit.get(url(screening))
        with CaptureQueriesContext(connection) as captured:
            kit.get(url(screening))
        return len(captured.captured_queries)

    few = asked()
    send(kit, screening, themes=["loneliness", "shame", "anger", "panic"], traits=["man", "over-65", "deaf"])
    for number in range(6):
        kit.post(reverse("intake:vocabulary"), {"kind": "themes", "words": f"a word of our own, {number}"})
        somebody(cast, f"other{number}")
        put_on_list(cast, f"other{number}")
    assert asked() == few
