"""Coordinators set groups up and staff them; supervisors open a record for a reason, and it is reviewed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdspace.audit.models import Entry
from holdspace.groups import actions, policies, queries
from holdspace.groups.models import Facilitation, Group, RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice.models import RoleSpell
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
REASON = "Ruth is ill and asked me to stand in tonight."


# setting up


def test_a_coordinator_sets_a_group_up_and_it_begins_once_somebody_leads(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        group = actions.create_group(
            practice_id=cast.practice.pk, name="Wednesday", theme="grief", min_size=4, max_size=9, by=ines
        )
        assert group.phase == Group.Phase.FORMING
        with pytest.raises(Refused, match="Nobody leads"):
            actions.begin_group(group=group, by=ines)
        actions.appoint(group=group, staff=cast.staff["kit"], role="leader", by=ines)
        assert actions.begin_group(group=group, by=ines).phase == Group.Phase.RUNNING
        assert {"groups.created", "groups.staff_appointed", "groups.begun"} <= set(
            Entry.objects.values_list("act", flat=True)
        )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"name": "  "}, "name"),
        ({"min_size": 9}, "max_size"),
        ({"max_size": 15}, "max_size"),
        ({"min_size": 1}, "max_size"),
    ],
)
def test_a_group_has_a_name_and_sizes_in_order(
    cast: Cast, actor: Acting, fields: dict[str, object], field: str
) -> None:
    with acting_as(actor("ines")) as ines, pytest.raises(Refused) as refused:
        actions.create_group(practice_id=cast.practice.pk, by=ines, **{"name": "W", **fields})  # type: ignore[arg-type]
    assert list(refused.value.fields) == [field]


def test_a_group_cannot_shrink_below_who_sits_in_it(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines, pytest.raises(Refused, match="More people"):
        actions.change_group(group=cast.groups["tuesday"], min_size=2, max_size=2, by=ines)


@pytest.mark.parametrize("who", ["ruth", "ana", "olu"])
def test_only_coordinators_set_groups_up(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Refused):
        actions.create_group(practice_id=cast.practice.pk, name="Mine", by=somebody)


def test_a_group_does_not_end_while_somebody_sits_in_it(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines, pytest.raises(Refused, match="goodbye"):
        actions.end_group(group=cast.groups["tuesday"], by=ines)


# staffing


def test_access_follows_the_facilitation_and_ends_with_it(cast: Cast, actor: Acting) -> None:
    tuesday = cast.groups["tuesday"]
    with acting_as(actor("ines")) as ines:
        spell = actions.appoint(group=tuesday, staff=cast.staff["kit"], role="co_leader", by=ines)
    with acting_as(actor("kit")) as kit:
        assert queries.clinical_group(kit, tuesday.pk) == tuesday
        actions.end_facilitation(facilitation=spell, by=kit)  # whoever leaves may say so themselves
        with pytest.raises(Missing):
            queries.clinical_group(kit, tuesday.pk)


@pytest.mark.parametrize(("who", "sentence"), [("olu", "role of therapist"), ("ruth", "already")])
def test_who_cannot_be_appointed(cast: Cast, actor: Acting, who: str, sentence: str) -> None:
    with acting_as(actor("ines")) as ines, pytest.raises(Refused, match=sentence):
        actions.appoint(group=cast.groups["tuesday"], staff=cast.staff[who], role="leader", by=ines)


@pytest.mark.parametrize("coordinators", [("kit",), ("kit", "ines")])
def test_nobody_appoints_themselves_while_another_coordinator_could(
    cast: Cast, actor: Acting, coordinators: tuple[str, ...]
) -> None:
    with acting_as(cast.system):
        RoleSpell.unscoped.filter(role="coordinator").update(ends_at=LONG_AGO + timedelta(days=1))
        for name in coordinators:
            RoleSpell.unscoped.create(
                practice=cast.practice, staff=cast.staff[name], role="coordinator", starts_at=LONG_AGO
            )
    with acting_as(actor("kit")) as kit:
        try:
            actions.appoint(group=cast.groups["tuesday"], staff=cast.staff["kit"], role="leader", by=kit)
        except Refused:
            assert len(coordinators) == 2
        else:
            assert coordinators == ("kit",)


def test_a_stranger_cannot_end_a_facilitation(cast: Cast, actor: Acting) -> None:
    with acting_as(cast.system):
        spell = Facilitation.unscoped.get(staff=cast.staff["ruth"])
    for who in ("kit", "tomas", "ana"):
        with acting_as(actor(who)) as somebody, pytest.raises(Refused):
            actions.end_facilitation(facilitation=spell, by=somebody)


# opening a record for a reason


def test_a_supervisor_opens_a_record_for_an_hour_and_its_leader_reviews_it(cast: Cast, actor: Acting) -> None:
    tuesday, noon = cast.groups["tuesday"], clock.now()
    with clock.held_at(noon), acting_as(actor("sam")) as sam:
        assert tuesday in queries.openable(sam)
        opening = actions.open_record(group=tuesday, reason=REASON, by=sam)
        assert policies.reads_record(sam, tuesday)
        assert not policies.leads(sam, tuesday)
    with clock.held_at(noon + timedelta(minutes=61)), acting_as(actor("sam")) as sam:
        assert not policies.reads_record(sam, tuesday)
        with pytest.raises(Missing):
            actions.review_opening(opening=opening, by=sam)
    with acting_as(actor("ruth")) as ruth:
        [waiting] = queries.openings_to_review(ruth)
        assert (waiting.reason, waiting.staff.display_name) == (REASON, "Sam Okafor")
        actions.review_opening(opening=waiting, by=ruth)
        assert queries.openings_to_review(ruth) == []


def test_an_opening_can_be_closed_before_its_hour_is_over(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("sam")) as sam:
        opening = actions.open_record(group=cast.groups["tuesday"], reason=REASON, by=sam)
        actions.close_record(opening=opening, by=sam)
        assert not policies.reads_record(sam, cast.groups["tuesday"])


def test_an_opening_without_review_for_three_days_blocks_the_next(cast: Cast, actor: Acting) -> None:
    monday = clock.now()
    with clock.held_at(monday), acting_as(actor("sam")) as sam:
        first = actions.open_record(group=cast.groups["tuesday"], reason=REASON, by=sam)
    with clock.held_at(monday + timedelta(hours=71)), acting_as(actor("sam")) as sam:
        second = actions.open_record(group=cast.groups["thursday"], reason=REASON, by=sam)
    with clock.held_at(monday + timedelta(hours=73)):
        with acting_as(actor("sam")) as sam, pytest.raises(Refused, match="reviewed"):
            actions.open_record(group=cast.groups["tuesday"], reason=REASON, by=sam)
        with acting_as(actor("tomas")) as tomas:
            actions.review_opening(opening=first, by=tomas)
        with acting_as(actor("sam")) as sam:
            actions.open_record(group=cast.groups["tuesday"], reason=REASON, by=sam)
    with acting_as(cast.system):
        assert RecordOpening.unscoped.get(pk=second.pk).reviewed_at is None


@pytest.mark.parametrize("who", ["ruth", "ines", "olu", "ana"])
def test_only_supervisors_open_a_record(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody:
        assert not queries.openable(somebody).exists()
        with pytest.raises(Missing):
            actions.open_record(group=cast.groups["thursday"], reason=REASON, by=somebody)


def test_a_reason_is_a_sentence(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("sam")) as sam, pytest.raises(Refused, match="20 characters") as refused:
        actions.open_record(group=cast.groups["tuesday"], reason="because      ", by=sam)
    assert "reason" in refused.value.fields


@pytest.mark.parametrize("who", ["kit", "ines", "ana", "sam"])
def test_only_its_leaders_review_an_opening(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor("sam")) as sam:
        opening = actions.open_record(group=cast.groups["tuesday"], reason=REASON, by=sam)
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        actions.review_opening(opening=opening, by=somebody)
