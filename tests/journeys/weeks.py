"""Twelve weeks of one member, as their journey tells them: the days, the messages that they give reason for, and
those that left.

What is expected is worked out here, from the story and from what Nia and Bo chose, with a calendar alone: nothing
of it asks the program.
"""

from __future__ import annotations

import email
import email.policy
import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import IO, Any
from zoneinfo import ZoneInfo

from benchmarks.reminders import Clock
from holdspace.practice.rules.neutral import telling
from tests import services
from tests.browsers import Browser, PushService
from tests.journeys.house import House
from tests.journeys.moved import FILE

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


@dataclass(frozen=True)
class Person:
    """Somebody who is written to: where they live, and when they want to be left alone (hours of their clock)."""

    name: str
    zone: ZoneInfo
    quiet_from: int
    quiet_until: int

    @property
    def address(self) -> str:
        return f"{self.name.lower()}@example.org"

    def at(self, day: date, hour: int, minute: int = 0) -> datetime:
        """An hour of a day on their clock."""
        return datetime.combine(day, time(hour, minute), self.zone).astimezone(UTC)

    def local(self, moment: datetime) -> datetime:
        return moment.astimezone(self.zone)

    def is_quiet(self, moment: datetime) -> bool:
        hour = self.local(moment).hour
        return hour >= self.quiet_from or hour < self.quiet_until

    def undisturbed(self, moment: datetime) -> datetime:
        """The moment, or the end of the quiet hours in which it lies."""
        if not self.is_quiet(moment):
            return moment
        local = self.local(moment)
        day = local.date() + (DAY if local.hour >= self.quiet_from else timedelta(0))
        return self.at(day, self.quiet_until)


NIA = Person("Nia", ZoneInfo("America/New_York"), 20, 9)
"""Lives elsewhere for a year, and chooses her own hours: the day before, at six in the evening."""

BO = Person("Bo", ZoneInfo("Europe/London"), 21, 8)
"""Lives where the practice is, and has chosen nothing: about a day before, left alone from nine until eight."""

LONDON = BO.zone
PEOPLE = (NIA, BO)
ASKED_AT, EVENINGS, LAST = 18, 13, 12
"""The hour of the evenings on the practice's clock; how many are planned; which is Nia's last."""


def last_sunday(year: int, month: int) -> date:
    """The last Sunday of a month that has 31 days: when Europe changes its clocks."""
    last = date(year, month, 31)
    return last - timedelta(days=(last.weekday() + 1) % 7)


@dataclass(frozen=True)
class Story:
    """The days of it, in a year in which it has not begun yet."""

    year: int

    @classmethod
    def next(cls, today: date) -> Story:
        return next(
            each for each in map(cls, range(today.year, today.year + 3)) if each.refers > today + WEEK
        )

    @property
    def change(self) -> date:
        """Summer time begins in Europe; in New York it began two weeks before, or three."""
        return last_sunday(self.year, 3)

    def wednesday(self, number: int) -> date:
        """Six evenings lie before the change, and six after it."""
        return self.change - timedelta(days=4) + (number - 6) * WEEK

    def evening(self, number: int) -> datetime:
        """When an evening begins. The fifth is moved to the next day, an hour later."""
        if number == 5:
            return BO.at(self.wednesday(5) + DAY, ASKED_AT + 1)
        return BO.at(self.wednesday(number), ASKED_AT)

    def over(self, number: int) -> datetime:
        return self.evening(number) + timedelta(minutes=90)

    @property
    def refers(self) -> date:
        """Nia writes by herself, three weeks before the first evening."""
        return self.wednesday(1) - 3 * WEEK

    @property
    def asked(self) -> datetime:
        """Ruth accepts the circle, and its newcomers are asked."""
        return BO.at(self.refers + 2 * DAY, 15)

    @property
    def encouraged(self) -> date:
        """The Sunday after the second evening, when Nia wants to hear whether something came."""
        return self.wednesday(2) + 4 * DAY

    @property
    def moved(self) -> datetime:
        """On the Monday before the fifth evening Inês moves it."""
        return BO.at(self.wednesday(5) - 2 * DAY, 12)

    @property
    def renewed(self) -> datetime:
        """Another version of the agreement has to be signed before the eighth evening: three days before it."""
        return self.evening(8) - 3 * DAY

    @property
    def left(self) -> date:
        """The day after her last evening; from here the months are counted."""
        return self.wednesday(LAST) + DAY

    def months_after(self, months: int) -> date:
        return self.left.replace(month=self.left.month + months)

    def rounds(self, begin: datetime, end: datetime) -> Iterator[datetime]:
        """When the worker comes round: at every moment at which something ought to leave, and an hour before it;
        otherwise at noon on three days of a week, and once a week after she has left. It could come more often and
        would do no more; each round costs the story a moment.
        """
        usual: set[datetime] = set()
        day = begin.date()
        while day <= end.date():
            if day.weekday() in ((0, 3, 5) if day <= self.left + WEEK else (0,)):
                usual.add(datetime.combine(day, time(12), UTC))
            day += DAY
        due = {each.at - early for each in self.expected() for early in (0 * HOUR, HOUR)}
        yield from sorted(each for each in usual | due if begin <= each < end)

    def expected(self) -> list[Message]:
        """Every message that the story gives reason for, at the moment at which it ought to leave."""
        found = [Message(self.asked, NIA, "mail", "invited")]
        for number in range(1, EVENINGS + 1):
            found.append(Message(self.evening(number) - 26 * HOUR, BO, "mail", "before"))
            if number <= LAST:
                found.append(self._before(number))
        # the second evening: what is asked an hour after it; then she switches that off
        found.append(Message(self.over(2) + HOUR, NIA, "mail", "rating"))
        found.append(Message(NIA.at(self.encouraged, NIA.quiet_until), NIA, "mail", "came"))
        found.append(Message(NIA.at(self.wednesday(4) + DAY, NIA.quiet_until), NIA, "mail", "missed"))
        for person in PEOPLE:
            found.append(Message(person.undisturbed(self.moved), person, "mail", "changed"))
            found.append(Message(person.undisturbed(self.renewed), person, "mail", "sign"))
        for months in (1, 3, 6):
            opens = BO.at(self.months_after(months), 0)
            found.append(Message(NIA.undisturbed(opens), NIA, "mail", "after"))
        return sorted(found)

    def _before(self, number: int) -> Message:
        """The day before at six, on her own clock. On her telephone, until she loses it before the tenth."""
        at = NIA.at(NIA.local(self.evening(number)).date() - DAY, 18)
        late = {2: timedelta(minutes=1), 3: timedelta(minutes=15)}  # the worker died, and another one came
        return Message(at + late.get(number, 0 * DAY), NIA, "device" if number < 10 else "mail", "before")


