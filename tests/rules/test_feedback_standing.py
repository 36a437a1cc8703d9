"""Where feedback stands: nothing skips a step, and its giver is told no more than that it is on its way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.feedback.rules.standing import (
    FOR_LEADERS,
    FOR_THE_GIVER,
    IN_HAND,
    ON_ITS_WAY,
    WITH_THE_GIVER,
    Act,
    Standing,
    after,
    may_change,
)
from holdspace.kernel.refusals import Refused

ACTS = st.lists(st.sampled_from(list(Act)), max_size=12)


def walk(acts: list[Act], start: Standing = Standing.ASKED) -> list[tuple[Act, Standing]]:
    """What happens when these are tried one after the other; what is refused changes nothing."""
    now, done = start, []
    for act in acts:
        try:
            now = after(now, act)
        except Refused:
            continue
        done.append((act, now))
    return done


@given(ACTS)
def test_nobody_opens_what_was_not_released(acts: list[Act]) -> None:
    done = walk(acts)
    for place, (act, _now) in enumerate(done):
        if act in (Act.OPEN, Act.DECLINE, Act.PUT_AWAY, Act.TAKE_OUT):
            before = [earlier for earlier, _ in done[:place]]
            assert Act.RELEASE in before or Act.SEND in before


@given(ACTS)
def test_nobody_puts_away_what_they_did_not_open(acts: list[Act]) -> None:
    done = walk(acts)
    for place, (act, _now) in enumerate(done):
        if act is Act.PUT_AWAY:
            assert Act.OPEN in [earlier for earlier, _ in done[:place]]


@given(ACTS)
def test_what_was_received_never_goes_back_to_the_giver(acts: list[Act]) -> None:
    seen = [now for _act, now in walk(acts)]
    first = next((place for place, now in enumerate(seen) if now in IN_HAND), len(seen))
    assert not set(seen[first:]) & set(WITH_THE_GIVER) - {Standing.WAITING}


@pytest.mark.parametrize("now", [Standing.OPENED, Standing.PUT_AWAY, Standing.DECLINED])
@pytest.mark.parametrize("act", [Act.SEND, Act.HAND_IN, Act.HOLD, Act.RELEASE])
def test_what_is_in_its_receivers_hands_is_theirs(now: Standing, act: Act) -> None:
    with pytest.raises(Refused):
        after(now, act)


def test_what_was_put_away_or_declined_can_be_taken_out_again() -> None:
    assert after(Standing.PUT_AWAY, Act.TAKE_OUT) is Standing.OPENED
    assert after(Standing.DECLINED, Act.TAKE_OUT) is Standing.RELEASED


def test_the_giver_is_told_the_same_whatever_became_of_it() -> None:
    assert {str(FOR_THE_GIVER[now]) for now in ON_ITS_WAY} == {"On its way"}
    assert set(FOR_THE_GIVER) == set(FOR_LEADERS) == set(Standing)


@pytest.mark.parametrize(
    ("now", "read", "over", "may"),
    [
        (Standing.ASKED, False, False, True),
        (Standing.ASKED, False, True, False),
        (Standing.WAITING, False, False, True),
        (Standing.WAITING, False, True, False),
        (Standing.HELD, True, False, True),
        (Standing.HELD, True, True, True),  # what was given back can be written anew, also when it is over
        (Standing.RELEASED, False, False, True),  # goes on at once: until it was opened
        (Standing.RELEASED, True, False, False),  # a leader let it go on
        (Standing.RELEASED, False, True, False),
        (Standing.OPENED, False, False, False),
        (Standing.PUT_AWAY, False, False, False),
        (Standing.DECLINED, False, False, False),
    ],
)
def test_until_when_the_giver_may_change_it(now: Standing, read: bool, over: bool, may: bool) -> None:
    assert may_change(now, read=read, over=over) is may
