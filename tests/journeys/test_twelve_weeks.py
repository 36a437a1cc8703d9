"""Nia's twelve weeks and half a year: from the page on which she refers herself to the questions six months after.

The clock is the story's (`tests.journeys.moved`): the worker comes round by it, dies at times, and every message
that leaves is collected. At the end the list is held against what the story gave reason for: each once, at
the hour that its receiver chose on their own clock, before and after two changes of the clock, in words that say
nothing. `-s` shows the list.

What other journeys show in the browser (the waiting list, forming, a leader's evening) is done by actions here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from playwright.sync_api import Route, expect

from holdspace.kernel import clock
from tests.browsers import PushService, push_service
from tests.journeys.conftest import DESK, Visit
from tests.journeys.house import House, copy_of
from tests.journeys.moved import FILE
from tests.journeys.phone import Phone
from tests.journeys.screens import until
from tests.journeys.test_forming import PASSWORD, join, refer_oneself
from tests.journeys.test_path import keep_home
from tests.journeys.weeks import (
    BO,
    DAY,
    EVENINGS,
    HOUR,
    LAST,
    NIA,
    SENTENCES,
    Life,
    Message,
    Person,
    Sent,
    Story,
    giveaways,
)

GOAL = "To say one true thing in each week."
TRIED = "I said no to a second helping."
OFFLINE = "The train stands in a field, and I am less afraid than in winter."
THANKS = "You waited until I had found the words."
TAKES = "That a silence can be kind."


@pytest.fixture(scope="module")
def service() -> Iterator[PushService]:
    """Stands for the push service of Nia's telephone."""
    with push_service() as service:
        yield service


@pytest.fixture(scope="module")
def house(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, service: PushService
) -> Iterator[House]:
    """A house whose clock is moved, and that knows that push service."""
    built: House = request.getfixturevalue(f"{request.param}_foundation")
    home = tmp_path_factory.mktemp("house")
    (home / FILE).write_text("0")
    environment = built.environment | {"HOLDSPACE_PUSH_SERVICES": service.origin}
    moved = replace(built, serves="tests.journeys.moved", environment=environment)
    with copy_of(moved, home) as made:
        yield made


@pytest.fixture
def life(house: House, service: PushService) -> Iterator[Life]:
    life = Life(house, service, Story.next(clock.now().date()))
    yield life
    life.others.kill()


class Nia(Phone):
    """Nia's telephone, on her own clock, through all the weeks."""

    def __init__(self, visit: Visit, life: Life) -> None:
        super().__init__(visit, None, timezone_id=NIA.zone.key, locale="en-GB")
        self.life = life

    def comes(self, path: str, at: datetime) -> Nia:
        """Time goes by until `at`; she signs in again and opens a page."""
        self.rests()
        self.life.until(at)
        self.visitor.context.clock.set_system_time(at)
        cookie = self.life.ask("signs-in", "nia")
        place = {"name": "holdspace-session", "value": cookie, "url": self.visitor.house.url}
        self.visitor.context.add_cookies([place])  # type: ignore[list-item]
        self.page.goto(self.life.house.url + path)
        return self

    def rests(self) -> None:
        """She puts the telephone away: no page of hers asks for anything while time goes by."""
        self.page.goto("about:blank")

    def answers(self, much: int) -> Nia:
        """Every question of the questionnaire on the page; the ninth, about harming oneself, with not at all."""
        fields = self.page.locator(".questionnaire fieldset")
        expect(fields.first).to_be_visible()
        for number in range(fields.count()):
            fields.nth(number).locator("label.choice").nth(0 if number == 8 else much).click()
        return self


def test_what_tells_is_found() -> None:
    """The check of words itself, on messages that nobody would send."""
    bad = {
        "Ruth waits for you.": ["the name ruth"],
        "You have an appointment on Wednesday at 18:00.": [
            "the name wednesday",
            "“Wednesday”",
            "a number: 18",
            "a number: 00",
        ],
        "Your score went up.": ["“score”"],
        "Your psychologist thought of you.": ["“psychologist”"],
        "Look: http://house/member/ana/": ["the address http://house/member/ana/"],
    }
    names = ["Ruth Adler", "Ana", "Wednesday evening"]
    for words, found in bad.items():
        sent = Sent(clock.now(), NIA, "mail", "A reminder", words, "")
        assert giveaways(sent, names, "http://house") == found
    good = f"{SENTENCES['before']} http://house/"
    assert giveaways(Sent(clock.now(), BO, "mail", "A reminder", good, ""), names, "http://house") == []