SENTENCES = {
    "invited": "a page has been set up for you.",
    "before": "You have an appointment soon.",
    "changed": "The time of an appointment has changed.",
    "rating": "There are a few short questions for you. Answer them, or leave them:",
    "after": "There are a few short questions for you. Answer them, or leave them. This address is for you alone,",
    "came": "There is something for you to read, whenever you like:",
    "missed": "We thought of you.",
    "sign": "There is something for you to read and confirm:",
}
"""How a message of each kind begins."""


@dataclass(frozen=True, order=True)
class Message:
    """One message that left, or ought to: when, to whom, by which way, why."""

    at: datetime
    to: Person = field(compare=False)
    way: str = field(compare=False)
    kind: str = field(compare=False)

    @property
    def line(self) -> str:
        return f"{self.to.local(self.at):%a %d %b %H:%M %Z}  {self.to.name:4} {self.way:6} {self.kind}"


@dataclass(frozen=True)
class Sent:
    """A message as it left."""

    at: datetime
    to: Person
    way: str
    subject: str
    words: str
    id: str
    sender: str = ""

    @property
    def message(self) -> Message:
        """By its words, why it was sent."""
        said = " ".join(self.words.split())
        found = [kind for kind, sentence in SENTENCES.items() if sentence.rstrip(".:,") in said]
        assert found, f"a message of no kind: {said}"
        return Message(self.at, self.to, self.way, max(found, key=lambda kind: len(SENTENCES[kind])))

    @property
    def links(self) -> list[str]:
        return re.findall(r"https?://\S+", self.words)

    @property
    def bare(self) -> str:
        """Everything of it that can be read, without addresses."""
        return re.sub(r"https?://\S+", " ", f"{self.sender}\n{self.subject}\n{self.words}")

    @property
    def said(self) -> str:
        """All of its words, in one line."""
        return " ".join(re.sub(r"https?://\S+", "…", self.words).split())


ITS_OWN = re.compile(
    r"therap|group|circle|clinic|patient|session|evening|treat|counsel|diagnos|disorder|depress|anxi|mood|worr|score"
    r"|phq|gad|health|wednesday|leader|member|meet|goal|skill|farewell|goodbye|absen|miss",
    re.IGNORECASE,
)
"""Our own list of what no message may say, beside the product's."""

ADDRESSES = re.compile(r"/|/welcome/\S+/|/sign-in/welcome/\S+/|/reminders/off/\S+/|/after/questions/\S+/")
"""Where messages lead; what stands for a token says nothing."""


def giveaways(sent: Sent, names: Iterable[str], base: str) -> list[str]:
    """What in a message tells more than that there is something to see; `base` is the address of the house."""
    words = set(re.findall(r"\w+", sent.bare.casefold()))
    parts = {part.casefold() for name in names for part in re.findall(r"\w+", name)} - ORDINARY
    found = [f"the name {part}" for part in sorted(parts & words)]
    found += [f"“{match}”" for match in ITS_OWN.findall(sent.bare)]
    found += [f"“{told.word}”" for told in [telling(sent.bare)] if told]
    found += [f"a number: {number}" for number in re.findall(r"\d+", sent.bare)]
    for link in sent.links:
        if not link.startswith(base) or not ADDRESSES.fullmatch(link.removeprefix(base)):
            found.append(f"the address {link}")
    return found


