"""Ruth hands the tablet in the waiting room to Ana: only Ana's questions are left on it, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.measures.models import Administration, Handover, Schedule
from holdspace.safety.models import Concern
from holdspace.sessions.models import GroupSession
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.desk.story import scheduled, text_of
from tests.contexts.measures.test_own_schedules import spell

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]


def page_of(cast: Cast, name: str = "ana") -> str:
    return reverse("measures:hand_over", args=[spell(cast, name).pk])


def handed(cast: Cast, tablet: Client, *forms: str, name: str = "ana") -> str:
    """Somebody hands the tablet over; the address that is left on it."""
    answer = tablet.post(page_of(cast, name), {"forms_on_it": forms or ("phq-9", "gad-7")})
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def kept(cast: Cast) -> list[Administration]:
    with acting_as(cast.system):
        return list(Administration.unscoped.order_by("instrument"))


def test_what_is_due_is_chosen_already(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "gad-7")
    page = text_of(client_of("ruth"), page_of(cast))
    assert 'value="gad-7" id="id_forms_on_it_1" checked' in page
    assert 'value="phq-9" id="id_forms_on_it_0" checked' not in page


def test_the_leaders_session_ends_and_only_the_forms_are_left(cast: Cast, client_of: Browsers) -> None:
    tablet = client_of("ruth")
    second = client_of("ruth")
    address = handed(cast, tablet)
    page = text_of(tablet, address)
    assert "Little interest or pleasure" in page
    assert "Feeling nervous" in page
    for where in (
        reverse("desk:today"),
        page_of(cast),
        reverse("desk:member", args=[cast.members["ana"].pk]),
    ):
        answer = tablet.get(where)
        assert answer.status_code == 302
        assert answer.headers["Location"].startswith(reverse("account_login"))
    assert second.get(reverse("desk:today")).status_code == 200  # at the desk Ruth stays signed in


def test_no_name_and_no_way_out_stand_on_it(cast: Cast, client_of: Browsers) -> None:
    tablet = client_of("ruth")
    address = handed(cast, tablet)
    page = text_of(tablet, address)
    assert "Ana" not in page
    assert "Ana" not in address
    assert str(cast.members["ana"].pk) not in page + address
    assert page.split("<body")[1].count("<a ") == page.split("<body")[1].count('<a class="skip"')
    assert "no-store" in tablet.get(address).headers["Cache-Control"]


def test_ana_answers_and_nothing_of_it_is_shown_afterwards(cast: Cast, client_of: Browsers) -> None:
    tablet = client_of("ruth")
    address = handed(cast, tablet)
    done = tablet.post(address, {"phq-9-mood": "3", "gad-7-worry": "2"})
    text = done.content.decode()
    assert done.status_code == 200
    assert "Thank you" in text
    assert "no-store" in done.headers["Cache-Control"]
    for word in ("Nearly every day", "phq-9", "checked", "Little interest"):
        assert word not in text
    assert "You do not have to wait" not in text
    gad, phq = kept(cast)
    with acting_as(cast.system):
        assert (phq.answers["mood"], gad.answers["worry"]) == (3, 2)
    assert {(row.way, row.session_id, row.entered_by_id) for row in (gad, phq)} == {
        ("tablet", cast.sessions["tuesday_next"].pk, None)
    }
    assert tablet.get(address).status_code == 404  # the back button
    assert tablet.post(address, {"phq-9-mood": "0"}).status_code == 404
    with acting_as(cast.system):
        assert phq.answers == Administration.unscoped.get(instrument="phq-9").answers


def test_used_old_and_unknown_look_like_any_missing_page(cast: Cast, client_of: Browsers) -> None:
    tablet = client_of("ruth")
    address = handed(cast, tablet)
    stranger = tablet.get(reverse("measures:tablet", args=["nothing"]))
    with clock.held_at(clock.now() + timedelta(minutes=29)):
        assert tablet.get(address).status_code == 200
    with clock.held_at(clock.now() + timedelta(minutes=31)):
        old = tablet.get(address)
        assert tablet.post(address, {"phq-9-mood": "1"}).status_code == 404
    tablet.post(address, {"phq-9-mood": "1"})
    used = tablet.get(address)
    assert stranger.status_code == old.status_code == used.status_code == 404
    strip = [answer.content.decode().split("<body")[1] for answer in (stranger, old, used)]
    assert len(set(strip)) == 1


def test_only_the_hash_of_the_token_is_kept(cast: Cast, client_of: Browsers) -> None:
    token = handed(cast, client_of("ruth")).rstrip("/").rpartition("/")[2]
    with acting_as(cast.system):
        (row,) = Handover.unscoped.all()
    assert token not in {str(getattr(row, field.attname)) for field in Handover._meta.concrete_fields}
    entry = Entry.objects.get(act="measures.handed_over")
    assert token not in entry.detail
    assert entry.actor_person_id == cast.staff["ruth"].pk


def test_handing_over_again_closes_what_was_handed_over_before(cast: Cast, client_of: Browsers) -> None:
    first, second = (handed(cast, client_of(name)) for name in ("ruth", "tomas"))
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200


def test_a_signal_raises_the_concern_and_shows_numbers_at_once(cast: Cast, client_of: Browsers) -> None:
    tablet = client_of("ruth")
    done = tablet.post(handed(cast, tablet), {"phq-9-self-harm": "2"}).content.decode()
    assert "You do not have to wait with this" in done
    assert 'href="tel:' in done
    assert "better off dead" not in done
    with acting_as(cast.actor("ruth")):
        (concern,) = Concern.unscoped.all()
        assert (concern.member_id, concern.source) == (cast.members["ana"].pk, "item")


def test_an_unfinished_form_is_kept_as_far_as_it_goes_and_an_empty_one_is_not(
    cast: Cast, client_of: Browsers
) -> None:
    tablet = client_of("ruth")
    assert tablet.post(handed(cast, tablet), {"gad-7-worry": "1"}).status_code == 200
    (row,) = kept(cast)
    with acting_as(cast.system):
        assert (row.instrument, row.result["total"], row.result["missing"]) == ("gad-7", None, 6)


def test_an_answer_that_is_none_leaves_the_tablet_open(cast: Cast, client_of: Browsers) -> None:
    tablet = client_of("ruth")
    address = handed(cast, tablet, "phq-9")
    answer = tablet.post(address, {"phq-9-mood": "7", "phq-9-sleep": "2"})
    assert answer.status_code == 422
    assert "not one of the answers to this question" in answer.content.decode()
    assert kept(cast) == []
    assert tablet.post(address, {"phq-9-mood": "1", "phq-9-sleep": "2"}).status_code == 200


def test_what_ana_sent_from_her_phone_stays_beside_it(cast: Cast, client_of: Browsers) -> None:
    scheduled(cast, "phq-9")
    client_of("ana").post(
        reverse("desk:check_in", args=[cast.sessions["tuesday_next"].pk]), {"version": "0", "phq-9-mood": "3"}
    )
    tablet = client_of("ruth")
    tablet.post(handed(cast, tablet, "phq-9"), {"phq-9-mood": "1"})
    rows = kept(cast)
    with acting_as(cast.system):
        assert sorted((row.way, row.answers["mood"]) for row in rows) == [("check_in", 3), ("tablet", 1)]


def test_without_a_session_at_hand_it_belongs_to_none(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        GroupSession.unscoped.filter(pk=cast.sessions["tuesday_next"].pk).update(status="cancelled")
        Schedule.unscoped.create(practice=cast.practice, group=cast.groups["tuesday"], instrument="phq-9")
    tablet = client_of("ruth")
    assert "Nothing is due for them today" in text_of(tablet, page_of(cast))
    tablet.post(handed(cast, tablet, "phq-9"), {"phq-9-mood": "1"})
    assert kept(cast)[0].session_id is None


def test_who_is_signed_in_finds_nothing_there(cast: Cast, client_of: Browsers) -> None:
    address = handed(cast, client_of("ruth"))
    for who in ("ruth", "tomas", "ana", "bo"):
        assert client_of(who).get(address).status_code == 404
    assert Client().get(address).status_code == 200


@pytest.mark.parametrize("forms", [[], ["session-rating"], ["phq-99"]])
def test_something_that_can_be_asked_has_to_be_on_it(
    cast: Cast, client_of: Browsers, forms: list[str]
) -> None:
    ruth = client_of("ruth")
    assert ruth.post(page_of(cast), {"forms_on_it": forms}).status_code == 422
    assert ruth.get(reverse("desk:today")).status_code == 200  # still signed in
    with acting_as(cast.system):
        assert not Handover.unscoped.exists()


def test_only_to_members_of_ones_own_group_now(cast: Cast, client_of: Browsers) -> None:
    assert client_of("kit").get(page_of(cast)).status_code == 404
    assert client_of("ruth").get(page_of(cast, "eve")).status_code == 422
    tablet = client_of("ruth")
    address = handed(cast, tablet)
    with acting_as(cast.system):
        Membership.unscoped.filter(pk=spell(cast).pk).update(ends_at=clock.now())
    assert tablet.post(address, {"phq-9-mood": "1"}).status_code == 422
    assert kept(cast) == []


def test_it_speaks_the_members_language(cast: Cast, client_of: Browsers) -> None:
    with acting_as(cast.system):
        type(cast.members["ana"]).unscoped.filter(pk=cast.members["ana"].pk).update(language="es")
    tablet = client_of("ruth")
    page = text_of(tablet, handed(cast, tablet, "phq-9"))
    assert 'lang="es"' in page
    assert "decaído" in page
