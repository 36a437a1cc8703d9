"""Two rounds of feedback on Tuesdays: one is over and was received, one is open. Every word is invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from holdspace.demo.house import House
from holdspace.feedback.actions import giving, receiving, rounds
from holdspace.feedback.actions.giving import Parts
from holdspace.feedback.models import Answer, Feedback, FeedbackRound
from holdspace.kernel import clock


@dataclass(frozen=True, slots=True)
class Said:
    """What one gave to another, and what became of it: "" waits to be opened."""

    giver: str
    receiver: str
    saw: str
    stirred: str = ""
    wish: str = ""
    then: str = ""


OVER: Final = (
    Said(
        "bo",
        "ana",
        "In the third week you said no to me, kindly, when I asked you to speak for me.",
        "I was cross for about a minute. Then I was relieved: so one may do that here.",
        "Say it to me again when I lean on you too much.",
        "answered",
    ),
    Said(
        "chidi",
        "ana",
        "You turned your chair to Farida when she wept, and said nothing.",
        "I noticed that I always look for words. Your silence held more than they do.",
        "",
        "opened",
    ),
    Said(
        "farida",
        "ana",
        "You laughed about your sister, and your eyes did not laugh with you.",
        "I became a little sad, and did not dare to say so.",
        "I would like to hear how it really was.",
    ),
    Said(
        "ana",
        "bo",
        "You wait until everybody has spoken, and then you say one sentence.",
        "I listen for it. Sometimes I am impatient, because I would like more of you.",
        "Could you be the first once?",
        "opened",
    ),
    Said(
        "jonah",
        "bo",
        "When I told about the letter you moved your hand as if to stop something.",
        "It did me good that it did not leave you cold.",
        "",
        "put_away",
    ),
    Said("ivana", "chidi", "", "When you tell of your boys I forget the clock.", "More of that.", "opened"),
    Said(
        "gwen",
        "chidi",
        "You asked whether I am all right, in front of everybody.",
        "It grew hot in my face. I wanted to go.",
        "Ask me afterwards, at the door.",
        "opened",
    ),
    Said(
        "bo",
        "jonah",
        "You came although you had said that you would not.",
        "",
        "Thank you for that.",
        "opened",
    ),
    Said(
        "chidi",
        "gwen",
        "You looked at the window for a long time last week.",
        "I missed you.",
        "",
        "declined",
    ),
)

OPEN: Final = (
    Said("chidi", "bo", "You brought the chair for the one who was late.", "It warmed me.", "", "wait"),
    Said(
        "ivana",
        "bo",
        "You made a joke when it grew quiet.",
        "I could breathe again, and something was gone.",
        "Perhaps we stay with it a breath longer?",
        "wait",
    ),
    Said(
        "ivana",
        "ana",
        "You said what you wanted before we did.",
        "I was proud, as if it were mine.",
        "",
        "released",
    ),
    Said(
        "jonah",
        "ana",
        "You always have an answer ready for the others.",
        "I feel small beside it.",
        "",
        "held",
    ),
    Said("farida", "chidi", "You said my name properly.", "It sounded like home.", "Thank you.", "released"),
)

WORD: Final = "“Always” closes the door a little. Is there one evening you think of?"


def hold(house: House, today: datetime) -> None:
    """Both rounds: three weeks ago for one week, and since two days."""
    evening = today.replace(hour=21, minute=0, second=0, microsecond=0)
    over = _open(house, today - timedelta(days=23), evening - timedelta(days=16), "one-moment")
    for number, said in enumerate(OVER):
        at = over.opened_at + timedelta(days=1, hours=3 * number)
        given = _give(house, said, over, at)
        _release(house, given, at + timedelta(hours=9))
        _receive(house, said, given, at + timedelta(days=2))
    is_open = _open(house, today - timedelta(days=2), evening + timedelta(days=4), "nearer")
    for number, said in enumerate(OPEN):
        given = _give(house, said, is_open, is_open.opened_at + timedelta(hours=4 + 3 * number))
        if said.then == "released":
            _release(house, given, today - timedelta(hours=5))
        if said.then == "held":
            with clock.held_at(today - timedelta(hours=5)), house.acting("ruth") as ruth:
                rounds.hold(feedback=given, word=WORD, version=given.version, by=ruth)


def _open(house: House, at: datetime, until: datetime, code: str) -> FeedbackRound:
    with clock.held_at(at), house.acting("ruth") as ruth:
        plan = rounds.Plan(until=until, code=code)
        return rounds.open_round(group=house.groups["tuesday"], plan=plan, by=ruth)


def _give(house: House, said: Said, held_round: FeedbackRound, at: datetime) -> Feedback:
    with clock.held_at(at), house.acting(said.giver) as giver:
        asked = Feedback.unscoped.get(
            round=held_round, giver=house.members[said.giver], receiver=house.members[said.receiver]
        )
        parts = Parts(said.saw, said.stirred, said.wish)
        return giving.give(feedback=asked, parts=parts, by=giver)


def _release(house: House, given: Feedback, at: datetime) -> None:
    with clock.held_at(at), house.acting("ruth") as ruth:
        rounds.release(feedback=given, version=given.version, by=ruth)


def _receive(house: House, said: Said, given: Feedback, at: datetime) -> None:
    with clock.held_at(at), house.acting(said.receiver) as receiver:
        if said.then == "declined":
            receiving.decline(feedback=given, by=receiver)
        elif said.then:
            receiving.open_feedback(feedback=given, by=receiver)
        if said.then == "put_away":
            receiving.put_away(feedback=given, by=receiver)
        if said.then == "answered":
            text = "I did not know that it had come across so kindly. My heart was beating."
            giving.send_back(feedback=given, kind=Answer.Kind.ANSWER, text=text, by=receiver)
