"""One person is in crisis while the group sits there: what to do step by step, what is written afterwards.

The steps may be marked in any order and each of them once: whoever leads decides, the screen only reminds and
notes the time. Nothing here knows a name; what is written afterwards says "the member".
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import Words, say


class Step(StrEnum):
    """What there is to do, in the order in which it is usually done."""

    PRIVATE_CHECK = "private_check"
    ROOM = "room"
    WHERE = "where"
    CALL = "call"
    STAY = "stay"
    GROUP = "group"
    AFTERWARDS = "afterwards"


@dataclass(frozen=True, slots=True)
class Guidance:
    """One step: what it is called, what to do, and words that can be said."""

    title: Words
    do: Words
    say: tuple[Words, ...] = ()


GUIDANCE: Final[Mapping[Step, Guidance]] = {
    Step.PRIVATE_CHECK: Guidance(
        say("Speak with them alone"),
        say("Outside the room, or in a call of two. Ask directly; asking puts nothing into anybody's head."),
        (
            say("I have stepped out with you because I am worried about you."),
            say(
                "Are you thinking of killing yourself, or of hurting somebody? Do you have something at hand?"
            ),
            say("I stay with you. We look for what comes next together."),
        ),
    ),
    Step.ROOM: Guidance(
        say("Somebody holds the room"),
        say("With two leaders, the other stays with the group. Alone: tell the group, and let it rest."),
        (
            say(
                "With two: “One of us is stepping out for a while. Nothing has happened that you did wrong.”"
            ),
            say(
                "Alone: “I have to look after somebody now. Please rest for ten minutes, and stay together.”"
            ),
        ),
    ),
    Step.WHERE: Guidance(
        say("Where they are, and who is near"),
        say("Ask again, also when you know it. An ambulance needs the street, the floor and the door."),
        (say("Where are you right now? What is the address? Is somebody with you?"),),
    ),
    Step.CALL: Guidance(
        say("Call for help"),
        say("At danger to life the emergency number first; then the person whom they named for this."),
        (
            say("I am a therapist. Somebody whom I am with, or see on a screen, is in danger of their life."),
            say(
                "They are at this address. They have told me this. Somebody is with them, or they are alone."
            ),
            say("I stay on the line with them until you are there. You can reach me on this number."),
        ),
    ),
    Step.STAY: Guidance(
        say("Stay until somebody is there"),
        say("Keep speaking, or keep the line open. Do not leave them alone with a promise."),
    ),
    Step.GROUP: Guidance(
        say("Come back to the group"),
        say("Say that help is there, and nothing that belongs to the person. Ask how everybody is."),
        (
            say("“They are not alone now. What they told me is theirs; they may tell you themselves.”"),
            say("“How is it for each of you? We go round once, and we end together.”"),
        ),
    ),
    Step.AFTERWARDS: Guidance(
        say("Afterwards"),
        say(
            "Write down what happened, look at the safety plan together within days, speak with a colleague."
        ),
    ),
}


@dataclass(frozen=True, slots=True)
class Course:
    """What has happened so far: when it began, when each step was done, when it was over."""

    began_at: datetime
    done: Mapping[Step, datetime] = field(default_factory=dict)
    ended_at: datetime | None = None


def mark(course: Course, step: Step, *, at: datetime) -> Course:
    """The step is done. Marked again it stays as it was; Refused once it is over."""
    if step in course.done:
        return course
    if course.ended_at is not None:
        raise Refused(say("This is over. What is still to be said belongs in what you write about it."))
    return replace(course, done={**course.done, step: max(at, course.began_at)})


def end(course: Course, *, at: datetime) -> Course:
    """It is over; once over it stays so."""
    return course if course.ended_at else replace(course, ended_at=max(at, course.began_at))


def to_json(done: Mapping[Step, datetime]) -> dict[str, str]:
    """Steps and moments as they are kept."""
    return {step.value: at.isoformat() for step, at in done.items()}


def from_json(kept: Mapping[str, str]) -> dict[Step, datetime]:
    """What `to_json` kept."""
    return {Step(step): datetime.fromisoformat(at) for step, at in kept.items()}


DID: Final[Mapping[Step, Words]] = {
    Step.PRIVATE_CHECK: say("spoke with the member alone"),
    Step.ROOM: say("the room was held, the group was told"),
    Step.WHERE: say("asked where the member is and who is near"),
    Step.CALL: say("called for help"),
    Step.STAY: say("stayed until somebody was with the member"),
    Step.GROUP: say("came back to the group"),
    Step.AFTERWARDS: say("agreed on what comes next"),
}


def happened(course: Course) -> list[tuple[datetime, Words]]:
    """What was done and when, in its order."""
    steps = sorted(course.done.items(), key=lambda pair: pair[1])
    lines = [(course.began_at, say("began")), *((at, DID[step]) for step, at in steps)]
    return [*lines, (course.ended_at, say("over"))] if course.ended_at is not None else lines


def local_times(course: Course, zone: str) -> dict[datetime, str]:
    """Each moment of a course on the practice's clock."""
    return {at: at.astimezone(ZoneInfo(zone)).strftime("%H:%M") for at, _what in happened(course)}


def says_all(course: Course, written: str, *, local: Mapping[datetime, str]) -> bool:
    """Whether every step stands in what was written, with its time."""
    return all(f"{local[at]} {what}" in written for at, what in happened(course))


def account(course: Course, *, local: Mapping[datetime, str], written: str = "") -> str:
    """What is written afterwards, begun: each step with its time, and the questions that are still open.

    `local` says each moment of the course on the practice's clock. Where words are `written` already, they
    stay, and the times that are not among them follow.
    """
    lines = [f"{local[at]} {what}" for at, what in happened(course)]
    if written.strip():
        missing = [line for line in lines if line not in written]
        return "\n".join([written.rstrip(), "", *missing]) if missing else written
    open_questions = (
        say("What the member said, in their words:"),
        say("What was agreed, and with whom:"),
        say("Who was told, and when:"),
        say("What the group was told, and how it took it:"),
    )
    return "\n".join([*lines, "", *(f"{question}\n" for question in open_questions)])
