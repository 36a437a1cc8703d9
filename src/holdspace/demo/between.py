"""What Tuesdays put into words between their sessions, and how they answered. Every word is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from holdspace.circle.actions import answering, holding, space, writing
from holdspace.circle.actions.writing import Written
from holdspace.circle.models import Post, WeekQuestion
from holdspace.demo.house import House
from holdspace.groups import actions as groups
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import system_actor
from holdspace.vault.scope import acting_as


@dataclass(frozen=True, slots=True)
class Shared:
    """What one put into words, so many days ago. `known` say that they know it; who `thanked` was helped."""

    ago: float
    who: str
    text: str
    themes: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    thanked: tuple[tuple[str, str], ...] = ()
    named: bool = True
    answers: bool = False
    """Whether it answers the question that was asked last."""
    kind: Post.Kind = Post.Kind.REFLECTION


@dataclass(frozen=True, slots=True)
class Asked:
    """What the leader asked, so many days ago."""

    ago: float
    text: str


@dataclass(frozen=True, slots=True)
class Courage:
    """A few words from one to another; to all where `to` is empty."""

    ago: float
    who: str
    to: str
    text: str
    thanked: str = ""


OF_EVE: Final = (
    "I said that I was fine so often that I had to look up what I was.",
    "The first evening here I counted the chairs, and one of them was for me.",
)
"""What Eve shared before she left, and gives to those who come after."""

LIVED: Final[tuple[Shared | Asked | Courage, ...]] = (
    Shared(
        47,
        "ana",
        "I keep a list of what everybody likes in their tea. Nobody has ever asked what I drink.",
        ("pleasing",),
        ("ivana", "chidi"),
    ),
    Shared(46.5, "eve", OF_EVE[0], ("pleasing",), ("ana",)),
    Shared(46, "eve", OF_EVE[1], ("loneliness",), ("farida",)),
    Shared(
        44,
        "chidi",
        "I say that it is no trouble, and in the car I shout.",
        ("anger", "pleasing"),
        ("ana",),
        (("ana", "I thought that I was the only one with two voices."),),
    ),
    Courage(43, "ana", "chidi", "The one who shouts in the car may come along on Tuesday too."),
    Shared(
        37,
        "farida",
        "On Sundays I go to the market so that somebody says good morning.",
        ("loneliness",),
        ("gwen", "jonah"),
    ),
    Courage(36, "ivana", "farida", "I would have liked to say good morning to you.", "I read it twice."),
    Shared(
        31,
        "bo",
        "I make a joke, and then it is too late to say the other thing.",
        ("intimacy",),
        ("ivana", "jonah", "ana"),
        (("jonah", "Since then I wait one breath before I laugh."),),
        kind=Post.Kind.PATTERN,
    ),
    Asked(24, "What did somebody here give you without noticing?"),
    Shared(
        23,
        "jonah",
        "Somebody moved their coat so that I could sit. I had been standing there deciding to leave.",
        ("trust",),
        ("farida",),
        answers=True,
    ),
    Shared(
        22,
        "ivana",
        "That I may stop in the middle of a sentence.",
        ("perfectionism",),
        (),
        (("bo", "I tried it. Nobody finished it for me."),),
        answers=True,
    ),
    Courage(21, "chidi", "ana", "You said no last week and stayed. I think of it when I pick up the phone."),
    Shared(
        16,
        "gwen",
        "In the evening I count what I said, and it was always too much.",
        ("shame", "self-worth"),
        ("farida", "ivana"),
        named=False,
    ),
    Shared(
        10,
        "ivana",
        "I wrote a birthday card without a piece of advice in it.",
        ("perfectionism",),
        ("chidi",),
    ),
    Courage(9, "jonah", "", "I am glad that there are seven chairs.", ""),
    Asked(4, "When this week did you say yes and mean no?"),
    Shared(
        3,
        "ana",
        "I told my sister that I have no time on Saturday. I do have time. I want it for myself.",
        ("boundaries", "guilt"),
        ("chidi", "jonah"),
        (("chidi", "I want to have Saturdays too."),),
        answers=True,
    ),
    Shared(
        2,
        "chidi",
        "At work, twice. The second time I noticed it while I was still nodding.",
        ("boundaries",),
        ("bo",),
        answers=True,
    ),
    Courage(1.5, "ana", "bo", "You told us about your son, and did not make a joke after it."),
)

KEPT: Final = (
    "I want to say on Tuesday that I am angry with the two of them, and I do not know whether I dare."
)
READ_FIRST: Final = "I did not like how quickly we went on after I had spoken. It felt like a door."
REPORTED: Final = "Some of us talk so that others need not."
REASON: Final = "I think that it means me. I would rather hear it in the room."


def write(house: House, today: datetime) -> None:
    """Seven weeks of the space, in the order in which they were lived; then what waits for the leaders."""
    group, asked = _open(house, today - timedelta(days=48)), None
    for each in LIVED:
        at = today - timedelta(days=each.ago)
        if isinstance(each, Asked):
            asked = _ask(house, group, each, at)
        elif isinstance(each, Courage):
            _encourage(house, group, each, at)
        else:
            _share(house, group, each, asked if each.answers else None, at)
    _leave_to_the_leaders(house, group, today)


def _open(house: House, at: datetime) -> Group:
    with clock.held_at(at), house.acting("ruth") as ruth:
        group, rule = house.groups["tuesday"], Group.ContactRule.SPACE
        opened = house.groups["tuesday"] = groups.set_contact(
            group=group, contact_rule=rule, open_hours=(), by=ruth
        )
    return opened


def _ask(house: House, group: Group, each: Asked, at: datetime) -> WeekQuestion:
    with clock.held_at(at), house.acting("ruth") as ruth:
        return space.ask_question(group=group, text=each.text, by=ruth)


def _share(house: House, group: Group, each: Shared, asked: WeekQuestion | None, at: datetime) -> Post:
    with clock.held_at(at), house.acting(each.who) as member:
        written = Written(each.text, kind=each.kind, themes=each.themes)
        post = writing.keep(group=group, written=written, question=asked, by=member)
        post = writing.share(post=post, named=each.named, by=member)
    if not each.named:
        at += timedelta(days=2)
        with clock.held_at(at), acting_as(system_actor(house.practice.pk)) as system:
            holding.release_due(by=system, now=at)
    _answer(house, post, each, at)
    return post


def _answer(house: House, post: Post, each: Shared, at: datetime) -> None:
    for number, who in enumerate(each.known, start=1):
        with clock.held_at(at + timedelta(hours=2 * number)), house.acting(who) as member:
            answering.recognise(post=post, knows=True, by=member)
    for who, words in each.thanked:
        with clock.held_at(at + timedelta(hours=9)), house.acting(who) as member:
            answering.thank_for_post(post=post, words=words, named=True, by=member)


def _encourage(house: House, group: Group, each: Courage, at: datetime) -> None:
    to = house.members[each.to] if each.to else None
    with clock.held_at(at), house.acting(each.who) as member:
        post = writing.encourage(group=group, text=each.text, to=to, by=member)
    if each.thanked:
        with clock.held_at(at + timedelta(hours=5)), house.acting(each.to) as member:
            answering.thank_for_post(post=post, words=each.thanked, named=True, by=member)


def _leave_to_the_leaders(house: House, group: Group, today: datetime) -> None:
    """Farida asked to be read first, and is; something was reported; Ana keeps a thought to herself."""
    with clock.held_at(today - timedelta(days=8)), house.acting("ruth") as ruth:
        space.hold_member(group=group, member=house.members["farida"], held=True, by=ruth)
    reported = _share(house, group, Shared(1, "ivana", REPORTED), None, today - timedelta(days=1))
    _share(house, group, Shared(0.5, "farida", READ_FIRST, ("trust",)), None, today - timedelta(hours=12))
    with clock.held_at(today - timedelta(hours=7)), house.acting("bo") as bo:
        answering.report(post=reported, reason=REASON, by=bo)
    with clock.held_at(today - timedelta(hours=4)), house.acting("ana") as ana:
        writing.keep(group=group, written=Written(KEPT, themes=("anger",)), by=ana)
