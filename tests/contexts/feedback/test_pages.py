"""The pages of feedback: composing on a phone, receiving when one is ready, leaders who hold it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.feedback.actions.giving import Parts
from holdspace.feedback.models import Feedback, FeedbackRound
from holdspace.feedback.rules.pairs import Form
from holdspace.kernel import clock
from holdspace.preparation.models import StepDone
from holdspace.preparation.rules.steps import Step
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.feedback.rounds import (
    DARK,
    WORDS,
    closed_for_now,
    give,
    open_it,
    open_round,
    release,
    row,
    send_back,
)

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]

SENT = {"saw": WORDS.saw, "stirred": WORDS.stirred, "wish": WORDS.wish, "version": "0"}


def at(name: str, *args: object) -> str:
    return reverse(f"feedback:{name}", args=args)


# --- Members ---------------------------------------------------------------------------------------------


def test_from_the_home_to_what_was_asked_and_sent(cast: Cast, client_of: Browser) -> None:
    ana = client_of("ana")
    assert b"find here what you are asked" in ana.get(at("mine")).content
    open_round(cast, hints=False)
    page = ana.get(at("mine")).content.decode()
    assert "What has stayed with you?" in page
    assert ("For Bo" in page, "For Chidi" in page, "For Ana" in page) == (True, True, False)
    sheet = ana.get(at("give", row(cast, "ana", "bo").pk)).content.decode()
    assert "Read first by Ruth Adler and Tomás Vidal" in sheet
    assert 'data-secret="' in sheet
    given = ana.post(at("give", row(cast, "ana", "bo").pk), SENT, follow=True)
    page = given.content.decode()
    assert WORDS.saw in page
    assert "Your therapists read it first" in page
    assert f'data-saved-key="feedback-{row(cast, "ana", "bo").pk}"' in page


def test_the_home_asks_for_it_when_nothing_else_is_nearer(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system), transaction.atomic():
        for session in cast.sessions.values():
            session.delete()
        common = {"practice": cast.practice, "group": cast.groups["tuesday"], "member": cast.members["ana"]}
        for step in set(Step) - {Step.AGREEMENT}:  # nothing is left to prepare for the first session either
            StepDone.unscoped.create(**common, code=step.value, on=clock.now().date())
    assert b"feedback" not in client_of("ana").get("/home/").content.split(b"Also here")[0]
    open_round(cast, held=False)
    assert b"ask the circle for feedback" in client_of("ana").get("/home/").content
    give(cast, "bo", "ana")
    assert b"gave you something to read" in client_of("ana").get("/home/").content


def test_nothing_typed_is_lost_when_it_is_refused(cast: Cast, client_of: Browser) -> None:
    open_round(cast, hints=False)
    path = at("give", row(cast, "ana", "bo").pk)
    refused = client_of("ana").post(path, SENT | {"wish": "Write to ana@example.org, please."})
    page = refused.content.decode()
    assert refused.status_code == 422
    assert "telephone number" in page
    assert "Write to ana@example.org, please." in page
    assert WORDS.saw in page
    empty = client_of("ana").post(path, {"version": "0"})
    assert (empty.status_code, b"not all of them" in empty.content) == (422, True)


def test_two_devices_see_both_and_choose(cast: Cast, client_of: Browser) -> None:
    open_round(cast, hints=False)
    path, ana = at("give", row(cast, "ana", "bo").pk), client_of("ana")
    ana.post(path, SENT)
    second = ana.post(path, SENT | {"saw": "From the other device."})
    page = second.content.decode()
    assert second.status_code == 409
    assert (WORDS.saw in page, "From the other device." in page) == (True, True)
    assert 'name="version" value="1"' in page
    ana.post(path, SENT | {"saw": "From the other device.", "version": "1"})
    assert row(cast, "ana", "bo").saw == "From the other device."


def test_a_form_sent_twice_is_sent_once(cast: Cast, client_of: Browser) -> None:
    open_round(cast, hints=False)
    path, ana = at("give", row(cast, "ana", "bo").pk), client_of("ana")
    assert [ana.post(path, SENT).status_code for _twice in range(2)] == [302, 302]
    assert row(cast, "ana", "bo").version == 1


ADVICE = {"saw": "You should simply tell your sister that you cannot come on Sundays.", "version": "0"}


def test_hints_stand_once_before_sending_and_stop_nothing(cast: Cast, client_of: Browser) -> None:
    open_round(cast)
    path, ana = at("give", row(cast, "ana", "bo").pk), client_of("ana")
    shown = ana.post(path, ADVICE)
    page = shown.content.decode()
    assert (shown.status_code, "Before you send it" in page, ADVICE["saw"] in page) == (200, True, True)
    assert 'name="considered" value="on"' in page
    assert row(cast, "ana", "bo").version == 0
    assert ana.post(path, ADVICE | {"considered": "on"}).status_code == 302
    assert row(cast, "ana", "bo").saw == ADVICE["saw"]


def test_hints_name_somebody_else_of_the_circle_and_can_be_switched_off(
    cast: Cast, client_of: Browser
) -> None:
    open_round(cast)
    named = SENT | {"saw": "I saw how you looked at Chidi."}
    page = client_of("ana").post(at("give", row(cast, "ana", "bo").pk), named)
    assert b"Somebody else of the circle is named" in page.content
    page = client_of("ana").post(at("give", row(cast, "ana", "chidi").pk), named | {"wish": ""})
    assert b"Somebody else of the circle is named" not in page.content
    with acting_as(cast.system), transaction.atomic():
        FeedbackRound.unscoped.update(hints=False)
    assert client_of("ana").post(at("give", row(cast, "ana", "bo").pk), ADVICE).status_code == 302


def test_no_hint_stands_between_words_of_danger_and_a_clinician(cast: Cast, client_of: Browser) -> None:
    open_round(cast)
    sent = ADVICE | {"stirred": DARK.stirred}
    assert client_of("ana").post(at("give", row(cast, "ana", "bo").pk), sent).status_code == 302
    assert row(cast, "ana", "bo").standing == "waiting"


def test_words_of_danger_are_kept_and_help_is_shown_at_once(cast: Cast, client_of: Browser) -> None:
    open_round(cast, held=False, hints=False)
    sent = {"saw": DARK.saw, "stirred": DARK.stirred, "version": "0"}
    page = client_of("ana").post(at("give", row(cast, "ana", "bo").pk), sent, follow=True).content.decode()
    assert "Told: Ruth Adler, Tomás Vidal" in page
    assert "You do not have to wait with this" in page
    assert 'href="tel:' in page
    assert DARK.stirred in page
    assert b"From Ana" not in client_of("bo").get(at("mine")).content


def test_outside_the_hours_it_says_when_it_opens_and_keeps_what_was_typed(
    cast: Cast, client_of: Browser
) -> None:
    open_round(cast, held=False, hints=False)
    waiting = give(cast, "bo", "ana")
    closed_for_now(cast)
    ana = client_of("ana")
    refused = ana.post(at("give", row(cast, "ana", "bo").pk), SENT)
    page = refused.content.decode()
    assert (refused.status_code, "opens again on" in page, WORDS.saw in page) == (422, True, True)
    not_opened = ana.post(at("open", waiting.pk))
    assert (not_opened.status_code, b"opens again on" in not_opened.content) == (422, True)
    assert WORDS.saw.encode() not in not_opened.content
    assert row(cast, "bo", "ana").standing == "released"


def test_one_is_opened_at_a_time_and_nothing_of_it_is_shown_before(cast: Cast, client_of: Browser) -> None:
    open_round(cast, held=False, hints=False)
    given, bo = give(cast), client_of("bo")
    give(cast, "chidi", "bo", Parts(saw="Something of Chidi's."))
    page = bo.get(at("mine")).content
    assert (b"From Ana" in page, b"You laughed" in page, b"Something of" in page) == (True, False, False)
    assert bo.get(at("received", given.pk)).status_code == 404
    page = bo.post(at("open", given.pk), follow=True).content.decode()
    assert (WORDS.saw in page, "What surprises me?" in page, "Something of" in page) == (True, True, False)


def test_a_thought_is_kept_for_oneself_and_an_answer_goes_back(cast: Cast, client_of: Browser) -> None:
    open_round(cast, held=False)
    given, bo, ana = open_it(cast, give(cast)), client_of("bo"), client_of("ana")
    own = bo.post(at("reflect", given.pk), {"text": "My father laughed so.", "version": "0"}, follow=True)
    assert b"My father laughed so." in own.content
    stale = bo.post(at("reflect", given.pk), {"text": "Other device.", "version": "0"})
    page = stale.content.decode()
    assert (stale.status_code, "My father" in page, "Other device." in page) == (409, True, True)
    empty = bo.post(at("send_back", given.pk), {"back-kind": "answer", "back-text": " "})
    assert empty.status_code == 422
    sent = {"back-kind": "question", "back-text": "When was it?"}
    assert b"You asked" in bo.post(at("send_back", given.pk), sent, follow=True).content
    page = ana.get(at("given", given.pk)).content
    assert (b"Bo asks you something" in page, b"When was it?" in page) == (True, False)
    assert b"My father" not in page
    with acting_as(cast.actor("ana")) as actor, transaction.atomic():
        answer = given.answers.get(kind="question", receiver_id=actor.person_id)
    assert b"When was it?" in ana.post(at("open_answer", answer.pk), follow=True).content
    reply = {"back-kind": "reply", "back-text": "On Tuesday, at the end."}
    assert b"You replied" in ana.post(at("send_back", given.pk), reply, follow=True).content
    assert b"Ana replied to your question" in bo.get(at("received", given.pk)).content


def test_the_giver_is_not_told_what_became_of_it(cast: Cast, client_of: Browser) -> None:
    open_round(cast)
    given, bo, ana = release(cast, give(cast)), client_of("bo"), client_of("ana")
    told = [ana.get(at("given", given.pk)).content.split(b"<main")[1]]
    bo.post(at("open", given.pk))
    for what in ("put_away", "take_out", "decline"):
        assert bo.post(at("set_aside", given.pk), {"what": what}).status_code == 302
        told.append(ana.get(at("given", given.pk)).content.split(b"<main")[1])
    assert [page.count(b"On its way") for page in told] == [1, 1, 1, 1]
    assert not any(word in page for page in told for word in (b"opened", b"put away", b"wanted"))


@pytest.mark.parametrize("what", ["", "burn"])
def test_there_are_three_things_to_do_with_it(cast: Cast, client_of: Browser, what: str) -> None:
    open_round(cast, held=False)
    given = open_it(cast, give(cast))
    assert client_of("bo").post(at("set_aside", given.pk), {"what": what}).status_code == 404


def test_what_cannot_be_done_any_more_is_said(cast: Cast, client_of: Browser) -> None:
    open_round(cast, held=False)
    given, bo = give(cast), client_of("bo")
    refused = bo.post(at("set_aside", given.pk), {"what": "put_away"})
    assert (refused.status_code, b"no longer where it was" in refused.content) == (422, True)


# --- Leaders ---------------------------------------------------------------------------------------------


def new_round(cast: Cast, **more: str | list[str]) -> dict[str, str | list[str]]:
    day = (clock.now() + timedelta(days=5)).date().isoformat()
    sent: dict[str, str | list[str]] = {
        "code": "nearer", "shape": "all", "day": day, "time": "20:00", "held": "read"
    }  # fmt: skip
    return sent | more


def test_a_leader_opens_a_round_from_the_groups_page(cast: Cast, client_of: Browser) -> None:
    ruth, group = client_of("ruth"), cast.groups["tuesday"].pk
    assert at("rounds", group).encode() in ruth.get(reverse("desk:group", args=[group])).content
    assert b"No round yet" in ruth.get(at("rounds", group)).content
    page = ruth.post(at("open_round", group), new_round(cast), follow=True).content.decode()
    assert "0 of 6 written" in page
    assert page.count("0 of 2 written") >= 3
    assert b"0 of 6" in ruth.get(at("rounds", group)).content


def test_the_pairs_are_proposed_and_can_be_changed(cast: Cast, client_of: Browser) -> None:
    ruth, path = client_of("ruth"), at("open_round", cast.groups["tuesday"].pk)
    page = ruth.get(path).content.decode()
    assert page.count('name="pair_') == 3
    pair = {f"pair_{cast.members[name].pk.hex}": "1" for name in ("ana", "bo", "chidi")}
    page = ruth.post(path, new_round(cast, shape=Form.PAIRS.value, **pair), follow=True).content.decode()
    assert "0 of 6 written" in page  # three are a triad


def test_what_was_filled_in_stays_when_a_round_is_refused(cast: Cast, client_of: Browser) -> None:
    ruth, path = client_of("ruth"), at("open_round", cast.groups["tuesday"].pk)
    own = new_round(cast, code="own", prompt="")
    page = ruth.post(path, own)
    assert (page.status_code, b"Write your question" in page.content) == (422, True)
    page = ruth.post(path, own | {"prompt": "Who has surprised you?", "shape": "fishbowl"})
    assert (page.status_code, b"Choose one or two" in page.content) == (422, True)
    own |= {"shape": "fishbowl"}
    asked = own | {
        "prompt": "Who has surprised you?",
        "day": "2020-01-01",
        "middle": [str(cast.members["bo"].pk)],
    }
    page = ruth.post(path, asked)
    assert (page.status_code, b"lies ahead" in page.content) == (422, True)
    assert b"Who has surprised you?" in page.content
    sent = asked | {"day": new_round(cast)["day"]}
    assert b"in the middle" in ruth.post(path, sent, follow=True).content


def test_the_seats_fill_as_words_arrive(cast: Cast, client_of: Browser) -> None:
    opened, ruth = open_round(cast), client_of("ruth")
    give(cast)
    given = give(cast, "ana", "chidi")
    page = ruth.get(at("round", opened.pk)).content.decode()
    assert ("2 wait for you" in page, "Read the 2 that wait" in page) == (True, True)
    release(cast, given)
    open_it(cast, given, by="chidi")
    release(cast, row(cast, "ana", "bo"))
    page = ruth.get(at("round", opened.pk)).content.decode()
    assert ("has written" in page, "1 released · 1 opened" in page) == (True, True)


def test_a_leader_reads_lets_go_on_and_gives_back(cast: Cast, client_of: Browser) -> None:
    opened, ruth = open_round(cast), client_of("ruth")
    given = give(cast)
    page = ruth.get(at("reading", opened.pk)).content.decode()
    assert (WORDS.saw in page, "Ana to Bo" in page) == (True, True)
    refused = ruth.post(at("hold", given.pk), {"word": " ", "version": "1"})
    assert (refused.status_code, b"so that they know why" in refused.content) == (422, True)
    ruth.post(at("hold", given.pk), {"word": "From yourself?", "version": "1"})
    page = client_of("ana").get(at("given", given.pk)).content
    assert (b"A word from your therapists" in page, b"From yourself?" in page) == (True, True)
    give(cast, parts=Parts(saw="I saw you laugh.", version=1))
    stale = ruth.post(at("release", given.pk), {"version": "1"})
    assert (stale.status_code, b"changed while you read" in stale.content) == (422, True)
    ruth.post(at("release", given.pk), {"version": "2"})
    assert row(cast, "ana", "bo").standing == "released"


def test_what_was_read_goes_on_together_and_what_changed_stays(cast: Cast, client_of: Browser) -> None:
    opened, ruth = open_round(cast), client_of("ruth")
    rows = [give(cast), give(cast, "ana", "chidi"), give(cast, "bo", "ana")]
    assert b"Let all 3 go on" in ruth.get(at("reading", opened.pk)).content
    give(cast, parts=Parts(saw="Something else.", version=1))
    read = [f"{each.pk}:1" for each in rows] + ["odd", "x:1", f"{opened.pk}:1"]
    page = ruth.post(at("release_read", opened.pk), {"read": read}, follow=True)
    assert b"2 wait for their receivers now." in page.content
    with acting_as(cast.system), transaction.atomic():
        standings = Feedback.unscoped.filter(version__gt=0).values_list("standing", flat=True)
        assert sorted(standings) == ["released", "released", "waiting"]


def test_two_leaders_who_press_at_once_are_told(cast: Cast, client_of: Browser) -> None:
    open_round(cast)
    given = release(cast, give(cast))
    page = client_of("tomas").post(at("release", given.pk), {"version": "1"})
    assert (page.status_code, b"no longer where it was" in page.content) == (422, True)
    opened = given.round_id
    client_of("ruth").post(at("close", opened))
    page = client_of("tomas").post(at("close", opened))
    assert (page.status_code, b"over already" in page.content) == (422, True)


def test_an_answer_that_waits_is_let_go_on(cast: Cast, client_of: Browser) -> None:
    opened = open_round(cast, held=False)
    answer = send_back(cast, open_it(cast, give(cast)), "bo", "answer", DARK.stirred)
    page = client_of("ruth").get(at("reading", opened.pk)).content
    assert at("release_answer", answer.pk).encode() in page
    client_of("ruth").post(at("release_answer", answer.pk))
    again = client_of("ruth").post(at("release_answer", answer.pk))
    assert (again.status_code, b"already" in again.content) == (422, True)


def test_a_member_learns_only_of_their_own_who_read(cast: Cast, client_of: Browser) -> None:
    """What was not released yet does not show its receiver, in their record, that it exists."""
    opened = open_round(cast)
    give(cast)
    client_of("ruth").get(at("reading", opened.pk))
    assert b"read feedback" in client_of("ana").get(reverse("desk:record")).content
    assert b"feedback" not in client_of("bo").get(reverse("desk:record")).content.split(b"<main")[1]
