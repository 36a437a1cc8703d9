"""Safety plans: a therapist writes one with a member, who alone has it at hand; no version is ever changed."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.audit.models import Concerned, Entry
from holdspace.groups import actions as groups
from holdspace.groups.models import Membership, RecordOpening
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice.models import Practice
from holdspace.safety.actions import write_plan
from holdspace.safety.models import SafetyPlan
from holdspace.safety.queries.plans import own_plan, plan_page
from holdspace.safety.rules.safety_plan import PlanStep, Typed, from_stored
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.safety.test_pages import concern_about

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]

NIGHTS = Typed(
    texts={PlanStep.SIGNS: "I stop answering\nThe nights grow long", PlanStep.ALONE: "Walk to the harbour"},
    rows={PlanStep.PEOPLE: (("Noor Haddad", "+44 7700 900456"),)},
    reason="My sister's boy.",
)
SHEET = {
    "signs": "I stop answering\r\nThe nights grow long",
    "people_0_name": "Noor Haddad",
    "people_0_phone": "+44 7700 900456",
    "based_on": "0",
}


def written(
    cast: Cast, typed: Typed = NIGHTS, *, who: str = "ana", by: str = "ruth", on: int = 0
) -> SafetyPlan:
    with acting_as(cast.actor(by)) as therapist, transaction.atomic():
        return write_plan(member=cast.members[who], typed=typed, based_on=on, by=therapist)


def versions(cast: Cast, who: str = "ana", by: str = "") -> list[int]:
    with acting_as(cast.actor(by or who)) as reader, transaction.atomic():
        rows = SafetyPlan.visible_to(reader).filter(member=cast.members[who])
        return list(rows.values_list("number", flat=True))


def address(cast: Cast, name: str = "plan", who: str = "ana") -> str:
    return reverse(f"safety:{name}", args=[cast.members[who].pk])


# writing


def test_each_saving_is_a_version_and_the_old_ones_say_what_they_said(cast: Cast) -> None:
    first = written(cast)
    second = written(cast, Typed(texts={PlanStep.SIGNS: "I sleep in my coat"}), by="tomas", on=1)
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        before, now = SafetyPlan.visible_to(ruth).order_by("number")
        assert (before.pk, now.pk) == (first.pk, second.pk)
        assert (before.is_current, now.is_current) == (False, True)
        assert (before.written_by_id, now.written_by_id) == (cast.staff["ruth"].pk, cast.staff["tomas"].pk)
        assert from_stored(before.contents).lines[PlanStep.SIGNS][0] == "I stop answering"
        assert before.group_id == cast.groups["tuesday"].pk


def test_the_same_sheet_twice_is_one_version(cast: Cast) -> None:
    assert written(cast).pk == written(cast).pk
    assert versions(cast) == [1]
    assert Entry.objects.filter(act="safety.plan_written").count() == 1


def test_who_wrote_on_an_older_version_is_told_and_changes_nothing(cast: Cast) -> None:
    written(cast)
    with pytest.raises(Conflict) as conflict:
        written(cast, Typed(reason="The sea"), by="tomas", on=0)
    assert conflict.value.newest == 1
    assert versions(cast) == [1]


def test_a_day_that_is_over_is_no_day_to_look_again(cast: Cast) -> None:
    yesterday = (clock.now() - timedelta(days=2)).date()
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic(), pytest.raises(Refused, match="is over"):
        write_plan(member=cast.members["ana"], typed=NIGHTS, review_on=yesterday, based_on=0, by=ruth)


def test_numbers_are_read_in_the_practices_country(cast: Cast) -> None:
    with acting_as(cast.system), transaction.atomic():
        Practice.unscoped.filter(pk=cast.practice.pk).update(region="ES")
    plan = written(cast, Typed(rows={PlanStep.SERVICES: (("Health centre", "912 345 678"),)}))
    assert from_stored(plan.contents).contacts[PlanStep.SERVICES][0].call == "tel:+34912345678"


@pytest.mark.parametrize("by", ["kit", "sam", "ines", "olu", "ana"])
def test_only_therapists_of_the_group_write(cast: Cast, by: str) -> None:
    with pytest.raises(Missing):
        written(cast, by=by)


def test_nobody_writes_for_somebody_who_left(cast: Cast) -> None:
    with pytest.raises(Missing):
        written(cast, who="eve")


# reading


def test_the_member_and_their_therapists_read_it_and_nobody_else(cast: Cast) -> None:
    written(cast)
    readers = {name: versions(cast, by=name) for name in ("ana", "ruth", "tomas")}
    assert readers == {name: [1] for name in readers}
    for name in ("bo", "eve", "dana", "kit", "sam", "ines", "olu"):
        assert versions(cast, by=name) == []


def test_who_left_keeps_their_plan_and_a_new_group_reads_all_of_it(cast: Cast) -> None:
    written(cast)
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        spell = Membership.visible_to(ruth).get(member=cast.members["ana"], group=cast.groups["tuesday"])
        groups.end_membership(membership=spell, ending="left", by=ruth)
    with clock.held_at(clock.moved(timedelta(minutes=1))):
        assert versions(cast) == versions(cast, by="ruth") == [1]
        with acting_as(cast.actor("kit")) as kit, transaction.atomic():
            groups.admit_member(group=cast.groups["thursday"], member=cast.members["ana"], by=kit)
        assert versions(cast, by="kit") == [1]
        written(cast, Typed(reason="The sea"), by="kit", on=1)
        assert versions(cast, by="ruth") == [1]  # what was written later is not theirs to read


def test_a_supervisor_reads_it_while_the_record_is_open_to_them(cast: Cast) -> None:
    written(cast)
    now = clock.now()
    with acting_as(cast.system), transaction.atomic():
        RecordOpening.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff["sam"],
            reason="Ruth is ill and asked me to call Ana.",
            starts_at=now,
            ends_at=now + timedelta(minutes=60),
        )
    assert versions(cast, by="sam") == [1]
    with pytest.raises(Missing):
        written(cast, Typed(reason="The sea"), by="sam", on=1)
    with clock.held_at(now + timedelta(minutes=61)):
        assert versions(cast, by="sam") == []


def test_services_always_end_with_the_practices_numbers_and_the_countrys(cast: Cast) -> None:
    with acting_as(cast.system), transaction.atomic():
        lines = [{"name": "Harbour Street, night desk", "call": "+44 20 7946 0000"}]
        Practice.unscoped.filter(pk=cast.practice.pk).update(crisis_lines=lines)
    written(cast)
    with acting_as(cast.actor("ana")) as ana, transaction.atomic():
        plan = own_plan(ana)
        assert plan is not None
        services = plan.sections[4]
    assert (services.step, services.contacts) == (PlanStep.SERVICES, ())
    assert [line.name for line in services.numbers][:2] == ["Harbour Street, night desk", "999"]


# pages


def test_from_an_empty_page_to_the_members_telephone(cast: Cast, client_of: Browsers) -> None:
    ruth, ana = client_of("ruth"), client_of("ana")
    assert "No plan is written yet" in ana.get(reverse("safety:my_plan")).content.decode()
    for page in (reverse("safety:help"), reverse("desk:home")):
        assert "My safety plan" not in ana.get(page).content.decode()
    assert "Write it together" in ruth.get(address(cast)).content.decode()
    assert ruth.post(address(cast, "write_plan"), SHEET).status_code == 302
    for page in (reverse("safety:help"), reverse("desk:home")):
        assert "My safety plan" in ana.get(page).content.decode()
    own = ana.get(reverse("safety:my_plan")).content.decode()
    assert "The nights grow long" in own
    assert 'href="tel:+447700900456"' in own
    assert 'href="tel:999"' in own
    assert "Written with Ruth Adler" in own


def test_the_sheet_begins_with_what_stands_there(cast: Cast, client_of: Browsers) -> None:
    written(cast)
    sheet = client_of("tomas").get(address(cast, "write_plan")).content.decode()
    assert "I stop answering\nThe nights grow long</textarea>" in sheet
    assert 'value="Noor Haddad"' in sheet
    assert 'name="based_on" value="1"' in sheet


def test_errors_lose_nothing_that_was_typed(cast: Cast, client_of: Browsers) -> None:
    sheet = {**SHEET, "people_0_phone": "the red house", "services_5_name": "The surgery", "alone": "Bake"}
    answer = client_of("ruth").post(address(cast, "write_plan"), sheet)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "cannot be called" in page
    for typed in ("the red house", "The surgery", "Bake", "Noor Haddad", "The nights grow long"):
        assert typed in page
    empty = client_of("ruth").post(address(cast, "write_plan"), {"based_on": "0"})
    assert empty.status_code == 422
    assert "Write at least one line" in empty.content.decode()
    assert versions(cast) == []


def test_a_version_meanwhile_is_offered_before_it_is_replaced(cast: Cast, client_of: Browsers) -> None:
    tomas = client_of("tomas")
    written(cast)
    answer = tomas.post(address(cast, "write_plan"), {**SHEET, "signs": "I sleep in my coat"})
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "I sleep in my coat" in page
    assert 'name="based_on" value="1"' in page
    again = tomas.post(address(cast, "write_plan"), {**SHEET, "signs": "I sleep in my coat", "based_on": "1"})
    assert again.status_code == 302
    assert versions(cast) == [2, 1]


def test_every_version_can_be_opened_and_says_that_it_holds_no_longer(
    cast: Cast, client_of: Browsers
) -> None:
    first = written(cast)
    written(cast, Typed(reason="The sea"), on=1)
    ruth, old = client_of("ruth"), reverse("safety:plan_version", args=[first.pk])
    assert old in ruth.get(address(cast)).content.decode()
    page = ruth.get(old).content.decode()
    assert "no longer holds" in page
    assert "The nights grow long" in page


@pytest.mark.parametrize("who", ["kit", "sam", "ines", "olu", "ana", "bo", "dana"])
def test_a_plan_of_another_group_does_not_exist(cast: Cast, client_of: Browsers, who: str) -> None:
    plan, browser = written(cast), client_of(who)
    nobody = "01900000-0000-7000-8000-00000000dead"
    for name, pk in (
        ("plan", cast.members["ana"].pk),
        ("write_plan", cast.members["ana"].pk),
        ("plan_version", plan.pk),
    ):
        foreign, missing = (browser.get(reverse(f"safety:{name}", args=[key])) for key in (pk, nobody))
        assert foreign.status_code == missing.status_code == 404
        assert _still(foreign.content.decode()) == _still(missing.content.decode())
    assert browser.post(address(cast, "write_plan"), SHEET).status_code == 404


def _still(page: str) -> str:
    """A page without what changes from one request to the next."""
    return re.sub(r'(nonce|value)="[^"]*"', "", page)


@pytest.mark.parametrize("who", ["ruth", "ines"])
def test_ones_own_plan_is_for_members(cast: Cast, client_of: Browsers, who: str) -> None:
    for name in ("my_plan", "plan_copy"):
        assert client_of(who).get(reverse(f"safety:{name}")).status_code == 404


def test_the_kept_copy_holds_the_plan_and_nothing_of_a_session(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    assert ana.get(reverse("safety:plan_copy")).status_code == 302
    written(cast)
    page = ana.get(reverse("safety:plan_copy")).content.decode()
    assert 'href="tel:+447700900456"' in page
    for trace in ("csrfmiddlewaretoken", "<form", str(cast.users["ana"].pk), "Ana"):
        assert trace not in page


def test_only_the_page_that_keeps_it_may_start_a_worker(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    policy = "Content-Security-Policy"
    assert "worker-src 'self'" in ana.get(reverse("safety:my_plan"))[policy]
    assert "worker-src" not in ana.get(reverse("desk:home"))[policy]
    script = Client().get(reverse("safety:plan_worker"))
    assert script["Content-Type"].startswith("text/javascript")


def test_each_page_of_a_plan_records_one_read(cast: Cast, client_of: Browsers) -> None:
    plan, ruth = written(cast), client_of("ruth")
    for page in (
        address(cast),
        address(cast, "write_plan"),
        reverse("safety:plan_version", args=[plan.pk]),
    ):
        before = Entry.objects.filter(act="safety.plan_read").count()
        ruth.get(page)
        assert Entry.objects.filter(act="safety.plan_read").count() == before + 1
    concerned = Concerned.objects.filter(entry__act="safety.plan_read")
    assert set(concerned.values_list("member_id", flat=True)) == {cast.members["ana"].pk}


def test_no_word_of_it_stands_in_titles_addresses_or_the_audit(
    cast: Cast, client_of: Browsers, caplog: pytest.LogCaptureFixture
) -> None:
    ruth, ana = client_of("ruth"), client_of("ana")
    place = ruth.post(address(cast, "write_plan"), {**SHEET, "alone": "quernstone"})["Location"]
    for page in (ruth.get(place), ana.get(reverse("safety:my_plan"))):
        text = page.content.decode()
        title = text.split("<title>")[1].split("</title>")[0]
        assert "quernstone" in text
        assert "quernstone" not in title + place + "".join(re.findall(r'(?:href|src)="([^"]*)"', text))
    assert "quernstone" not in caplog.text
    assert not [row for row in Entry.objects.values() if "quernstone" in str(row)]


def test_more_versions_ask_the_database_nothing_more(cast: Cast, client_of: Browsers) -> None:
    ruth, ana = client_of("ruth"), client_of("ana")
    concern = concern_about(cast, "ana")
    pages = {
        address(cast): ruth,
        reverse("safety:concern", args=[concern.pk]): ruth,
        reverse("safety:my_plan"): ana,
        reverse("desk:home"): ana,
    }
    written(cast)
    counted = []
    for _round in range(2):
        with CaptureQueriesContext(connection) as asked:
            for page, browser in pages.items():
                assert browser.get(page).status_code == 200
        counted.append(len(asked))
        for on in (1, 2, 3):
            if _round == 0:
                written(cast, Typed(reason=f"The sea {on}"), on=on)
    assert counted[1] <= counted[0]


def test_a_concern_leads_to_the_plan(cast: Cast, client_of: Browsers) -> None:
    ruth, concern = client_of("ruth"), concern_about(cast, "ana")
    page = reverse("safety:concern", args=[concern.pk])
    assert address(cast, "write_plan") in ruth.get(page).content.decode()
    written(cast)
    assert f'href="{address(cast)}"' in ruth.get(page).content.decode()
    member = ruth.get(reverse("desk:member", args=[cast.members["ana"].pk])).content.decode()
    assert f'href="{address(cast)}"' in member


def test_who_has_seen_nothing_but_older_versions_reads_the_newest_of_them(cast: Cast) -> None:
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic(), pytest.raises(Missing):
        plan_page(ruth, cast.members["eve"].pk)  # nothing to read, and nobody to write it with
