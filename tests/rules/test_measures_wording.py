"""A practice adds the words of a questionnaire it has permission for; they must fit the shell."""

from __future__ import annotations

import pytest

from holdspace.measures.library import shipped
from holdspace.measures.rules.instrument import BrokenInstrument, Wording, with_wording
from holdspace.measures.rules.scoring import score

WORDS = """
instrument = "ucla-3"
version = "1"
permission = "Letter of 3 May, in the practice's files"
recall = { en = "Invented words", es = "Palabras inventadas" }
options = [
  { value = 3, text = { en = "Often", es = "A menudo" } },
  { value = 1, text = { en = "Seldom", es = "Rara vez" } },
  { value = 2, text = { en = "At times", es = "A veces" } },
]
items = [
  { key = "q2", text = { en = "Second", es = "Segunda" } },
  { key = "q1", text = { en = "First", es = "Primera" } },
  { key = "q3", text = { en = "Third", es = "Tercera" } },
]
"""
CLIMATE = (
    """
instrument = "gcq-s"
version = "1"
permission = "Letter of 3 May"
recall.en = "Invented words"
items = [
"""
    + "\n".join(
        f'{{ key = "q{n}", text.en = "Number {n}", lowest.en = "Not", highest.en = "Very" }},'
        for n in range(1, 13)
    )
    + "\n]"
)


def test_a_shell_with_its_words_can_be_asked_and_scores_as_before() -> None:
    shell = shipped().instrument("ucla-3")
    worded = with_wording(shell, WORDS)
    assert (shell.can_be_asked, worded.can_be_asked) == (False, True)
    assert worded.wording is Wording.ADDED
    assert [item.text() for item in worded.items] == ["First", "Second", "Third"]
    assert [option.text("es") for option in worded.items[0].options] == ["Rara vez", "A veces", "A menudo"]
    assert worded.languages == ("en", "es")
    assert "Letter of 3 May" in worded.licence.terms
    answers = {"q1": 1, "q2": 2, "q3": 3}
    assert score(worded, answers).total == score(shell, answers).total == 6
    assert not shell.recall.wordings  # the shell itself stays without words


def test_a_scale_of_numbers_needs_no_words_for_its_answers() -> None:
    worded = with_wording(shipped().instrument("gcq-s"), CLIMATE)
    assert [option.text() for option in worded.items[0].options] == ["0", "1", "2", "3", "4", "5", "6"]
    assert worded.items[0].lowest is not None
    assert worded.items[0].lowest() == "Not"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('instrument = "ucla-3"', 'instrument = "ors"', "instrument: must be 'ucla-3'"),
        (
            'version = "1"',
            'version = "2"',
            "wording of ucla-3: version: must be '1', the version of the shell",
        ),
        (
            'permission = "Letter of 3 May, in the practice\'s files"',
            "",
            "wording of ucla-3: permission: is missing",
        ),
        ("recall = {", "recall2 = {", "wording of ucla-3: recall2: is not a known setting"),
        ('key = "q3"', 'key = "q4"', "wording of ucla-3: items: 'q4' is not in the shell"),
        ('key = "q3"', 'key = "q1"', "wording of ucla-3: items: has 'q1' twice"),
        ('  { key = "q3", text = { en = "Third", es = "Tercera" } },', "", "items: has no words for 'q3'"),
        ('  { value = 2, text = { en = "At times", es = "A veces" } },', "", "options: has no words for 2"),
        ("value = 2,", "value = 4,", "options: 4 is not in the shell"),
        (', es = "Segunda"', "", "items[2].text: needs its wording in: en, es"),
        ('{ key = "q3",', '{ key = "q3", reverse = true,', "items[3].reverse: is not a known setting"),
    ],
)
def test_words_that_do_not_fit_are_told_where(old: str, new: str, message: str) -> None:
    assert WORDS.count(old) == 1
    with pytest.raises(BrokenInstrument) as broken:
        with_wording(shipped().instrument("ucla-3"), WORDS.replace(old, new))
    assert message in str(broken.value)


def test_what_has_its_words_takes_no_others() -> None:
    with pytest.raises(BrokenInstrument, match="phq-9 has its wording already"):
        with_wording(shipped().instrument("phq-9"), WORDS)
