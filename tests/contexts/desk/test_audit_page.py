"""Olu looks at the audit: acts, people and times, and nothing that anybody said."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.log import record
from holdspace.audit.models import Entry
from holdspace.kernel.actors import Actor
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.contexts.desk.story import brings, queries_of, text_of

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]


def done(cast: Cast, by: Actor, times: int = 1, act: str = "notes.read") -> None:
    with acting_as(by), transaction.atomic():
        for _ in range(times):
            record(act, by=by, on=cast.sessions["tuesday_next"], about=[cast.members["ana"].pk])


def test_the_owner_sees_who_did_what_and_nothing_clinical(cast: Cast, client_of: Browsers) -> None:
    brings(cast, cast.members["ana"], "I rang my sister.")
    client_of("ruth").get(reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk]))
    client_of("ana").post(reverse("safety:not_safe"))
    page = text_of(client_of("olu"), reverse("desk:audit"))
    assert "Ruth Adler" in page
    assert "desk.brief_read" in page
    assert "a member" in page
    for hidden in (">Ana", ">Bo<", "Chidi", "sister", "Tuesday evening", "not safe"):
        assert hidden not in page


def test_it_is_read_page_by_page_without_being_counted(cast: Cast, client_of: Browsers) -> None:
    done(cast, cast.actor("ruth"), 120)
    olu = client_of("olu")
    first = olu.get(reverse("desk:audit"))
    assert len(first.context["audit"].lines) == 50
    older = first.context["audit"].older
    second = olu.get(reverse("desk:audit"), {"before": older})
    assert second.context["audit"].lines[0].told.seq == older - 1
    for odd in ("x", "-1", "9" * 40, "²"):
        assert olu.get(reverse("desk:audit"), {"before": odd}).status_code == 200


def test_another_practice_is_another_house(cast: Cast, client_of: Browsers) -> None:
    other = build_cast("other-")
    done(other, other.actor("ruth"), act="elsewhere.act")
    assert "elsewhere.act" not in text_of(client_of("olu"), reverse("desk:audit"))


@pytest.mark.parametrize("who", ["ruth", "ines", "sam", "ana"])
def test_the_audit_is_for_owners(cast: Cast, client_of: Browsers, who: str) -> None:
    assert client_of(who).get(reverse("desk:audit")).status_code == 404


def test_a_long_chain_asks_no_more_often(cast: Cast, client_of: Browsers) -> None:
    done(cast, cast.actor("ruth"), 5)
    few = queries_of(client_of("olu"), reverse("desk:audit"))
    done(cast, cast.actor("ruth"), 200)
    assert queries_of(client_of("olu"), reverse("desk:audit")) == few


def test_the_state_of_the_chain_stands_above_it(cast: Cast, client_of: Browsers) -> None:
    done(cast, cast.actor("ruth"), 3)
    assert "The chain is sound" in text_of(client_of("olu"), reverse("desk:audit"))


def test_an_entry_that_does_not_follow_shows_at_once(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system), transaction.atomic():
        entry = record("notes.read", by=cast.system)
        forged = Entry(
            seq=entry.seq + 1, at=entry.at, act="notes.read", actor_kind="system",
            previous=entry.digest, digest="f" * 64, practice_id=cast.practice.pk,
        )  # fmt: skip
        forged.save(force_insert=True)
    assert "The chain is not sound" in text_of(client_of("olu"), reverse("desk:audit"))
