"""The group agrees: leaders publish, every member signs, a new version is signed again."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from holdspace.agreements import actions, policies, queries
from holdspace.agreements.models import Agreement
from holdspace.agreements.template import default_body
from holdspace.groups import actions as group_actions
from holdspace.groups.models import Group, Membership
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.members.models import Member
from holdspace.sessions.models import Attendance
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]


def publish(cast: Cast, actor: Acting, body: str = "## Here\nWhat is said here stays here.") -> Agreement:
    with acting_as(actor("ruth")) as ruth:
        return actions.publish_agreement(group=cast.groups["tuesday"], body=body, by=ruth)


def waiting(cast: Cast, actor: Acting) -> list[str]:
    with acting_as(actor("ruth")):
        return [person.name for person in queries.unsigned_members(cast.groups["tuesday"])]


def test_while_nothing_is_published_nothing_is_to_be_signed(cast: Cast, actor: Acting) -> None:
    assert waiting(cast, actor) == []
    with acting_as(actor("ana")) as ana:
        assert queries.to_sign(ana) == []


def test_everybody_signs_once(cast: Cast, actor: Acting) -> None:
    agreement = publish(cast, actor)
    assert waiting(cast, actor) == ["Ana", "Bo", "Chidi"]
    with acting_as(actor("ana")) as ana:
        assert queries.to_sign(ana) == [agreement]
        signature = actions.sign(agreement=agreement, signed_name="  Ana   Marsh ", by=ana)
        assert signature.signed_name == "Ana Marsh"
        assert queries.to_sign(ana) == []
        assert [each.pk for each in queries.signatures_of(ana)] == [signature.pk]
        with pytest.raises(Refused, match="already"):
            actions.sign(agreement=agreement, signed_name="Ana Marsh", by=ana)
    assert waiting(cast, actor) == ["Bo", "Chidi"]
    with acting_as(actor("bo")) as bo:
        assert queries.own_signature(bo, agreement) is None


def test_a_new_version_is_signed_again_and_the_old_one_stays(cast: Cast, actor: Acting) -> None:
    first = publish(cast, actor)
    with acting_as(actor("ana")) as ana:
        actions.sign(agreement=first, signed_name="Ana", by=ana)
    second = publish(cast, actor, "We also begin on time.")
    assert (first.version, second.version) == (1, 2)
    assert waiting(cast, actor) == ["Ana", "Bo", "Chidi"]
    with acting_as(actor("bo")) as bo, pytest.raises(Refused, match="newer version"):
        actions.sign(agreement=first, signed_name="Bo", by=bo)
    with acting_as(actor("ana")) as ana:
        assert queries.agreement_for(ana, first.pk).body.startswith("## Here")


def test_the_same_text_is_not_published_twice(cast: Cast, actor: Acting) -> None:
    publish(cast, actor)
    with pytest.raises(Refused, match="Nothing has changed"):
        publish(cast, actor)
    with pytest.raises(Refused, match="what the group agrees on"):
        publish(cast, actor, "   ")


@pytest.mark.parametrize("who", ["kit", "ines", "sam", "ana", "dana"])
def test_only_leaders_publish(cast: Cast, actor: Acting, who: str) -> None:
    with acting_as(actor(who)) as somebody, pytest.raises(Refused):
        actions.publish_agreement(group=cast.groups["tuesday"], body="Ours", by=somebody)


@pytest.mark.parametrize("who", ["dana", "eve", "ruth", "ines"])
def test_only_the_circle_signs(cast: Cast, actor: Acting, who: str) -> None:
    agreement = publish(cast, actor)
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        actions.sign(agreement=agreement, signed_name="Me", by=somebody)


@pytest.mark.parametrize("who", ["dana", "eve", "kit", "sam", "olu"])
def test_for_others_the_document_does_not_exist(cast: Cast, actor: Acting, who: str) -> None:
    agreement = publish(cast, actor)
    with acting_as(actor(who)) as somebody, pytest.raises(Missing):
        queries.agreement_for(somebody, agreement.pk)


@pytest.mark.parametrize("name", ["", "  ", "A" * 121])
def test_a_signature_is_a_name(cast: Cast, actor: Acting, name: str) -> None:
    agreement = publish(cast, actor)
    with acting_as(actor("ana")) as ana, pytest.raises(Refused) as refused:
        actions.sign(agreement=agreement, signed_name=name, by=ana)
    assert "signed_name" in refused.value.fields


@pytest.mark.parametrize("size", [3, 12])
def test_chasing_costs_the_same_whatever_the_size(
    cast: Cast, actor: Acting, django_assert_max_num_queries: Callable[..., object], size: int
) -> None:
    publish(cast, actor)
    with acting_as(cast.system):
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(max_size=14)
        for number in range(3, size):
            member = Member.unscoped.create(practice=cast.practice, chosen_name=f"New {number}")
            group_actions.admit_member(group=cast.groups["tuesday"], member=member, by=cast.system)
    with acting_as(actor("ines")) as ines, django_assert_max_num_queries(5):
        thursday, tuesday = queries.to_chase(ines)
    assert (thursday.agreement, thursday.waiting) == (None, ())
    assert (len(tuesday.waiting), tuesday.signed) == (size, 0)


@pytest.mark.parametrize(
    ("rule", "words"),
    [("none", "do not meet or write"), ("bring", "told to the group"), ("space", "circle's space")],
)
def test_the_text_to_begin_with_says_what_the_law_limits_and_the_groups_own_rule(
    cast: Cast, rule: str, words: str
) -> None:
    body = default_body(Group(language="en", contact_rule=rule))
    for part in ("danger", "court", "recorded", "every session", "sober", "goodbye", words):
        assert part in body


# before the first session


def kept_out(cast: Cast) -> set[str]:
    with acting_as(cast.system):
        found = policies.kept_out(cast.sessions["tuesday_next"], [each.pk for each in cast.members.values()])
        return {name for name, member in cast.members.items() if member.pk in found}


def test_nobody_is_kept_out_while_nothing_has_been_published(cast: Cast) -> None:
    assert kept_out(cast) == set()


def test_whoever_comes_for_the_first_time_signs_before_that(cast: Cast, actor: Acting) -> None:
    first = publish(cast, actor)
    assert {"ana", "bo", "chidi"} <= kept_out(cast)
    with acting_as(actor("ana")) as ana:
        actions.sign(agreement=first, signed_name="Ana", by=ana)
    with acting_as(cast.system):
        Attendance.unscoped.create(
            practice=cast.practice,
            session=cast.sessions["tuesday_last"],
            member=cast.members["bo"],
            status="present",
            arrived_at=cast.sessions["tuesday_last"].starts_at,
        )
    publish(cast, actor, "We also begin on time.")
    assert {"ana", "bo", "chidi"} & kept_out(cast) == {"chidi"}  # Ana signed once, Bo has come before


def test_the_door_of_the_session_says_why_somebody_is_kept_out(cast: Cast, actor: Acting) -> None:
    publish(cast, actor)
    session, bo = cast.sessions["tuesday_next"], cast.members["bo"].pk
    with acting_as(cast.system):
        with pytest.raises(Refused, match="come for the first time"):
            policies.check_may_take_part(session, bo)
        session = cast.sessions["thursday_next"]
        policies.check_may_take_part(session, cast.members["dana"].pk)  # where nothing has been published


def test_a_signature_on_paper_counts_and_names_its_witness(cast: Cast, actor: Acting) -> None:
    agreement = publish(cast, actor)
    with acting_as(actor("tomas")) as tomas:
        signature = actions.note_paper_signature(agreement=agreement, member=cast.members["ana"], by=tomas)
        assert (signature.signed_name, signature.witnessed_by) == (None, cast.staff["tomas"])
        with pytest.raises(Refused, match="already"):
            actions.note_paper_signature(agreement=agreement, member=cast.members["ana"], by=tomas)
        with pytest.raises(Missing):
            actions.note_paper_signature(agreement=agreement, member=cast.members["dana"], by=tomas)
    assert waiting(cast, actor) == ["Bo", "Chidi"]
    second = publish(cast, actor, "We also begin on time.")
    with acting_as(actor("ruth")) as ruth:
        with pytest.raises(Refused, match="newer version"):
            actions.note_paper_signature(agreement=agreement, member=cast.members["bo"], by=ruth)
        assert policies.can_witness(ruth, second)
        assert not policies.can_witness(ruth, agreement)


@pytest.mark.parametrize("who", ["kit", "ines", "sam", "ana"])
def test_only_leaders_witness(cast: Cast, actor: Acting, who: str) -> None:
    agreement = publish(cast, actor)
    with acting_as(actor(who)) as somebody, pytest.raises(Refused):
        actions.note_paper_signature(agreement=agreement, member=cast.members["bo"], by=somebody)


def test_a_first_session_needs_an_agreement(cast: Cast, actor: Acting) -> None:
    session = cast.sessions["tuesday_next"]
    with acting_as(cast.system):
        policies.check_may_begin(session)  # the group has met before there was this software
        cast.sessions["tuesday_last"].delete()
        with pytest.raises(Refused, match="agreed on nothing"):
            policies.check_may_begin(session)
    publish(cast, actor)
    with acting_as(cast.system):
        policies.check_may_begin(session)


def test_what_somebody_signed_stays_readable_after_they_left(cast: Cast, actor: Acting) -> None:
    first = publish(cast, actor)
    with acting_as(actor("ana")) as ana:
        actions.sign(agreement=first, signed_name="Ana", by=ana)
    with acting_as(actor("ruth")) as ruth:
        spell = Membership.visible_to(ruth).get(member=cast.members["ana"], ends_at__isnull=True)
        group_actions.end_membership(membership=spell, ending="left", by=ruth)
    second = publish(cast, actor, "We also begin on time.")
    with acting_as(actor("ana")) as ana:
        assert queries.agreement_for(ana, first.pk) == first
        assert queries.newer_than(first, ana) is None
        with pytest.raises(Missing):
            queries.agreement_for(ana, second.pk)
