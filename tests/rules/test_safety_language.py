"""Words of danger: what the shipped list finds, and what it must not."""

from importlib import resources

import pytest

from holdspace.safety.rules.language import Tier, find, parse

SHIPPED = parse((resources.files("holdspace.safety") / "crisis-words.toml").read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    "text",
    [
        "I want to die.",
        "Last night I thought about KILLING   MYSELF again",
        "They would be better off without me",
        "I don\u2019t want to be here anymore",
        "I took an overdose in March",
        "He chokes me when he drinks",
        "I cut myself on Sunday",
        "Ya no quiero vivir",
        "Pienso en quitarme la vida",
        "Mi marido me golpea",
        "Me hago daño por las noches",
    ],
)
def test_read_at_once(text: str) -> None:
    found = find(text, SHIPPED)
    assert found is not None
    assert found.tier is Tier.RED


@pytest.mark.parametrize("text", ["I can't go on like this", "Nobody would miss me", "No puedo más"])
def test_read_on_the_same_day(text: str) -> None:
    found = find(text, SHIPPED)
    assert found is not None
    assert found.tier is Tier.AMBER


@pytest.mark.parametrize(
    "text",
    [
        "",
        "I set the table for two again.",
        "The deadline at work was hard, and I felt alive on the bus.",
        "We talked about her diet and the dying plants.",
        "Hoy me sentí más tranquila con mi hermana.",
        "I never say what I need.",
    ],
)
def test_left_alone(text: str) -> None:
    assert find(text, SHIPPED) is None


def test_it_says_which_entry_and_which_words_led_to_it() -> None:
    listed = parse('version = 1\n[red]\nplan = ["take my .. life"]\n[amber]\ntired = ["so tired*"]')
    found = find("So tiredly I might take my own sad life", listed)
    assert found is not None
    assert found.codes == ("plan", "tired")
    assert found.words == ("take my own sad life", "so tiredly")
    assert find("take my whole long sad grey life", listed) is None  # more than three words in between


@pytest.mark.parametrize("broken", ['version = 1\n[pink]\na = ["b"]', "version = 1\n[red]\na = []"])
def test_a_broken_list_is_refused(broken: str) -> None:
    with pytest.raises(ValueError):
        parse(broken)
