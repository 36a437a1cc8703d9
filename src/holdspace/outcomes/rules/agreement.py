"""How far people who rate the same thing agree: r_wg, and r_wg(j) over several questions.

James, Demaree & Wolf (1984, J. Appl. Psychol. 69:85–98). The spread of the answers is held against that of
answers given at random (every option equally likely): 1 = all the same, 0 = no closer than chance. Agreement
is not reliability: a group can agree perfectly and an `icc1` be nil, when all groups say the same.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from holdspace.kernel.refusals import Refused
from holdspace.kernel.words import gettext_noop, say
from holdspace.outcomes.rules.checks import check_options

ALONE = gettext_noop("Agreement needs the answers of at least two people.")


def chance_variance(options: int) -> float:
    """The variance of answers at random among `options` equally likely ones, one point apart: (A² − 1)/12.

    Refused for fewer than two options.
    """
    check_options(options)
    return (options**2 - 1) / 12


def rwg(*, ratings: npt.ArrayLike, options: int) -> float:
    """Agreement about one question, from 0 to 1. `ratings`: one number per person, NaN = no answer.

    Answers further apart than chance count as 0, as James et al. proposed. Refused for fewer than two
    answers.
    """
    given = np.asarray(ratings, float)
    return 1 - _share_of_chance(_variance(given[~np.isnan(given)]), options)


def rwg_j(*, ratings: npt.ArrayLike, options: int) -> float:
    """Agreement over several parallel questions, from 0 to 1. `ratings`: people × questions, NaN = no answer.

    Rises with the number of questions, as Spearman and Brown's formula does. Each question needs two answers
    (Refused).
    """
    table = np.asarray(ratings, float)
    variances = [_variance(column[~np.isnan(column)]) for column in table.T]
    share = _share_of_chance(float(np.mean(variances)), options)
    questions = len(variances)
    return questions * (1 - share) / (questions * (1 - share) + share)


def rwg_by_group(*, ratings: npt.ArrayLike, groups: npt.ArrayLike, options: int) -> dict[int, float]:
    """`rwg` of one question for many groups at once: number of the group → agreement, NaN for one answer.

    `groups` are whole numbers, one beside each rating. Refused for fewer than two options.
    """
    chance = chance_variance(options)
    values, labels = np.asarray(ratings, float), np.asarray(groups)
    values, labels = values[~np.isnan(values)], labels[~np.isnan(values)]
    names, place = np.unique(labels, return_inverse=True)
    number = np.bincount(place)
    away = values - (np.bincount(place, values) / number)[place]
    with np.errstate(invalid="ignore"):
        variance = np.bincount(place, away**2) / (number - 1)
    agreed = 1 - np.minimum(variance / chance, 1)
    return dict(zip(names.tolist(), agreed.tolist(), strict=True))


def _variance(given: npt.NDArray[np.float64]) -> float:
    if len(given) < 2:
        raise Refused(say(ALONE))
    return float(given.var(ddof=1))


def _share_of_chance(variance: float, options: int) -> float:
    return min(variance / chance_variance(options), 1.0)
