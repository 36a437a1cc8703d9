"""The library of questions: what ships is whole, what is wrong in a file is said, what fits comes first."""

from collections import Counter

import pytest

from holdspace.circle.queries import questions
from holdspace.circle.rules.questions import Stage, Theme, fitting, parse

ONE = '[loss.beginning]\na = { en = "What?", es = "¿Qué?" }\n'


def test_at_least_sixty_and_two_for_every_stage_of_every_theme():
    cells = Counter((question.stage, question.theme) for question in questions())
    assert sum(cells.values()) >= 60
    assert all(cells[stage, theme] >= 2 for stage in Stage for theme in Theme)


@pytest.mark.parametrize("question", questions(), ids=lambda question: question.code)
def test_each_asks_in_both_languages_in_a_breath(question):
    english, spanish = question.words("en"), question.words("es")
    assert english.endswith("?")
    assert spanish.endswith("?")
    assert "¿" in spanish
    assert english != spanish
    assert max(len(english), len(spanish)) <= 110
    assert not set("!¡") & set(english + spanish)


def test_no_question_stands_twice_under_another_code():
    for language in ("en", "es"):
        assert max(Counter(question.words(language).casefold() for question in questions()).values()) == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "What?"), ("es", "¿Qué?"), ("es-MX", "¿Qué?"), ("ES", "¿Qué?"), ("ar", "What?")],
)
def test_the_readers_language_or_else_english(language, words):
    (question,) = parse(ONE)
    assert question.words(language) == words


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (ONE + '[self.beginning]\na = { en = "Who?", es = "¿Quién?" }', "a stands twice"),
        ('[loss.beginning]\na = { en = "What?" }', "a has no words in: es"),
        ('[loss.beginning]\na = { en = " ", es = "¿Qué?" }', "a has no words in: en"),
        ('[money.beginning]\na = { en = "What?", es = "¿Qué?" }', "money"),
        ('[loss.middle]\na = { en = "What?", es = "¿Qué?" }', "middle"),
    ],
)
def test_a_wrong_file_is_refused_with_the_reason(text, said):
    with pytest.raises(ValueError, match=said):
        parse(text)


def test_the_groups_themes_first_and_what_was_asked_last():
    offered = fitting(questions(), stage=Stage.WORKING, themes={Theme.SELF}, asked={"self-kinder"})
    assert {question.stage for question in offered} == {Stage.WORKING}
    assert offered[0].code == "self-pattern"
    assert offered[-1].code == "self-kinder"
    assert len(offered) == sum(question.stage is Stage.WORKING for question in questions())
