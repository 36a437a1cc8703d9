"""The skills that ship: complete in both languages, short, and without a promise; and the checker itself."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib import resources

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.skills.catalogue import shipped
from holdspace.skills.rules.library import LANGUAGES, PARTS, Area, BrokenSkill, Text, parse
from holdspace.skills.rules.reading import MOST_STEPS, faults, parts, sentences

GOOD = """
code = "wave"
area = "reaching"
credit = { who = "Nobody", work = "A Book", year = 1999 }
[en]
name = "Wave"
purpose = "To say hello."
steps = ["Look up.", "Wave."]
two_minutes = "Wave."
not_when = "Not at night."
[es]
name = "Saludar"
purpose = "Para decir hola."
steps = ["Levanta la vista.", "Saluda."]
two_minutes = "Saluda."
not_when = "No de noche."
"""
PLAIN = Text("Wave", "To say hello.", ("Look up.", "Wave."), "Wave.", "Not at night.")


def test_there_are_enough_of_them_in_every_area() -> None:
    areas = [skill.area for skill in shipped().values()]
    assert len(areas) >= 24
    assert {area: areas.count(area) >= 4 for area in Area} == dict.fromkeys(Area, True)


@pytest.mark.parametrize("code", shipped())
def test_each_is_complete_easy_to_read_and_says_when_not(code: str) -> None:
    skill = shipped()[code]
    assert set(skill.written) == set(LANGUAGES)
    for language in LANGUAGES:
        text = skill.words(language)
        assert [str(fault) for fault in faults(text)] == []
        assert all(parts(text))
        assert re.match(r"(Not|No)\b", text.not_when)
    english, spanish = skill.words("en"), skill.words("es")
    assert len(english.steps) == len(spanish.steps)
    assert all(one != other for one, other in zip(parts(english), parts(spanish), strict=True))


@pytest.mark.parametrize("code", shipped())
def test_each_says_whose_idea_it_is(code: str) -> None:
    """No year that the canaries take for somebody's year of birth (`tests.canaries`)."""
    found = re.fullmatch(r".+, “.+” \((\d{4})\)", shipped()[code].credit)
    assert found
    assert 1970 <= int(found[1]) <= 2026


def test_a_file_is_named_by_its_code() -> None:
    folder = resources.files("holdspace.skills") / "library"
    assert {each.name for each in folder.iterdir()} == {f"{code}.toml" for code in shipped()}


def test_it_is_read_in_the_wanted_language_and_else_in_the_one_that_is_there() -> None:
    skill = parse(GOOD)
    assert [skill.words(each).name for each in ("en", "es", "es-MX", "ar")] == [
        "Wave",
        "Saludar",
        "Saludar",
        "Wave",
    ]


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        ('area = "reaching"', 'area = "dancing"', "no area"),
        ('code = "wave"', "", "code is missing"),
        ("year = 1999", 'year = "1999"', "year"),
        ('credit = { who = "Nobody", work = "A Book", year = 1999 }', "", "credit is missing"),
        ("[es]", "[fr]", "fr is not known"),
        ('purpose = "To say hello."', 'purpose = " "', "purpose is missing"),
        ('steps = ["Look up.", "Wave."]', "steps = []", "steps"),
        ('name = "Wave"', 'name = "Wave"\nstars = 5', "stars is not known"),
        ("[en]", "[en", "no TOML"),
    ],
)
def test_a_broken_file_says_where(before: str, after: str, says: str) -> None:
    with pytest.raises(BrokenSkill, match=says):
        parse(GOOD.replace(before, after, 1))


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("steps", ("Wave.",), "Between 2 and 7 steps"),
        ("steps", ("Wave.",) * 8, "Between 2 and 7 steps"),
        ("purpose", "This will cure you.", "promises"),
        ("purpose", "Garantiza la calma.", "promises"),
        ("purpose", "It always works.", "promises"),
        ("not_when", "Not with depression.", "illness"),
        ("not_when", "No con un trastorno.", "illness"),
        ("two_minutes", "one two three four five six seven eight nine ten " * 2 + "more.", "One sentence"),
        ("two_minutes", "Look up. " * 40, "One part has more than 70 words"),
        ("steps", ("Look up. " * 21, "Wave."), "One step has more than 40 words"),
    ],
)
def test_what_is_hard_to_read_or_promised_is_found(part: str, value: object, says: str) -> None:
    assert faults(PLAIN) == ()
    assert any(says in str(fault) for fault in faults(replace(PLAIN, **{part: value})))  # type: ignore[arg-type]


def test_a_skill_of_long_sentences_is_found() -> None:
    long = "One two three four five six seven eight nine ten eleven twelve thirteen."
    assert [str(fault) for fault in faults(Text(long, long, (long, long), long, long))] == [
        "The sentences are long: more than 12 words on average."
    ]


@pytest.mark.parametrize(
    "harmless", ["Stay secure.", "Be accurate.", "Procura descansar.", "Wait patiently."]
)
def test_words_inside_other_words_promise_nothing(harmless: str) -> None:
    assert faults(replace(PLAIN, purpose=harmless)) == ()


@given(st.lists(st.sampled_from(["Look up.", "Wave!", "And now?", "Ask: “May I?”"]), min_size=1, max_size=9))
def test_every_sentence_is_counted_once(said: list[str]) -> None:
    assert len(sentences(" ".join(said))) == len(said)


@given(st.integers(1, 12))
def test_steps_are_few(count: int) -> None:
    found = faults(replace(PLAIN, steps=("Wave.",) * count))
    assert bool(found) is not (2 <= count <= MOST_STEPS)


def test_the_parts_are_those_of_a_text() -> None:
    assert set(PARTS) == set(Text.__dataclass_fields__)
