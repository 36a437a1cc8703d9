"""What a screening may hold, what a decision needs, and that nothing adds up to a score."""

from __future__ import annotations

import contextlib
from dataclasses import fields, replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.intake.rules.screening import (
    ANSWERS,
    READINESS,
    Facts,
    check,
    check_decided,
    check_seatable,
    tidy,
)
from holdspace.intake.rules.stages import Decision, check_look_again
from holdspace.intake.rules.vocabulary import Kind
from holdspace.intake.words import shipped
from holdspace.kernel.refusals import Refused

KNOWN = shipped()
TODAY = date(2026, 6, 2)
READY = Facts(decision="in_favour", in_favour=("wants-group",), themes=("loneliness",), strength=6)


def codes(kind: Kind) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from([term.code for term in KNOWN.of(kind)]), max_size=5).map(tuple)


FACTS = st.builds(
    Facts,
    decision=st.sampled_from(["", *Decision]),
    in_favour=codes(Kind.IN_FAVOUR),
    against=codes(Kind.AGAINST),
    not_now=codes(Kind.NOT_NOW),
    readiness=st.dictionaries(st.sampled_from(READINESS), st.sampled_from(ANSWERS)).map(
        lambda answers: tuple(answers.items())
    ),
    themes=codes(Kind.THEME),
    style=st.sampled_from(["", "PA", "HI"]),
    strength=st.none() | st.integers(1, 10),
    high_risk=st.booleans(),
    traits=codes(Kind.TRAIT),
    counted=codes(Kind.TRAIT),
)


def refused(facts: Facts) -> set[str]:
    """The fields about which `check` says a sentence."""
    try:
        check(facts, KNOWN)
    except Refused as refusal:
        return set(refusal.fields)
    return set()


@given(FACTS)
def test_what_is_tidied_can_be_kept_and_comes_back_the_same(facts: Facts) -> None:
    tidied = tidy(facts)
    assert tidy(tidied) == tidied
    assert refused(tidied) == set()
    assert Facts.of(tidied.as_stored()) == tidied
    assert set(tidied.counted) <= set(tidied.traits)


def test_nothing_kept_is_a_sum() -> None:
    """The only number is the clinician's own estimate; readiness stays words."""
    numbers = [field.name for field in fields(Facts) if "int" in str(field.type)]
    assert numbers == ["strength"]
    assert tidy(replace(READY, readiness=(("speaks", "yes"),))).readiness == (("speaks", "yes"),)


def test_an_empty_draft_may_be_kept() -> None:
    assert refused(Facts()) == set()
    assert Facts.of(None) == Facts() == Facts.of({})


def test_what_another_release_kept_besides_is_left_out() -> None:
    assert Facts.of({"themes": ["shame"], "score": 17}) == Facts(themes=("shame",))


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts(themes=("unheard-of",)), "themes"),
        (Facts(traits=("tall",)), "traits"),
        (Facts(in_favour=("acute-crisis",)), "in_favour"),
        (Facts(against=("wants-group",)), "against"),
        (Facts(not_now=("later",)), "not_now"),
        (Facts(style="ZZ"), "style"),
        (Facts(strength=0), "strength"),
        (Facts(strength=11), "strength"),
        (Facts(readiness=(("speaks", "often"),)), "readiness"),
        (Facts(readiness=(("sings", "yes"),)), "readiness"),
        (Facts(waived=("wheelchair",)), "waived"),
        (Facts(decision="maybe"), "decision"),
    ],
)
def test_what_cannot_stand_is_refused_beside_its_field(facts: Facts, field: str) -> None:
    assert refused(facts) == {field}


def test_what_stood_there_before_stays_valid_when_it_was_put_away() -> None:
    known = KNOWN.with_own([], [(Kind.THEME, "shame")])
    before = Facts(themes=("shame",))
    check(before, known, before=before)
    with pytest.raises(Refused):
        check(before, known)


@pytest.mark.parametrize(
    ("facts", "missing"),
    [
        (Facts(), {"decision"}),
        (Facts(decision="in_favour"), {"in_favour", "themes", "strength"}),
        (replace(READY, themes=()), {"themes"}),
        (replace(READY, strength=None), {"strength"}),
        (replace(READY, in_favour=(), against=("no-wish",)), {"in_favour"}),
        (Facts(decision="against"), {"against"}),
        (Facts(decision="not_now", in_favour=("wants-group",)), {"not_now"}),
    ],
)
def test_a_decision_needs_a_reason_and_a_seat_what_forming_has_to_know(
    facts: Facts, missing: set[str]
) -> None:
    with pytest.raises(Refused) as refusal:
        check_decided(facts)
    assert set(refusal.value.fields) == missing


@pytest.mark.parametrize(
    ("facts", "decision"),
    [
        (READY, Decision.IN_FAVOUR),
        (replace(READY, against=("violence-risk",), high_risk=True), Decision.IN_FAVOUR),  # nothing outvotes
        (Facts(decision="against", against=("no-wish",)), Decision.AGAINST),
        (Facts(decision="not_now", not_now=("too-fresh",)), Decision.NOT_NOW),
    ],
)
def test_the_clinician_decides(facts: Facts, decision: Decision) -> None:
    assert check_decided(facts) is decision


@given(FACTS)
def test_only_what_was_decided_says_how_it_is_decided(facts: Facts) -> None:
    """Whatever else a screening says, the decision is the one that the clinician chose."""
    with contextlib.suppress(Refused):
        assert check_decided(facts) == facts.decision


def test_who_waits_for_a_seat_keeps_what_forming_needs() -> None:
    check_seatable(READY)
    with pytest.raises(Refused) as refusal:
        check_seatable(Facts(decision="in_favour"))
    assert set(refusal.value.fields) == {"themes", "strength"}


@pytest.mark.parametrize(
    ("decision", "days", "may"),
    [
        (Decision.NOT_NOW, 1, True),
        (Decision.NOT_NOW, 0, False),
        (Decision.NOT_NOW, -1, False),
        (Decision.NOT_NOW, None, False),
        (Decision.IN_FAVOUR, None, True),
        (Decision.AGAINST, None, True),
    ],
)
def test_not_now_needs_a_day_on_which_somebody_looks_again(
    decision: Decision, days: int | None, may: bool
) -> None:
    again = None if days is None else TODAY + timedelta(days=days)
    if may:
        check_look_again(decision, again, today=TODAY)
        return
    with pytest.raises(Refused) as refusal:
        check_look_again(decision, again, today=TODAY)
    assert set(refusal.value.fields) == {"look_again_on"}
