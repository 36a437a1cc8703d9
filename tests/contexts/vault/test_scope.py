"""What many scopes of one page ask alike is asked once, and anew as soon as a right has changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdspace.groups import actions
from holdspace.groups.models import Facilitation, clinical_reach
from holdspace.practice.spells import running
from holdspace.vault.scope import acting_as, one_request
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def test_a_request_asks_once_how_far_somebody_reaches(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")) as ruth, one_request():
        with CaptureQueriesContext(connection) as asked:
            first, second = clinical_reach(ruth), clinical_reach(ruth)
        assert len(asked) == 1
        assert first == second == {cast.groups["tuesday"].pk}
        assert clinical_reach(cast.actor("kit")) == {cast.groups["thursday"].pk}


def test_a_right_that_ends_within_a_request_has_ended(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")) as ruth, one_request():
        assert clinical_reach(ruth)
        own = Facilitation.visible_to(ruth).get(running(), staff_id=ruth.person_id)
        actions.end_facilitation(facilitation=own, by=ruth)
        assert clinical_reach(ruth) == frozenset()


def test_outside_of_a_request_nothing_is_remembered(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")) as ruth, CaptureQueriesContext(connection) as asked:
        clinical_reach(ruth)
        clinical_reach(ruth)
    assert len(asked) == 2
