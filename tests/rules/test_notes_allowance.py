"""When psychotherapy notes may be given to somebody, and what goes in their package: tables and properties."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdspace.kernel.refusals import Refused
from holdspace.notes.rules.allowance import Allowance, check_allowance
from holdspace.release.rules.apart import check_package, stands_alone
from holdspace.release.rules.bases import GROUNDS, OF_THE_RECORD, Basis, Terms, check_terms
from holdspace.release.rules.parts import MAY_HOLD, Part, Purpose, chosen

DAY = timedelta(days=1)
TODAY = date(2026, 6, 2)
DAYS = st.dates(min_value=date(2026, 1, 1), max_value=date(2027, 12, 31))


def allowance(**more: object) -> Allowance:
    given_: dict[str, object] = {"signed_on": TODAY, "ends_on": TODAY + 90 * DAY}
    return Allowance(**{**given_, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("more", "wrong"),
    [
        ({"recipient": " "}, {"recipient"}),
        ({"purpose": ""}, {"purpose"}),
        ({"recipient": "x" * 201}, {"recipient"}),
        ({"signed_on": TODAY + DAY}, {"signed_on"}),
        ({"ends_on": TODAY - DAY}, {"expires_on"}),
        ({"notes_from": TODAY, "notes_until": TODAY - DAY}, {"notes_until"}),
    ],
)
def test_it_says_what_is_missing(more: dict[str, object], wrong: set[str]) -> None:
    words = {"recipient": "A lawyer", "purpose": "A claim"}
    said = {name: str(more.get(name, text)) for name, text in words.items()}
    dates = {name: value for name, value in more.items() if name not in words}
    with pytest.raises(Refused) as refused:
        check_allowance(allowance(**dates), **said, today=TODAY)
    assert set(refused.value.fields) == wrong


@given(DAYS, DAYS, DAYS, st.booleans())
def test_it_counts_from_the_day_of_signing_to_its_last_day_unless_taken_back(
    signed: date, ends: date, day: date, withdrawn: bool
) -> None:
    counts = Allowance(signed, ends, withdrawn).counts(day)
    assert counts == (not withdrawn and signed <= day and day <= ends)
    assert not Allowance(signed, ends, withdrawn=True).counts(day)


@given(st.none() | DAYS, st.none() | DAYS, DAYS)
def test_narrower_days_never_let_more_go(first: date | None, last: date | None, written: date) -> None:
    if allowance(notes_from=first, notes_until=last).covers(written):
        assert allowance(notes_from=first).covers(written)
        assert allowance(notes_until=last).covers(written)
        assert not (first and written < first)
        assert not (last and written > last)


@given(DAYS, DAYS, DAYS, DAYS, st.booleans(), st.integers(0, 3))
def test_a_package_never_lies_longer_than_its_authorisation(
    signed: date, ends: date, until: date, today: date, withdrawn: bool, n: int
) -> None:
    allowed = Allowance(signed, ends, withdrawn)
    try:
        check_package(allowed, until=until, chosen=n, today=today)
    except Refused:
        return
    assert n > 0
    assert allowed.counts(today)
    assert today <= until <= ends


@pytest.mark.parametrize(
    ("more", "until", "n", "wrong"),
    [
        ({}, TODAY + DAY, 0, {"notes"}),
        ({}, TODAY - DAY, 1, {"until"}),
        ({}, TODAY + 61 * DAY, 1, {"until"}),
        ({"ends_on": TODAY + DAY}, TODAY + 2 * DAY, 1, {"until"}),
        ({"withdrawn": True}, TODAY + DAY, 1, set()),
    ],
)
def test_a_package_says_what_does_not_fit(
    more: dict[str, object], until: date, n: int, wrong: set[str]
) -> None:
    with pytest.raises(Refused) as refused:
        check_package(allowance(**more), until=until, chosen=n, today=TODAY)
    assert set(refused.value.fields) == wrong


@given(st.lists(st.sampled_from(Part)), st.sampled_from(Basis))
def test_they_stand_alone_or_nowhere(parts: list[Part], basis: Basis) -> None:
    """45 CFR 164.508(b)(3)(ii): never in one package with anything else, nor by another authorisation."""
    if stands_alone(parts, basis) and Part.PSYCHOTHERAPY in parts:
        assert basis is Basis.APART
        assert set(parts) == {Part.PSYCHOTHERAPY}


@given(st.sampled_from(Purpose))
def test_no_purpose_of_the_record_ever_holds_them(purpose: Purpose) -> None:
    assert Part.PSYCHOTHERAPY not in MAY_HOLD[purpose]
    assert Part.PSYCHOTHERAPY not in chosen(purpose, [part.value for part in Part])


@given(st.sampled_from(Purpose))
def test_their_ground_carries_no_package_of_the_record(purpose: Purpose) -> None:
    assert Basis.APART not in OF_THE_RECORD
    assert not GROUNDS[Basis.APART].purposes
    with pytest.raises(Refused) as refused:
        check_terms(Terms(purpose, Basis.APART, "Somebody", "A claim", until=TODAY), today=TODAY)
    assert "basis" in refused.value.fields
