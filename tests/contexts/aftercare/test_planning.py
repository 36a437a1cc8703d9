"""Eve, who has left, writes down what to do when it gets harder again. Ana writes it before she leaves."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.aftercare.actions.planning import share_plan, write_plan
from holdspace.aftercare.models import LapsePlan
from holdspace.aftercare.queries.planning import current_plan, own_plan
from holdspace.audit.models import Entry
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.models import Concern
from holdspace.safety.rules.safety_plan import PlanStep, Typed
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

PAGE, WRITE = reverse("aftercare:my_plan"), reverse("aftercare:write_plan")
NEVER, LEADERS = LapsePlan.Share.NOBODY, LapsePlan.Share.THERAPISTS
SENT = {
    "based_on": "0",
    "share": "nobody",
    "signs": "I stop opening letters.\nI sleep on the sofa.",
    "alone": "A walk before noon.",
    "people_0_name": "My sister",
    "people_0_phone": "020 7946 0000",
}


def words(signs: str) -> Typed:
    return Typed(texts={PlanStep.SIGNS: signs})


def test_eve_writes_it_after_leaving_and_finds_the_first_sign_on_her_home(
    cast: Cast, client_of: Browsers
) -> None:
    eve = client_of("eve")
    assert "No plan is written yet" in eve.get(PAGE).content.decode()
    assert eve.post(WRITE, SENT).status_code == 302
    page = eve.get(PAGE).content.decode()
    for text in ("I sleep on the sofa.", "A walk before noon.", "My sister", "Only you read this."):
        assert text in page
    assert 'href="tel:+442079460000"' in page
    home = eve.get(reverse("desk:home")).content.decode()
    assert "I stop opening letters." in home
    assert "I sleep on the sofa." not in home


def test_ana_writes_it_while_she_still_sits_there(cast: Cast, client_of: Browsers) -> None:
    ana = client_of("ana")
    assert ana.post(WRITE, SENT).status_code == 302
    home = ana.get(reverse("desk:home")).content.decode()
    assert PAGE in home
    assert "I stop opening letters." not in home


def test_versions_stay_and_the_same_words_are_the_same_version(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("eve")) as eve:
        first = write_plan(typed=words("One"), share=NEVER, based_on=0, by=eve)
        assert write_plan(typed=words("One"), share=NEVER, based_on=0, by=eve) == first
        second = write_plan(typed=words("Two"), share=NEVER, based_on=1, by=eve)
        own = own_plan(eve)
        assert [each.number for each in own.versions] == [2, 1]
        assert own.plan is not None
        assert (own.plan.row, own.plan.first_sign) == (second, "Two")
        earlier = own_plan(eve, 1).plan
        assert earlier is not None
        assert (earlier.first_sign, earlier.row.is_current) == ("One", False)
        with pytest.raises(Missing):
            own_plan(eve, 3)


def test_what_was_changed_on_another_device_is_not_overwritten(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    eve.post(WRITE, SENT)
    again = eve.post(WRITE, {**SENT, "signs": "Something else"})
    text = again.content.decode()
    assert again.status_code == 409
    assert "Something else" in text
    assert "I stop opening letters." in text
    assert 'name="based_on" value="1"' in text
    assert eve.post(WRITE, {**SENT, "signs": "Something else", "based_on": "1"}).status_code == 302


def test_an_empty_plan_is_refused_and_what_was_typed_stays(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    empty = eve.post(WRITE, {"based_on": "0", "share": "nobody"})
    assert empty.status_code == 422
    wrong = eve.post(WRITE, {**SENT, "people_0_phone": "by the door"})
    assert wrong.status_code == 422
    assert "This number cannot be called as it stands." in wrong.content.decode()
    assert "A walk before noon." in wrong.content.decode()
    with acting_as(cast.system):
        assert not LapsePlan.unscoped.exists()


def test_therapists_read_it_only_while_she_lets_them(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    address = reverse("aftercare:shared_plan", args=[cast.members["eve"].pk])
    their_page = reverse("desk:member", args=[cast.members["eve"].pk])
    with acting_as(actor("eve")) as eve:
        plan = write_plan(typed=words("I go quiet."), share=NEVER, based_on=0, by=eve)
    assert client_of("ruth").get(address).status_code == 404
    assert address not in client_of("ruth").get(their_page).content.decode()
    with acting_as(actor("eve")) as eve:
        share_plan(plan=plan, share=LEADERS, by=eve)
        share_plan(plan=plan, share=LEADERS, by=eve)
    assert Entry.objects.filter(act="aftercare.plan_shared").count() == 1
    assert "I go quiet." in client_of("ruth").get(address).content.decode()
    assert address in client_of("ruth").get(their_page).content.decode()
    assert Entry.objects.get(act="aftercare.plan_read").actor_person_id == cast.staff["ruth"].pk
    for name in ("kit", "ines", "sam", "ana", "olu"):
        assert client_of(name).get(address).status_code == 404, name
    with acting_as(actor("eve")) as eve:
        share_plan(plan=plan, share=NEVER, by=eve)
    assert client_of("ruth").get(address).status_code == 404


def test_earlier_versions_are_nobody_elses(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("eve")) as eve:
        write_plan(typed=words("One"), share=LEADERS, based_on=0, by=eve)
        write_plan(typed=words("Two"), share=NEVER, based_on=1, by=eve)
    with acting_as(actor("ruth")) as ruth:
        assert not LapsePlan.visible_to(ruth).exists()


def test_words_of_danger_are_heard_whoever_may_read_it(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    eve.post(WRITE, {**SENT, "signs": "I want to kill myself."})
    page = eve.get(PAGE).content.decode()
    assert "You do not have to wait with this" in page
    assert "Your therapists were told" in page
    with acting_as(cast.actor("ruth")):
        assert [each.member_id for each in Concern.unscoped.all()] == [cast.members["eve"].pk]


def test_what_she_wrote_lies_sealed(cast: Cast, actor: Acting) -> None:
    with acting_as(actor("eve")) as eve:
        write_plan(typed=words("I go quiet."), share=NEVER, based_on=0, by=eve)
        plan = current_plan(eve)
    assert plan is not None
    assert plan.first_sign == "I go quiet."
    assert "quiet" not in Entry.objects.get(act="aftercare.plan_written").detail


def test_nobody_but_a_member_of_a_group_here_has_one(cast: Cast, actor: Acting) -> None:
    for name in ("ruth", "ines"):
        with acting_as(actor(name)) as by, pytest.raises(Missing):
            write_plan(typed=words("One"), share=NEVER, based_on=0, by=by)
    with acting_as(actor("eve")) as eve:
        plan = write_plan(typed=words("One"), share=NEVER, based_on=0, by=eve)
        with pytest.raises(Refused):
            share_plan(plan=plan, share="everybody", by=eve)
        with pytest.raises(Conflict):
            write_plan(typed=words("Two"), share=NEVER, based_on=0, by=eve)
    with acting_as(actor("ana")) as ana, pytest.raises(Missing):
        share_plan(plan=plan, share=LEADERS, by=ana)


COPY = reverse("aftercare:plan_copy")


def test_the_copy_for_a_device_holds_the_plan_numbers_to_call_and_nothing_of_a_session(
    cast: Cast, client_of: Browsers
) -> None:
    eve = client_of("eve")
    assert eve.get(COPY).status_code == 302  # nothing is written yet
    eve.post(WRITE, SENT)
    page = eve.get(COPY).content.decode()
    for text in (
        "I stop opening letters.",
        "A walk before noon.",
        'href="tel:+442079460000"',
        'href="tel:999"',
    ):
        assert text in page
    for trace in ("csrfmiddlewaretoken", "<form", str(cast.users["eve"].pk), "Eve", "Tuesday"):
        assert trace not in page


def test_the_copy_is_the_version_that_holds(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    eve.post(WRITE, SENT)
    eve.post(WRITE, {**SENT, "based_on": "1", "signs": "I cancel my walks."})
    page = eve.get(COPY).content.decode()
    assert "I cancel my walks." in page
    assert "I stop opening letters." not in page


@pytest.mark.parametrize("who", ["ruth", "ines"])
def test_nobody_keeps_a_plan_of_somebody_else(cast: Cast, client_of: Browsers, who: str) -> None:
    client_of("eve").post(WRITE, SENT)
    assert client_of(who).get(COPY).status_code == 404


def test_only_the_page_that_keeps_it_may_start_a_worker(cast: Cast, client_of: Browsers) -> None:
    eve = client_of("eve")
    eve.post(WRITE, SENT)
    version = reverse("aftercare:plan_version", args=[1])
    assert "worker-src 'self'" in eve.get(PAGE)["Content-Security-Policy"]
    for page in (version, WRITE, COPY):
        assert "worker-src" not in eve.get(page)["Content-Security-Policy"]
    assert "hs-kept" not in eve.get(version).content.decode()
    script = Client().get(reverse("aftercare:plan_worker"))
    assert script["Content-Type"].startswith("text/javascript")


def test_the_home_on_a_device_leads_to_it_once_it_is_written(cast: Cast, client_of: Browsers) -> None:
    eve, link = client_of("eve"), f'href="{PAGE}"'
    assert link not in eve.get(reverse("desk:home_copy")).content.decode()
    eve.post(WRITE, SENT)
    assert link in eve.get(reverse("desk:home_copy")).content.decode()
