"""The pages of groups: setting up, proposing, admitting, leaving, opening a record."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.groups import actions, queries
from holdspace.groups.models import Facilitation, Group, Membership, Proposal, RecordOpening
from holdspace.kernel.actors import Actor
from holdspace.members.models import Member
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]
GROUP = {
    "name": "Wednesday",
    "theme": "grief",
    "language": "en",
    "modality": "room",
    "room": "",
    "openness": "open",
    "contact_rule": "bring",
    "min_size": "5",
    "max_size": "8",
    "begins_on": "",
}


def propose(cast: Cast, actor: Acting, name: str = "dana") -> Proposal:
    with acting_as(actor("ines")) as ines:
        return actions.propose_member(group=cast.groups["tuesday"], member=cast.members[name], by=ines)


def spell_of(cast: Cast, name: str) -> Membership:
    with acting_as(cast.system):
        return Membership.unscoped.get(member=cast.members[name])


def test_a_coordinator_sets_up_a_group_and_appoints_its_leader(cast: Cast, client_of: Browser) -> None:
    ines = client_of("ines")
    answer = ines.post(reverse("groups:new"), GROUP)
    assert answer.status_code == 302
    page = ines.get(answer["Location"])
    assert b"Nobody leads this group" in page.content
    with acting_as(cast.system):
        group = Group.unscoped.get(name="Wednesday")
    choice = {"staff": str(cast.staff["kit"].pk), "role": "leader"}
    page = ines.post(reverse("groups:appoint", args=[group.pk]), choice, follow=True)
    assert b"Kit Larsen" in page.content
    page = ines.post(reverse("groups:begin", args=[group.pk]), follow=True)
    assert b"meeting" in page.content


def test_what_was_typed_stays_when_a_form_is_refused(cast: Cast, client_of: Browser) -> None:
    answer = client_of("ines").post(reverse("groups:new"), GROUP | {"min_size": "9"})
    assert answer.status_code == 422
    assert b'value="Wednesday"' in answer.content
    assert b"Sizes are between 2 and 14, the smallest first." in answer.content


def test_a_group_is_changed(cast: Cast, client_of: Browser) -> None:
    path = reverse("groups:change", args=[cast.groups["tuesday"].pk])
    assert b'value="Tuesday evening"' in client_of("ines").get(path).content
    assert client_of("ines").post(path, GROUP | {"name": "Tuesdays"}).status_code == 302
    with acting_as(cast.system):
        assert Group.unscoped.get(pk=cast.groups["tuesday"].pk).name == "Tuesdays"


def test_proposing_finds_by_name_and_the_leaders_admit(cast: Cast, client_of: Browser) -> None:
    path = reverse("groups:propose", args=[cast.groups["tuesday"].pk])
    page = client_of("ines").get(path, {"q": "petr"})
    assert b"Dana Petrova" in page.content
    assert b"Marsh" not in page.content  # Ana sits there already
    client_of("ines").post(path, {"member": str(cast.members["dana"].pk)})
    ruth = client_of("ruth")
    assert b"Dana" in ruth.get(reverse("groups:proposals")).content
    with acting_as(cast.system):
        proposal = Proposal.unscoped.get()
    admit = reverse("groups:admit", args=[proposal.pk])
    page = ruth.get(admit)
    assert b"Does Dana join the circle?" in page.content
    assert b"Petrova" not in page.content  # the circle's name is enough
    assert ruth.post(admit).status_code == 302
    assert ruth.get(admit).status_code == 404  # it has been answered


@pytest.mark.parametrize(("who", "answer"), [("ruth", "declined"), ("ines", "withdrawn")])
def test_declining_and_withdrawing(
    cast: Cast, actor: Acting, client_of: Browser, who: str, answer: str
) -> None:
    proposal = propose(cast, actor)
    assert client_of(who).post(reverse("groups:decline", args=[proposal.pk])).status_code == 302
    with acting_as(cast.system):
        assert Proposal.unscoped.get().answer == answer


def test_a_membership_ends_after_a_question(cast: Cast, client_of: Browser) -> None:
    ruth, spell = client_of("ruth"), spell_of(cast, "ana")
    path = reverse("groups:end_membership", args=[spell.pk])
    assert b"Ana leaves the circle" in ruth.get(path).content
    assert ruth.post(path, {}).status_code == 422
    assert spell_of(cast, "ana").runs()
    assert ruth.post(path, {"ending": "graduated"}).status_code == 302
    assert not spell_of(cast, "ana").runs()


def test_a_facilitation_ends_after_a_question(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system):
        spell = Facilitation.unscoped.get(staff=cast.staff["kit"])
    path = reverse("groups:end_facilitation", args=[spell.pk])
    assert b"Nobody else leads this group" in client_of("ines").get(path).content
    assert client_of("ruth").get(path).status_code == 404
    assert client_of("kit").post(path).status_code == 302
    with acting_as(cast.system):
        assert not Facilitation.unscoped.get(pk=spell.pk).runs()


def test_a_group_does_not_end_over_the_heads_of_its_members(cast: Cast, client_of: Browser) -> None:
    path = reverse("groups:end", args=[cast.groups["tuesday"].pk])
    answer = client_of("ines").post(path)
    assert answer.status_code == 422
    assert b"say goodbye to each of them first" in answer.content


def test_a_supervisor_opens_and_a_leader_reviews(cast: Cast, client_of: Browser) -> None:
    sam, ruth = client_of("sam"), client_of("ruth")
    path = reverse("groups:open_record")
    wanted = {"group": str(cast.groups["tuesday"].pk), "reason": "too short"}
    assert sam.post(path, wanted).status_code == 422
    answer = sam.post(path, wanted | {"reason": "Ruth is ill and asked me to stand in."}, follow=True)
    assert b"open until" in answer.content
    with acting_as(cast.system):
        opening = RecordOpening.unscoped.get()
    assert b"Sam Okafor opened the record" in ruth.get(reverse("groups:proposals")).content
    review = reverse("groups:review_opening", args=[opening.pk])
    assert b"Ruth is ill and asked me to stand in." in ruth.get(review).content
    assert ruth.post(review).status_code == 302
    assert sam.post(reverse("groups:close_record", args=[opening.pk])).status_code == 302


def test_opening_a_record_asks_who_you_are_again(cast: Cast, client_of: Browser) -> None:
    sam = client_of("sam")
    session = sam.session
    session["account_authentication_methods"] = [
        each | {"at": each["at"] - 301} for each in session["account_authentication_methods"]
    ]
    session.save()
    answer = sam.get(reverse("groups:open_record"))
    assert (answer.status_code, reverse("account_reauthenticate") in answer["Location"]) == (302, True)


COORDINATORS = ("list", "new", "detail", "change", "end", "propose")


@pytest.mark.parametrize("name", COORDINATORS)
@pytest.mark.parametrize("who", ["ruth", "kit", "sam", "olu", "ana"])
def test_the_coordinators_pages_are_nobody_elses(cast: Cast, client_of: Browser, who: str, name: str) -> None:
    arguments = [] if name in ("list", "new") else [cast.groups["tuesday"].pk]
    assert client_of(who).get(reverse(f"groups:{name}", args=arguments)).status_code == 404


@pytest.mark.parametrize("who", ["kit", "sam", "ana", "dana", "ines"])
def test_the_leaders_pages_are_nobody_elses(cast: Cast, actor: Acting, client_of: Browser, who: str) -> None:
    admit = reverse("groups:admit", args=[propose(cast, actor).pk])
    end = reverse("groups:end_membership", args=[spell_of(cast, "ana").pk])
    client = client_of(who)
    assert [client.get(path).status_code for path in (admit, end)] == [404, 404]
    assert [client.post(path, {"ending": "left"}).status_code for path in (admit, end)] == [404, 404]
    assert spell_of(cast, "ana").runs()


def test_another_practice_finds_nothing_here(cast: Cast, client_of: Browser) -> None:
    other = build_cast("other-")
    for name in ("detail", "change", "end", "propose"):
        path = reverse(f"groups:{name}", args=[other.groups["tuesday"].pk])
        assert client_of("ines").get(path).status_code == 404
        assert client_of("ines").post(path, GROUP).status_code in (404, 405)


@pytest.mark.parametrize("size", [3, 12])
def test_the_pages_cost_the_same_whatever_the_size(
    cast: Cast, client_of: Browser, django_assert_max_num_queries: Callable[..., object], size: int
) -> None:
    with acting_as(cast.system):
        Group.unscoped.filter(pk=cast.groups["tuesday"].pk).update(max_size=14)
        for number in range(3, size):
            member = Member.unscoped.create(practice=cast.practice, chosen_name=f"New {number}")
            actions.admit_member(group=cast.groups["tuesday"], member=member, by=cast.system)
            actions.create_group(practice_id=cast.practice.pk, name=f"Group {number}", by=cast.system)
    ines = client_of("ines")
    ines.get(reverse("groups:list"))
    with django_assert_max_num_queries(12):
        ines.get(reverse("groups:list"))
    with django_assert_max_num_queries(18):
        ines.get(reverse("groups:detail", args=[cast.groups["tuesday"].pk]))
    with acting_as(cast.system):
        assert len(queries.circle(cast.groups["tuesday"])) == size
