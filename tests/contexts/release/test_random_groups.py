"""R9: nobody else stands in a release. Eight random practices each time; two hundred as a proof."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.contexts.release.random_groups import Outcome, one_group

pytestmark = pytest.mark.django_db

FEW, MANY = 3, 200


def run(seeds: range) -> list[Outcome]:
    outcomes = []
    for seed in seeds:
        with transaction.atomic():
            outcomes.append(one_group(seed))
    return outcomes


def check(outcomes: list[Outcome]) -> None:
    planted, stopped = (sum(getattr(each, name) for each in outcomes) for name in ("planted", "stopped"))
    leaks = [leak for each in outcomes for leak in each.leaks]
    print(  # noqa: T201
        f"groups {len(outcomes)}, people {sum(each.people for each in outcomes)}, characters searched "
        f"{sum(each.searched for each in outcomes)}, planted {planted}, stopped {stopped}, leaks {len(leaks)}"
    )
    assert leaks == []
    assert stopped == planted


def test_nobody_else_stands_in_a_release() -> None:
    check(run(range(FEW)))


@pytest.mark.proof
def test_nobody_else_stands_in_two_hundred_releases() -> None:
    check(run(range(1000, 1000 + MANY)))
