"""What many scopes of one page ask alike is asked once, and anew as soon as a right has changed."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdspace.groups import actions
from holdspace.groups.models import Facilitation, clinical_reach
from holdspace.practice.spells import running
from holdspace.vault import keyring
from holdspace.vault.roots import Domain
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


def test_a_request_fetches_the_keys_of_somebody_once(cast: Cast) -> None:
    people = [cast.members["ana"].pk, cast.members["bo"].pk]
    with acting_as(cast.actor("ruth")), one_request(), CaptureQueriesContext(connection) as asked:
        keyring.warm(people, Domain.IDENTITY)
        keyring.warm(people[:1], Domain.IDENTITY)
        assert len(asked) == 1
        keyring.warm(people, Domain.IDENTITY, Domain.SCORES)
        assert len(asked) == 2


def test_a_key_destroyed_within_a_request_opens_nothing_more(cast: Cast) -> None:
    ana = cast.members["ana"]
    with acting_as(cast.actor("ruth")), one_request():
        keyring.warm([ana.pk], Domain.IDENTITY)
        keyring.shred(ana.pk)
        keyring.warm([ana.pk], Domain.IDENTITY)
        assert type(ana).unscoped.get(pk=ana.pk).chosen_name is None


def test_outside_of_a_request_nothing_is_remembered(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")) as ruth, CaptureQueriesContext(connection) as asked:
        clinical_reach(ruth)
        clinical_reach(ruth)
    assert len(asked) == 2