@pytest.mark.proof  # more than a minute; `make proofs` tells it
def test_from_a_referral_to_half_a_year_after(visit: Visit, life: Life) -> None:
    nia, story = Nia(visit, life), life.story
    gaps = {_hours_between(story.evening(number)) for number in range(1, LAST + 1)}
    assert gaps == {5.0, 4.0}  # one clock changed before the other: both ways of it lie in the weeks
    assert _hours_between(story.evening(1)) == _hours_between(story.evening(LAST)) == 5.0

    ids = _arrives(visit, life, nia)
    _three_evenings(visit, life, nia, ids)
    _missed_and_welcome(life, nia, ids)
    _moved_and_renewed(visit, life, nia, ids)
    _without_network(life, nia, ids)
    _says_goodbye(visit, life, nia, ids)
    _half_a_year(life, nia)
    _her_path(life, nia)

    print(life.table())  # noqa: T201
    _nothing_but_what_was_expected(life)


def _hours_between(moment: datetime) -> float:
    away = BO.local(moment).utcoffset(), NIA.local(moment).utcoffset()
    assert away[0] is not None
    assert away[1] is not None
    return (away[0] - away[1]) / HOUR


def _desk(visit: Visit, life: Life, name: str, path: str) -> Phone:
    """Somebody of the staff signs in at their desk."""
    somebody = Phone(visit, None, viewport=DESK)
    cookie = life.ask("signs-in", name)
    place = {"name": "holdspace-session", "value": cookie, "url": life.house.url}
    somebody.visitor.context.add_cookies([place])  # type: ignore[list-item]
    return somebody.go(path)


def _arrives(visit: Visit, life: Life, nia: Nia) -> dict[str, str]:
    """She writes by herself, is met, seated and asked; she takes the place and prepares."""
    story = life.story
    life.ask("list-of-five")
    nia.go("/refer/")
    refer_oneself(nia.page)
    life.until(BO.at(story.refers + 2 * DAY, 11))
    life.ask("take-up")
    life.until(story.asked)
    assert life.ask("offer-places") == 6

    life.until(NIA.at(story.asked.date(), 19))
    [link] = life.newest("invited").links
    join(nia.page, link, life.house)
    nia.rests()

    life.until(BO.at(story.refers + 5 * DAY, 12))
    ids: dict[str, str] = life.ask("begin", f"{story.wednesday(1)}T18:00:00", EVENINGS)
    life.ask("ask-measures")
    life.ask("reach-out-at-once")
    ines = _desk(visit, life, "ines", "/before/people/")
    row = ines.page.get_by_role("row").filter(has_text="Nia")
    row.get_by_role("link", name=re.compile("Note the day")).click()
    ines.press("Note it").looked_at()

    # The next morning she signs in with her password, and goes through the steps.
    life.until(NIA.at(story.refers + 6 * DAY, 10))
    nia.go("/home/")
    nia.write("Email", NIA.address).write("Password", PASSWORD).press("Sign in").reads("Two minutes to read.")
    nia.press("Go on").looked_at().reads("You met on")
    nia.press("Read it: two minutes").press("I have read it").looked_at()
    nia.press("Look at the questions").looked_at()
    nia.write("What do you hope for?", "To be less alone with it.").press("Keep it").reads("It is kept.")
    nia.press("I know when and where").looked_at().press("How to try them").looked_at().press("I tried them")

    # She says by which clock she lives, and when she wants to hear of what.
    nia.go("/sign-in/preferences/")
    nia.page.get_by_label("Time zone").select_option(NIA.zone.key)
    nia.press("Save").reads("At the practice:")
    life.ask("listens", json.dumps(life.phone.subscription))
    nia.go("/reminders/")
    nia.page.get_by_label("Before we meet", exact=True).select_option(label="on my devices")
    nia.page.get_by_label("How long before we meet?").select_option("day")
    nia.page.get_by_label("On the day before, at").select_option("18")
    nia.page.get_by_label("Quiet from").select_option(str(NIA.quiet_from))
    nia.page.get_by_label("until", exact=True).select_option(str(NIA.quiet_until))
    nia.press("Save").looked_at().reads("Saved.").reads(NIA.zone.key)
    nia.go(f"/between/{ids['group']}/came/")
    nia.page.get_by_label("Do you want to be told by mail when something came?").select_option("6")
    nia.press("Save")
    return ids