ORDINARY = {"street", "practice", "room", "evening", "noon", "blue", "bright"}
"""Parts of names that are words as well; what would tell among them is looked for as a word."""


class Died(Exception):  # noqa: N818
    """The process of the others was killed."""


class Others:
    """The process in which the worker, the staff and the circle act (`tests.journeys.others`)."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.process: subprocess.Popen[str] | None = None
        self.log: IO[str] = (house.home / "others.log").open("a")

    def ask(self, name: str, *arguments: object) -> Any:
        """Let them do something; Died where they were killed in it."""
        process = self.process = self.process or self._start()
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(json.dumps([name, *arguments]) + "\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        if not answer:
            status = process.wait()
            self.process = None
            assert status == -9, (self.house.home / "others.log").read_text()[-3000:]
            raise Died
        return json.loads(answer)

    def _start(self) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.journeys.others"],
            env=self.house.environment,
            cwd=services.ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )

    def kill(self) -> None:
        """As a power cut does it."""
        if self.process is not None:
            self.process.kill()
            self.process.communicate()
            self.process = None

    @property
    def complaints(self) -> str:
        """What went wrong in it and was only logged."""
        return "\n".join(
            line for line in (self.house.home / "others.log").read_text().splitlines() if "failed" in line
        )


class Life:
    """The clock of a house, moved by the story; at every round of the worker what left is collected."""

    def __init__(self, house: House, service: PushService, story: Story) -> None:
        self.house, self.service, self.story = house, service, story
        self.clock, self.others = Clock(house.home / FILE), Others(house)
        self.now = BO.at(story.refers, 9)
        self.phone = Browser(f"{service.origin}/phone")
        self.sent: list[Sent] = []
        self._known = set(self._mails())
        self._pushed = 0
        self.clock.jump_to(self.now)

    def until(self, moment: datetime) -> None:
        """Time goes by; the worker comes round. What it is told at `moment` it does first."""
        for each in self.story.rounds(self.now, moment):
            self.round(each)
        self.be(moment)

    def round(self, moment: datetime) -> None:
        """The worker comes round once."""
        self.be(moment)
        assert self.others.ask("round", moment.isoformat()) == 0, "a message failed"
        self.collect()

    def be(self, moment: datetime) -> None:
        """It is `moment` now."""
        assert moment >= self.now
        self.now = moment
        self.clock.jump_to(moment)

    def ask(self, name: str, *arguments: object) -> Any:
        """The others do something now."""
        answer = self.others.ask(name, *arguments)
        self.collect()
        return answer

    def dies(self, how: str, moment: datetime) -> None:
        """The worker comes round and is killed in it."""
        self.be(moment)
        try:
            self.others.ask(how, moment.isoformat())
        except Died:
            self.collect()
            return
        raise AssertionError("it was not killed: nothing was due")

    def collect(self) -> None:
        """What has left since somebody looked last, left just now."""
        for name in self._mails() - self._known:
            self._known.add(name)
            content = (self.house.home / "mail" / name).read_bytes()
            # the file-based backend writes one file for each connection: here, for each message
            assert content.count(b"\n" + b"-" * 79 + b"\n") == 1
            self.sent.append(self._mail(content.rsplit(b"\n" + b"-" * 79, 1)[0]))
        new, self._pushed = self.service.taken[self._pushed :], len(self.service.taken)
        for _path, _headers, body in new:
            if self.service.answers == 201:
                said = self.phone.open(body)
                self.sent.append(Sent(self.now, NIA, "device", said["title"], said["body"], said["tag"]))

    def _mail(self, content: bytes) -> Sent:
        letter = email.message_from_bytes(content, policy=email.policy.default)
        [to] = [person for person in PEOPLE if person.address == letter["To"]]
        subject, sender = str(letter["Subject"]), str(letter["From"].addresses[0].display_name)
        return Sent(self.now, to, "mail", subject, letter.get_content(), str(letter["Message-ID"]), sender)

    def _mails(self) -> set[str]:
        folder = self.house.home / "mail"
        return {path.name for path in folder.iterdir()} if folder.exists() else set()

    def newest(self, kind: str, to: Person = NIA) -> Sent:
        """The last message of a kind that came."""
        return [each for each in self.sent if each.to is to and each.message.kind == kind][-1]

    def table(self) -> str:
        """Every message that left: on whose clock, when, how, why; and below, all that they say."""
        lines = [
            f"{number:3}  {each.message.line:42}  {each.subject}"
            for number, each in enumerate(self.sent, start=1)
        ]
        said = Counter((each.way, each.message.kind, each.said) for each in self.sent)
        words = [f"{many:3} × {way:6} {kind:8} {text}" for (way, kind, text), many in said.items()]
        return "\n".join(["", f"{len(lines)} messages left in {self.story.year}:", *lines, "", *words])
