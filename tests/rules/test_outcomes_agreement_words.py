"""Whether people saw a session alike, in words; by hand on our scale of eleven answers.

Chance has a variance of (11² - 1) / 12 = 10, so r_wg is 1 minus a tenth of the answers' own variance.
"""

from __future__ import annotations

import pytest

from holdspace.outcomes.rules.climate import climate


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ((8, 8, 8), "they saw it alike"),  # variance 0, r_wg 1
        ((7, 8, 9), "they saw it alike"),  # 1, 0.9
        ((6, 8, 10), "they saw it partly alike"),  # 4, 0.6
        ((3, 7, 8), "they saw it differently"),  # 7, 0.3
        ((0, 5, 10), "they saw it differently"),  # 25, more than chance: 0
    ],
)
def test_agreement_in_words(answers: tuple[int, ...], words: str) -> None:
    found = climate(answers=answers, options=11)
    assert found is not None
    assert str(found.alike) == words
