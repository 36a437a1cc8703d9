"""The life of a concern, and the numbers to call."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.safety.lines import shipped
from holdspace.safety.rules.concern_states import NEXT, REFUSALS, Act, State, after, outcome_of, state_of
from holdspace.safety.rules.crisis_lines import COUNTRIES, BrokenLine, by_country, own_lines, parse

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)


def test_every_act_in_every_state_is_decided() -> None:
    asked = {(state, act) for state in State for act in Act}
    assert set(NEXT) | set(REFUSALS) == asked
    assert not set(NEXT) & set(REFUSALS)


@given(st.lists(st.sampled_from(Act), max_size=8))
def test_no_concern_is_closed_before_somebody_took_it_on(acts: list[Act]) -> None:
    state, done = State.OPEN, []
    for act in acts:
        try:
            state = after(state, act)
        except Refused:
            continue
        done.append(act)
    answers = [act for act in done if act is not Act.SIGNAL]
    assert answers == [Act.ACKNOWLEDGE, Act.CLOSE] * (len(answers) // 2) + [Act.ACKNOWLEDGE] * (
        len(answers) % 2
    )


def test_only_a_new_signal_opens_what_was_closed() -> None:
    assert {act for (state, act) in NEXT if state is State.CLOSED} == {Act.SIGNAL}


@pytest.mark.parametrize(
    ("acknowledged", "closed", "state"),
    [(None, None, State.OPEN), (NOON, None, State.ACKNOWLEDGED), (NOON, NOON, State.CLOSED)],
)
def test_the_state_is_told_by_its_moments(
    acknowledged: datetime | None, closed: datetime | None, state: State
) -> None:
    assert state_of(acknowledged_at=acknowledged, closed_at=closed) is state


@pytest.mark.parametrize("text", ["", "ok", "   done    ", "123456789"])
def test_an_outcome_is_a_sentence(text: str) -> None:
    with pytest.raises(Refused) as refused:
        outcome_of(text)
    assert "outcome" in refused.value.fields


def test_an_outcome_of_ten_characters_is_kept_without_its_margins() -> None:
    assert outcome_of("  called  him ") == "called him"


# the numbers to call


def test_every_shipped_line_says_where_and_when_it_was_read() -> None:
    assert {line.country for line in shipped()} == set(COUNTRIES)
    assert all(line.source and line.read for line in shipped())


@pytest.mark.parametrize(
    ("country", "emergency", "listening"),
    [
        ("GB", "999", {"116 123", "85258", "111"}),
        ("IE", "112", {"116 123"}),
        ("US", "911", {"988"}),
        ("CA", "911", {"988"}),
        ("AU", "000", {"13 11 14", "0477 13 11 14"}),
        ("ES", "112", {"024"}),
        ("DE", "112", {"0800 111 0 111"}),
        ("EU", "112", set()),
    ],
)
def test_the_numbers_of_a_country(country: str, emergency: str, listening: set[str]) -> None:
    first = by_country(shipped(), first=country)[0]
    assert first.country == country
    assert first.lines[0].emergency
    assert first.lines[0].call == emergency
    assert {number for line in first.lines[1:] for number in (line.call, line.text) if number} == listening


@pytest.mark.parametrize(("region", "leads"), [("FR", "EU"), ("NO", "GB"), ("", "GB"), ("ES", "ES")])
def test_another_country_of_the_union_is_led_by_the_unions_number(region: str, leads: str) -> None:
    listed = by_country(shipped(), first=region)
    assert listed[0].country == leads
    assert {country.country for country in listed} == set(COUNTRIES)


def test_a_number_is_dialled_without_its_spaces() -> None:
    line = own_lines([{"name": "Night desk", "call": "+44 20 7946 0000", "text": "7946"}])[0]
    assert (line.call_url, line.text_url) == ("tel:+442079460000", "sms:7946")


@pytest.mark.parametrize(
    "value", ["a text", 7, None, {"name": "x"}, {"call": "1"}, {"name": "x", "call": "1", "odd": 1}]
)
def test_what_is_no_line_in_a_practices_settings_is_left_out(value: object) -> None:
    assert own_lines([value]) == ()


@pytest.mark.parametrize(
    "wrong",
    [
        'name = "x"\ncall = "1"\nsource = "s"\nread = 2026-01-01',
        'country = "GB"\nname = "x"\nsource = "s"\nread = 2026-01-01',
        'country = "GB"\nname = "x"\ncall = "1"\nread = 2026-01-01',
        'country = "GB"\nname = "x"\ncall = "1"\nsource = "s"',
        'country = "GB"\nname = "x"\ncall = "1"\nsource = "s"\nread = 2026-01-01\nnote = "unknown"',
        'country = "GB"\nname = "x"\ncall = "1"\nsource = "s"\nread = 2026-01-01\nodd = 1',
    ],
)
def test_a_line_that_cannot_be_trusted_is_refused(wrong: str) -> None:
    with pytest.raises(BrokenLine):
        parse(f"[[line]]\n{wrong}")