def _three_evenings(visit: Visit, life: Life, nia: Nia, ids: dict[str, str]) -> None:
    """Check-ins, what is asked after, a word on Sunday, something tried; twice the worker dies."""
    story = life.story
    nia.comes(f"/check-in/{ids['1']}/", story.evening(1) - 3 * HOUR).looked_at()
    nia.write("What do you bring", "The first evening in my own kitchen.")
    nia.answers(2).press("Save my check-in").reads("It is kept.")
    _held(life, 1)
    nia.comes("/home/", story.over(1) + timedelta(minutes=20)).press("Answer")
    nia.page.locator("fieldset", has_text="Did you feel safe enough").locator(
        "label", has_text="8"
    ).first.click()
    nia.page.locator("main form:not(.not-safe) button[type=submit]").last.click()
    nia.no_longer_reads("How was it to be in the room?")

    # Before the second evening the power goes when her reminder waits; another worker finds it.
    told = NIA.at(story.wednesday(2) - DAY, 18)
    life.until(told)
    before = len(life.sent)
    life.dies("dies-before", told)
    assert (life.ask("queued"), len(life.sent)) == (1, before)
    life.round(told + timedelta(minutes=1))
    life.others.kill()
    life.round(told + timedelta(minutes=2))
    life.round(told + timedelta(minutes=2))
    assert [each.message.kind for each in life.sent[before:]] == ["before"]

    # She does not say how the second evening was: the mail leads to it, and she would rather have no more of them.
    _held(life, 2)
    life.until(NIA.at(story.wednesday(2), 17))
    off = life.newest("rating").links[-1]
    stranger = Phone(visit, None)
    stranger.go(off.removeprefix(life.house.url)).press("Switch them off").reads("Nothing else was changed.")

    life.until(BO.at(story.wednesday(2) + 2 * DAY, 12))
    life.ask("suggest")
    life.ask("encourage", "I thought of what was said about the letters.")
    nia.comes(f"/between/{ids['group']}/came/", NIA.at(story.encouraged, 10))
    nia.reads("I thought of what was said about the letters.")

    # She tries something, and writes a goal with Ruth.
    nia.comes("/home/", NIA.at(story.wednesday(3) - DAY, 12)).press("A small no").looked_at()
    nia.press("I tried it").looked_at().write("What did you try?", TRIED).press("Keep it").reads(TRIED)
    ruth = _desk(visit, life, "ruth", f"/outcomes/groups/{ids['group']}/members/{ids['nia']}/goals/")
    ruth.write("What do they want to reach?", GOAL)
    ruth.write("What would be as expected?", "Twice a month.").press("Keep this goal").reads(GOAL)

    # Before the third evening the worker has her reminder in its hands when the power goes.
    told = NIA.at(story.wednesday(3) - DAY, 18)
    life.until(told)
    before = len(life.sent)
    life.dies("dies-within", told)
    life.round(told + timedelta(minutes=5))  # it may have left: nobody knows yet
    assert (len(life.sent), life.ask("queued")) == (before, 1)
    life.round(told + timedelta(minutes=15))
    assert [each.message.kind for each in life.sent[before:]] == ["before"]
    nia.comes(f"/check-in/{ids['3']}/", story.evening(3) - HOUR).reads(TRIED)
    nia.press("Save my check-in").reads("It is kept.")
    _held(life, 3)


def _held(life: Life, number: int, away: str = "") -> None:
    """An evening is over, and Ruth has noted who came."""
    life.until(life.story.over(number) + timedelta(minutes=5))
    life.ask("hold", number, away)


