"""One session with eight members, as a leader writes it down: the texts, and the keys that they cost in two ways.

A key is one key that goes down: Alt and an arrow are two. In one way the shared part is written once and each member's
layer has what is known already; in the other each of eight notes is written for itself, with its headings, date, times,
leader and number of members given by whatever program it is. Texts are the same, letter by letter.
"""

from __future__ import annotations

from dataclasses import dataclass

GROUP = (
    "Being let down, and saying so",
    "Named the pattern in the room; invited each to answer the one before; closed with a go-round.",
    "A quiet start. The quarrel of last week came back, was spoken out by the two who had it, and the others told "
    "what it had been like to watch. Warmer at the end than at the beginning.",
)
RISK = "No concern expressed."
PLAN = ("next", "Bring back next week how it went.")
"""A phrase of the leader's own: its short name and its words."""


@dataclass(frozen=True)
class Written:
    """What is this member's own; the goal is known."""

    name: str
    participation: str
    response: str
    goal: str


MEMBERS = (
    Written(
        "ana", "Opened the round and named what had hurt.", "Relief, and a laugh.", "To say what she needs"
    ),
    Written(
        "bo",
        "Listened long, then disagreed aloud.",
        "Softened when he was asked why.",
        "To stay when it gets close",
    ),
    Written("chidi", "Quiet at first; told of his brother.", "Said that he felt included.", "To speak up"),
    Written(
        "dele",
        "Asked two careful questions.",
        "Surprised to be thanked for them.",
        "To be seen without a joke",
    ),
    Written(
        "elif",
        "Came with a letter and read from it.",
        "Shaky, then proud of it.",
        "To finish what she begins",
    ),
    Written(
        "femi",
        "Took the side of whoever was quiet.",
        "Noticed how tired that makes him.",
        "To ask for himself",
    ),
    Written(
        "gala", "Looked away during the quarrel.", "Could say afterwards that it was fear.", "To bear anger"
    ),
    Written(
        "hana", "Answered late and in few words.", "Stayed, where she used to leave.", "To stay to the end"
    ),
)

MOVE, TAB, SIGN = 2, 1, 2
"""Alt and an arrow; Tab; Ctrl and Enter, which goes on to the next."""


def on_one_screen() -> int:
    """Keys on the screen of a session: the journey presses exactly these."""
    group = MOVE + sum(map(len, GROUP)) + 2 * TAB + SIGN
    return group + sum(_layer(each) for each in MEMBERS)


def _layer(member: Written) -> int:
    """Participation and response are typed; risk is one of the phrases that are offered, the plan one's own."""
    phrase, short = 2, len(PLAN[0]) + 2  # an arrow and Enter; a semicolon, the short name, a blank
    return len(member.participation) + TAB + len(member.response) + TAB + phrase + 2 * TAB + short + SIGN


def one_by_one() -> int:
    """Keys for eight notes, each written for itself: seven texts, Tab between them, and a key to sign and go on."""
    shared = len(GROUP[0]) + len(GROUP[1]) + len(RISK) + len(PLAN[1])
    own = sum(len(each.participation) + len(each.response) + len(each.goal) for each in MEMBERS)
    return own + len(MEMBERS) * (shared + 6 * TAB + SIGN)


def copied() -> int:
    """The same where theme, intervention, risk and plan are copied from the first note: four keys each."""
    first = sum(map(len, (GROUP[0], GROUP[1], RISK, PLAN[1])))
    own = sum(len(each.participation) + len(each.response) + len(each.goal) for each in MEMBERS)
    again = (len(MEMBERS) - 1) * 4 * 4
    return own + first + again + len(MEMBERS) * (6 * TAB + SIGN)
