"""Who sits in a circle, who comes, who goes, and who decides it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from holdspace.audit.models import Entry
from holdspace.groups import actions, policies, queries
from holdspace.groups.models import Group, Membership, Proposal
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast, build_cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]


def membership_of(cast: Cast, name: str) -> Membership:
    with acting_as(cast.system):
        return Membership.unscoped.get(member=cast.members[name])


def newcomer(cast: Cast, name: str, **fields: object) -> Member:
    with acting_as(cast.system):
        return Member.unscoped.create(practice=cast.practice, chosen_name=name, **fields)


# the circle


@pytest.mark.parametrize("who", ["ana", "ruth", "ines"])
def test_the_circle_is_in_the_order_of_its_seats_for_everybody_who_may_see_it(
    cast: Cast, actor: Acting, who: str
) -> None:
    with acting_as(actor(who)):
        seated = queries.circle(cast.groups["tuesday"])
    assert [person.name for person in seated] == ["Ana", "Bo", "Chidi"]
    assert [person.pronouns for person in seated] == ["she/her", "he/him", "he/him"]


def test_an_earlier_circle_still_holds_who_has_left(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")):
        then = queries.circle(cast.groups["tuesday"], at=LONG_AGO + timedelta(days=30))
    assert [person.name for person in then] == ["Ana", "Bo", "Chidi", "Eve"]


@pytest.mark.parametrize("size", [3, 12])
def test_a_larger_circle_asks_the_database_no_more_often(
    cast: Cast, actor: Acting, django_assert_max_num_queries: Callable[..., object], size: int
) -> None:
    with acting_as(cast.system):
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(max_size=14)
        for number in range(3, size):
            actions.admit_member(
                group=cast.groups["tuesday"], member=newcomer(cast, f"New {number}"), by=cast.system
            )
    with acting_as(actor("ruth")), django_assert_max_num_queries(2):
        assert len(queries.circle(cast.groups["tuesday"])) == size


def test_leaders_stand_before_co_leaders(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")):
        assert [(who.name, who.role.value) for who in queries.leaders(cast.groups["tuesday"])] == [
            ("Ruth Adler", "leader"),
            ("Tomás Vidal", "co_leader"),
        ]


# whom somebody may know of


@pytest.mark.parametrize(
    ("who", "groups"),
    [
        ("ruth", ["Tuesday evening"]),
        ("kit", ["Thursday noon"]),
        ("ana", ["Tuesday evening"]),
        ("dana", ["Thursday noon"]),
        ("eve", []),
        ("ines", []),
        ("sam", []),
        ("olu", []),
    ],
)
def test_ones_own_groups_are_those_one_leads_or_sits_in(
    cast: Cast, actor: Acting, who: str, groups: list[str]
) -> None:
    with acting_as(actor(who)) as somebody:
        assert [group.name for group in queries.groups_of(somebody)] == groups


@pytest.mark.parametrize(
    ("who", "treated"),
    [
        ("ruth", {"ana", "bo", "chidi", "eve"}),
        ("kit", {"dana"}),
        ("ines", set()),
        ("sam", set()),
        ("ana", set()),
    ],
)
def test_a_clinician_reaches_those_who_ever_sat_in_a_group_they_lead(
    cast: Cast, actor: Acting, who: str, treated: set[str]
) -> None:
    with acting_as(actor(who)) as somebody:
        reached = {member.pk for member in queries.members_led_by(somebody)}
    assert reached == {cast.members[name].pk for name in treated}


def test_a_member_of_another_group_does_not_exist_for_a_clinician(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        assert queries.member_for_clinician(ruth, cast.members["ana"].pk).pk == cast.members["ana"].pk
        with pytest.raises(Missing):
            queries.member_for_clinician(ruth, cast.members["dana"].pk)


def test_another_practice_does_not_exist(cast: Cast, actor: Acting) -> None:
    other = build_cast("other-")
    with acting_as(actor("ines")) as ines:
        with pytest.raises(Missing):
            queries.group_for(ines, other.groups["tuesday"].pk)
        with pytest.raises(Missing):
            actions.change_group(group=other.groups["tuesday"], name="Ours now", by=ines)
        with pytest.raises(Missing):
            actions.create_group(practice_id=other.practice.pk, name="Ours now", by=ines)


# admitting


def test_a_leader_admits_into_the_lowest_free_seat(cast: Cast, actor: Acting) -> None:
    fay = newcomer(cast, "Fay")
    with acting_as(actor("ruth")) as ruth:
        actions.end_membership(membership=membership_of(cast, "bo"), ending="graduated", by=ruth)
        admitted = actions.admit_member(group=cast.groups["tuesday"], member=fay, by=ruth)
        assert admitted.seat == 1  # Bo's, between Ana and Chidi
        assert [person.name for person in queries.circle(cast.groups["tuesday"])] == ["Ana", "Fay", "Chidi"]
        entry = Entry.objects.get(act="groups.member_admitted")
    assert entry.actor_person_id == cast.staff["ruth"].pk
    assert str(fay.pk) in entry.detail


def test_somebody_who_comes_back_has_a_second_spell(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("tomas")) as tomas:
        actions.admit_member(group=cast.groups["tuesday"], member=cast.members["eve"], by=tomas)
        assert len(queries.spells_of(tomas, cast.members["eve"])) == 2


@pytest.mark.parametrize(
    ("who", "refusal"),
    [
        ("ines", Refused),
        ("kit", Missing),
        ("sam", Missing),
        ("olu", Missing),
        ("ana", Refused),
        ("dana", Missing),
    ],
)
def test_nobody_else_admits(cast: Cast, actor: Acting, who: str, refusal: type[Refused]) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Refused) as refused:
        actions.admit_member(group=cast.groups["tuesday"], member=cast.members["dana"], by=somebody)
    assert type(refused.value) is refusal


def test_a_trainee_leads_and_admits_nobody(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        actions.appoint(group=cast.groups["tuesday"], staff=cast.staff["kit"], role="trainee", by=ines)
    with acting_as(actor("kit")) as kit:
        assert policies.leads(kit, cast.groups["tuesday"])
        assert not policies.can_admit(kit, cast.groups["tuesday"])


def test_a_full_group_admits_nobody(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        actions.change_group(group=cast.groups["tuesday"], min_size=2, max_size=3, by=ines)
    with acting_as(actor("ruth")) as ruth, pytest.raises(Refused, match="full"):
        actions.admit_member(
            group=Group.unscoped.get(name="Tuesday evening"), member=cast.members["dana"], by=ruth
        )


@pytest.mark.parametrize(("member", "sentence"), [("ana", "already"), ("dana-who-died", "died")])
def test_some_can_never_be_admitted(cast: Cast, actor: Acting, member: str, sentence: str) -> None:
    died = newcomer(cast, "Dana", status=Member.Status.DECEASED)
    who = cast.members["ana"] if member == "ana" else died
    with acting_as(actor("ruth")) as ruth, pytest.raises(Refused, match=sentence):
        actions.admit_member(group=cast.groups["tuesday"], member=who, by=ruth)


def test_a_group_that_has_ended_admits_nobody(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        for name in ("ana", "bo", "chidi"):
            actions.end_membership(membership=membership_of(cast, name), ending="graduated", by=ruth)
    with acting_as(actor("ines")) as ines:
        ended = actions.end_group(group=cast.groups["tuesday"], by=ines)
    with acting_as(actor("ruth")) as ruth, pytest.raises(Refused, match="ended"):
        actions.admit_member(group=ended, member=cast.members["dana"], by=ruth)


# proposing


def test_a_coordinator_proposes_and_the_leaders_admit(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ines")) as ines:
        proposal = actions.propose_member(group=cast.groups["tuesday"], member=cast.members["dana"], by=ines)
        assert cast.members["dana"] not in queries.proposable(ines, cast.groups["tuesday"])
    with acting_as(actor("kit")) as kit, pytest.raises(Missing):
        queries.open_proposal(kit, proposal.pk)
    with acting_as(actor("ruth")) as ruth:
        assert [each.name for each in queries.proposals(ruth, cast.groups["tuesday"])] == ["Dana"]
        waiting = queries.open_proposal(ruth, proposal.pk)
        actions.admit_member(group=waiting.group, member=waiting.member, by=ruth)
        assert queries.proposals(ruth, cast.groups["tuesday"]) == []
        assert Proposal.unscoped.get(pk=proposal.pk).answer == "admitted"


def test_leaders_decline_and_coordinators_withdraw_once(cast: Cast, actor: Acting) -> None:
    answers = []
    for who in ("ruth", "ines"):
        with acting_as(actor("ines")) as ines:
            proposal = actions.propose_member(
                group=cast.groups["tuesday"], member=cast.members["dana"], by=ines
            )
        with acting_as(actor(who)) as somebody:
            answers.append(actions.decline_proposal(proposal=proposal, by=somebody).answer)
            with pytest.raises(Refused, match="answered"):
                actions.decline_proposal(proposal=proposal, by=somebody)
    assert answers == ["declined", "withdrawn"]


# leaving


def test_whoever_leaves_is_out_at_once(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ana")) as ana:
        assert queries.groups_of(ana).count() == 1
    with acting_as(actor("ruth")) as ruth:
        actions.end_membership(membership=membership_of(cast, "ana"), ending="left", by=ruth)
    with acting_as(actor("ana")) as ana:
        assert queries.groups_of(ana).count() == 0


def test_a_membership_ends_once_and_says_how(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("ruth")) as ruth:
        with pytest.raises(Refused, match="how it ended"):
            actions.end_membership(membership=membership_of(cast, "ana"), ending="vanished", by=ruth)
        actions.end_membership(membership=membership_of(cast, "ana"), ending="moved", by=ruth)
        with pytest.raises(Refused, match="ended already"):
            actions.end_membership(membership=membership_of(cast, "ana"), ending="moved", by=ruth)


@pytest.mark.parametrize("who", ["ines", "kit", "ana", "sam"])
def test_nobody_else_ends_a_membership(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Refused):
        actions.end_membership(membership=membership_of(cast, "ana"), ending="left", by=somebody)
    assert membership_of(cast, "ana").runs(clock.now())
