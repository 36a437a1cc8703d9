"""A practice's own crisis lines: whatever is kept can be dialled."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.practice.rules.own_lines import OwnLine, faults, normal, read
from holdspace.practice.rules.typed import dialled, one_line
from holdspace.safety.rules.crisis_lines import own_lines

DESK = OwnLine(name="Night desk", call="020 7946 0000", around_the_clock=True, note="Ask for Noor.")


@pytest.mark.parametrize(
    ("typed", "number"),
    [
        ("999", "999"),
        ("  020  7946 0000 ", "020 7946 0000"),
        ("(020) 7946 0000", "020 7946 0000"),
        ("٠٢٠ ٧٩٤٦", "020 7946"),
        ("\u200e+44 20–7946\u202c", "+44 20-7946"),
        ("\uff11\uff11\uff12", "112"),
        ("+44 (0)20 7946", "+44 (0)20 7946"),  # a fault: nobody knows whether the nought is dialled
    ],
)
def test_a_number_is_read_as_it_is_dialled(typed: str, number: str) -> None:
    assert dialled(typed) == number


@pytest.mark.parametrize("text", ["a\r\nBcc: b", "a\tBcc:\x0bb", "a\u2028Bcc:\x00 b"])
def test_a_line_is_one_line(text: str) -> None:
    assert one_line(text) == "a Bcc: b"


@pytest.mark.parametrize(
    ("line", "wrong"),
    [
        (DESK, set()),
        (OwnLine(name="Shout", text="85258", say="SHOUT"), set()),
        (OwnLine(call="999"), {"name"}),
        (OwnLine(name="Nobody"), {"call"}),
        (OwnLine(name="Shout", call="85258", say="SHOUT"), {"say"}),
        (OwnLine(name="Desk", call="0800 HELP"), {"call"}),
        (OwnLine(name="Desk", call="112 / 999"), {"call"}),
        (OwnLine(name="Desk", call="+44 (0)20 7946"), {"call"}),
        (OwnLine(name="Desk", call="020 7946 ext. 5"), {"call"}),
        (OwnLine(name="Desk", call="9"), {"call"}),
        (OwnLine(name="Desk", call="020", text="later"), {"text"}),
        (OwnLine(note="Only words."), {"name", "call"}),
        (OwnLine(name="x" * 81, call="020"), {"name"}),
        (OwnLine(name="Desk", call="0" * 25), {"call"}),
    ],
)
def test_what_cannot_be_used_is_said_word_by_word(line: OwnLine, wrong: set[str]) -> None:
    assert set(faults(normal(line))) == wrong


def test_marks_alone_make_no_line() -> None:
    assert OwnLine(emergency=True, free=True).is_empty
    assert not DESK.is_empty
    assert DESK.summary == "Night desk · 020 7946 0000"


words = st.text(max_size=12)
lines = st.builds(
    OwnLine, words, words, words, words, words, emergency=st.booleans(), around_the_clock=st.booleans()
)
good = st.builds(
    OwnLine, st.just("Desk"), st.from_regex(r"\+?[0-9]{2,15}", fullmatch=True), free=st.booleans()
)


@given(st.one_of(lines, good))
def test_what_is_kept_is_read_again_and_shown_to_members(line: OwnLine) -> None:
    kept = normal(line)
    assert normal(kept) == kept
    assert read([kept.kept()]) == [kept]
    if not faults(kept):
        [shown] = own_lines([kept.kept()])
        assert (shown.name, shown.call, shown.text) == (kept.name, kept.call, kept.text)
        assert (shown.say_word, shown.note, shown.free) == (kept.say, kept.note, kept.free)
        assert (shown.emergency, shown.around_the_clock) == (kept.emergency, kept.around_the_clock)


@pytest.mark.parametrize("value", [None, 3, "999", ["999"]])
def test_what_is_no_line_is_left_out(value: object) -> None:
    assert read([value, DESK.kept()]) == [DESK]