def _missed_and_welcome(life: Life, nia: Nia, ids: dict[str, str]) -> None:
    """She stays away without a word; a sentence comes the morning after, and she is welcome when she is back."""
    story = life.story
    _held(life, 4, away="nia")
    life.until(NIA.at(story.wednesday(4) + DAY, NIA.quiet_until))
    life.round(life.now)
    life.others.kill()  # after it has left: whoever comes next says nothing again
    life.round(life.now)
    assert "Nothing has to be done" in life.newest("missed").words
    life.until(story.moved)
    life.ask("move", 5, f"{story.wednesday(5) + DAY}T19:00:00")
    nia.comes(f"/check-in/{ids['5']}/", story.evening(5) - 2 * HOUR).answers(2)
    nia.press("Save my check-in").reads("It is kept.")
    _held(life, 5)
    nia.comes("/home/", story.over(5) + HOUR).reads("Good that you are here. Nothing has to be explained.")


def _moved_and_renewed(visit: Visit, life: Life, nia: Nia, ids: dict[str, str]) -> None:
    """Both clocks have changed; another version of the agreement has to be signed; the goal is looked at."""
    story = life.story
    for number in (6, 7):
        _held(life, number)
    life.until(story.renewed - 3 * DAY)
    life.ask("renew", "What is said here stays here. Who is late comes in quietly.")
    nia.comes("/home/", NIA.local(story.renewed).replace(hour=15, minute=0)).press("Read and sign")
    nia.write("Your name, as you would sign a letter", "Nia Frost")
    nia.page.get_by_label("I have read this, and I agree.").check()
    nia.press("Sign").reads("Signed.")
    life.ask("bo-signs")
    _held(life, 8)
    ruth = _desk(visit, life, "ruth", f"/outcomes/groups/{ids['group']}/members/{ids['nia']}/goals/")
    ruth.page.get_by_label(GOAL).select_option("1")
    ruth.press("Keep for today").reads("Last rated:")


def _without_network(life: Life, nia: Nia, ids: dict[str, str]) -> None:
    """She writes on a train; the house takes it, its answer is lost, it is sent again: and is there once."""
    story = life.story
    nia.comes("/home/device/", NIA.at(story.wednesday(9) - DAY, 10))
    page, context = keep_home(nia), nia.visitor.context
    context.set_offline(True)
    page.goto(life.house.url + "/home/")
    nia.reads("The copy on this device")
    nia.write("What do you bring?", OFFLINE)
    page.get_by_role("button", name="Send it").first.click()
    expect(page.get_by_text("Not sent yet.").first).to_be_visible()
    assert life.ask("brought", 9)["brings"] == {}
    keys = _loses_one_answer(nia)
    context.set_offline(False)
    until(page, lambda: len(keys) == 1, what="sent")
    expect(page.get_by_text("Not sent yet.").first).to_be_visible()
    nia.comes("/home/", life.now + timedelta(minutes=10))
    expect(page.locator("[data-when=sent]")).to_be_visible()
    context.unroute_all()
    nia.go("/home/")
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert life.ask("brought", 9) == {"brings": {"Nia": OFFLINE}, "versions": [1], "taken": 1}
    assert "hs-unsent:" not in page.evaluate("JSON.stringify(localStorage)")
    _held(life, 9)


def _loses_one_answer(nia: Nia) -> list[str]:
    """What is sent under which key; the first answer never arrives."""
    keys: list[str] = []

    def lose(route: Route) -> None:
        first = not keys
        if first:
            route.fetch()
        keys.append(str(re.findall(r'sent_key"\s+([0-9a-f-]{36})', route.request.post_data or "")))
        if first:
            route.abort()
        else:
            route.continue_()

    nia.visitor.context.route("**/home/sending/check-in/**", lose)
    return keys


