"""A copied note is asked about, an honest one is not: measured on twelve honest notes of one session.

They were written in one form, with the phrases that a clinician repeats. Each is copied in seven ways: as it is, for
somebody else, with words changed, with a sentence more, a sentence less, in another order, in capitals.
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations

import pytest

from holdspace.notes.rules.completeness import COPIED_FROM, copied_share, is_cloned, similarity

HONEST = (
    "Opened the round and named what had hurt last week. Took the answer without turning away. "
    "Relief afterwards, and a laugh. Will try one sentence at home and bring it back.",
    "Came late, listened long, asked one question near the end. Surprised that nobody minded. "
    "Less tense than at the start. Will tell his brother about the group.",
    "Argued with another member and stayed in the room. Said what he had wanted to say for weeks. "
    "Shaky, then proud. Will write down what he felt before he answers.",
    "Quiet, though attentive throughout. Nodded when loneliness was named. Tears at the end, and thanked "
    "the group. Will call an old friend before the weekend.",
    "Gave careful feedback to two others. Found it harder to receive some. Softened when the leader asked what "
    "it was like. Will notice when she changes the subject.",
    "Spoke about the new job and the fear of being found out. Others knew it too. Visibly lighter. "
    "Will ask one colleague for help.",
    "Left the circle once and came back by himself. Told the group that it had become too close. Calm after the "
    "break. Will use the breathing when it rises.",
    "Practised saying no in pairs and found her voice. Laughed at how loud it was. Proud and a little afraid. "
    "Will say no to the extra shift.",
    "Held back until somebody asked. Then told of the quarrel with her mother in one breath. "
    "Exhausted, not sorry. Will rest on Sunday and not answer at once.",
    "Attended in full. Affect flat at first. Brightened when others spoke of music. Will bring a song next week.",
    "Attended in full. Affect anxious. Named the worry about money and was met with interest. "
    "Will look at the letters with his sister.",
    "Took the role of timekeeper and kept it kindly. Said that being useful is easier than being seen. "
    "Thoughtful at the end. Will let somebody else keep the time.",
)


def _sentences(note: str) -> list[str]:
    return [each.strip() for each in note.split(".") if each.strip()]


def _note(sentences: list[str]) -> str:
    return ". ".join(sentences) + "."


COPIES: dict[str, Callable[[str], str]] = {
    "as it is": lambda note: note,
    "for somebody else": lambda note: (
        note.replace(" her ", " his ").replace(" she ", " he ").replace("himself", "herself")
    ),
    "words changed": lambda note: note.replace("Will", "Is going to", 1).replace("week", "time"),
    "a sentence more": lambda note: note + " Was reminded of the fee and of the dates in summer.",
    "a sentence less": lambda note: _note(_sentences(note)[:-1]),
    "another order": lambda note: _note(_sentences(note)[::-1]),
    "in capitals": lambda note: note.upper().replace(" ", "  "),
}


@pytest.mark.parametrize("way", COPIES)
def test_every_copy_is_asked_about(way: str) -> None:
    missed = [note[:40] for note in HONEST if not is_cloned(note, COPIES[way](note))]
    assert missed == [], f"{len(missed)} of {len(HONEST)} copies were not noticed"


def test_no_pair_of_honest_notes_is_asked_about() -> None:
    pairs = list(combinations(HONEST, 2))
    assert len(pairs) == 66
    assert [(one[:30], other[:30]) for one, other in pairs if is_cloned(one, other)] == []


def test_the_thresholds_stand_well_between_the_two() -> None:
    honest = max(copied_share(one, other) for one, other in combinations(HONEST, 2))
    copied = min(
        max(copied_share(note, copy(note)), similarity(note, copy(note)))
        for note in HONEST
        for copy in COPIES.values()
    )
    assert honest < COPIED_FROM - 0.2
    assert copied > COPIED_FROM + 0.1


def test_two_notes_that_share_one_sentence_are_two_notes() -> None:
    again = _note([*_sentences(HONEST[0])[:-1], _sentences(HONEST[1])[-1]])
    other = _note([*_sentences(HONEST[2])[:-1], _sentences(HONEST[1])[-1]])
    assert not is_cloned(again, other)


def test_nothing_is_no_copy_of_nothing() -> None:
    assert (copied_share("", ""), copied_share("", HONEST[0])) == (0, 0)