def _says_goodbye(visit: Visit, life: Life, nia: Nia, ids: dict[str, str]) -> None:
    """Her telephone is lost; she gives notice, writes, is written to, and takes it with her."""
    story = life.story
    life.service.answers = 410
    nia.comes("/endings/mine/", NIA.at(story.wednesday(10) - DAY, 10)).press(
        "I am thinking of leaving"
    ).looked_at()
    nia.page.get_by_label("I have finished what I came for").check()
    nia.page.get_by_label("My circle may read it here now").check()
    nia.press("Say it").looked_at().reads("You leave after").reads("the last session but two")
    for number in (10, 11):
        _held(life, number)
    ruth = _desk(visit, life, "ruth", f"/endings/groups/{ids['group']}/")
    ruth.press("Open the farewell").looked_at()
    nia.comes("/home/", NIA.at(story.wednesday(LAST), 10)).reads("the last session").press("Look at it")
    nia.press("Write your own words").looked_at().write("What do you take with you?", TAKES).press("Keep it")
    life.until(story.evening(LAST) + HOUR)
    life.ask("bo-gives", THANKS)
    _held(life, LAST)
    nia.comes("/endings/mine/", NIA.at(story.left, 18)).press("Open my keepsake").looked_at()
    nia.reads(TAKES).reads(THANKS).reads("Bo")
    with nia.page.expect_download() as waiting:
        nia.page.get_by_role("link", name="As a file to print").click()
    assert waiting.value.suggested_filename == "keepsake.pdf"
    began, ended, how = life.ask("spell")
    assert BO.local(datetime.fromisoformat(ended)).date() == story.left
    assert how == "graduated"
    assert began < ended


def _half_a_year(life: Life, nia: Nia) -> None:
    """After one, three and six months a mail leads her to her questions, in a browser that knows nobody."""
    story = life.story
    _held(life, EVENINGS)
    for months, much in ((1, 1), (3, 1), (6, 0)):
        life.until(NIA.at(story.months_after(months), 12))
        nia.visitor.context.clear_cookies()
        [path] = [each for each in life.newest("after").links if "/after/questions/" in each]
        nia.go(path.removeprefix(life.house.url)).reads("How have you been?")
        nia.answers(much)
        for name in ("Nia", "Wednesday", "Ruth"):
            nia.no_longer_reads(name)
        nia.press("Send").looked_at().reads("It is kept. Thank you.")
        nia.go(path.removeprefix(life.house.url)).reads("ask whoever sent it")
    life.until(NIA.at(story.months_after(6), 12) + 30 * DAY)


def _her_path(life: Life, nia: Nia) -> None:
    """What was stays hers: read, and taken along."""
    story = life.story
    nia.comes("/home/", life.now).reads("What stays")
    nia.press("How it was for me over time", within="body").looked_at().reads("PHQ-9")
    nia.page.get_by_role("heading", name="What you work on").click()
    nia.reads(GOAL)
    with nia.page.expect_download() as taken:
        nia.page.get_by_role("link", name="File for programs (JSON)").click()
    kept = json.loads(taken.value.path().read_text())
    [answers] = [each["answers"] for each in kept["measures"] if "PHQ-9" in each["title"]]
    days = [NIA.local(story.evening(number)).date() for number in (1, 5)]
    days += [story.months_after(months) for months in (1, 3, 6)]
    assert [each["on"] for each in answers] == [day.isoformat() for day in days]
    totals = [re.findall(r"\d+", each["words"])[0] for each in answers]
    assert totals == ["16", "16", "8", "8", "0"]  # eight questions, answered with 2, 2, 1, 1 and 0
    assert [(each["words"], each["reached"]) for each in kept["goals"]] == [(GOAL, "more than expected")]
    assert [each["tried"] for each in kept["tried"]] == [TRIED]


def _nothing_but_what_was_expected(life: Life) -> None:
    """The list of what left, held against the list of what the story gave reason for."""
    left = [each.message for each in life.sent]
    expected = life.story.expected()
    names = life.ask("names")
    assert {"Nia", "Frost", "Ruth Adler", "Wednesday evening", "Harbour Street Practice"} <= set(names)
    found = [(each.message.line, giveaways(each, names, life.house.url)) for each in life.sent]
    assert [each for each in found if each[1]] == []
    assert sorted(each.line for each in left) == sorted(each.line for each in expected)
    assert max(Counter(each.id for each in life.sent).values()) == 1
    assert [each.line for each in left if each.to.is_quiet(each.at)] == []
    assert _hours(left, NIA) == {18}
    assert _hours(left, BO) == {16, 17}  # 26 hours before six, and once before seven
    assert life.ask("queued") == 0
    assert life.others.complaints == ""


def _hours(messages: list[Message], to: Person) -> set[int]:
    """At which hours of their own clock somebody was reminded."""
    return {to.local(each.at).hour for each in messages if each.kind == "before" and each.to is to}
