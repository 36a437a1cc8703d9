"""Sites and rooms: added, changed, closed and opened again, by owners and coordinators of the practice."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.groups import actions as groups
from holdspace.groups.models import Group
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.practice import actions
from holdspace.practice.models import Practice, Room, Site
from holdspace.practice.queries import rooms_to_plan, sites
from holdspace.sessions import actions as sessions
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]
PLACES = "/places/"


def blue(cast: Cast) -> Room:
    """The cast's only room, at its only site, as it is now."""
    with acting_as(cast.system):
        return Room.visible_to(cast.system).select_related("site").get(name="Blue room")


def garden(cast: Cast, **said: Any) -> Room:
    with acting_as(cast.system) as system:
        return actions.add_room(
            **{"site": blue(cast).site, "name": "Garden room", "seats": 8, "step_free": True, **said},
            by=system,
        )


def close(cast: Cast, *, site: bool = False) -> None:
    """The blue room is closed, or its site is."""
    with acting_as(cast.system) as system:
        if site:
            actions.set_site_open(site=blue(cast).site, is_open=False, by=system)
        else:
            actions.set_room_open(room=blue(cast), is_open=False, by=system)


def acts(cast: Cast) -> list[str]:
    with acting_as(cast.system):
        return list(Entry.objects.order_by("seq").values_list("act", flat=True))


# who


@pytest.mark.parametrize("name", ["ruth", "tomas", "sam", "ana"])
def test_nobody_but_owners_and_coordinators_changes_places(
    cast: Cast, actor: Acting, client_of: Browser, name: str
) -> None:
    assert client_of(name).get(PLACES).status_code == 404
    room = blue(cast)
    with acting_as(actor(name)) as by:
        for act in (
            lambda: actions.add_site(name="Quay", address="", by=by),
            lambda: actions.change_site(site=room.site, name="Quay", address="", by=by),
            lambda: actions.set_site_open(site=room.site, is_open=False, by=by),
            lambda: actions.add_room(site=room.site, name="Attic", seats=8, step_free=False, by=by),
            lambda: actions.change_room(
                room=room, site=room.site, name="Attic", seats=8, step_free=False, by=by
            ),
            lambda: actions.set_room_open(room=room, is_open=False, by=by),
        ):
            with pytest.raises(Missing):
                act()
    assert acts(cast) == []


def test_places_of_another_practice_do_not_exist(cast: Cast, actor: Acting, client_of: Browser) -> None:
    theirs, ours = blue(build_cast("other-")), blue(cast)
    ines = client_of("ines")
    for name, place in (
        ("change_site", theirs.site),
        ("set_site_open", theirs.site),
        ("change_room", theirs),
        ("set_room_open", theirs),
    ):
        assert ines.post(reverse(f"practice:{name}", args=[place.pk]), {"open": "no"}).status_code == 404
    with acting_as(actor("ines")) as by:
        said: Any = {"name": "Attic", "seats": 8, "step_free": False, "by": by}
        for act in (
            lambda: actions.add_room(site=theirs.site, **said),
            lambda: actions.change_room(room=ours, site=theirs.site, **said),
            lambda: actions.change_room(room=theirs, site=ours.site, **said),
            lambda: actions.set_room_open(room=theirs, is_open=False, by=by),
        ):
            with pytest.raises(Missing):
                act()
    sent = {"site": str(theirs.site.pk), "name": "Attic", "seats": "8"}
    assert ines.post(reverse("practice:add_room"), sent).status_code == 422


# adding and changing


def test_where_there_is_nothing_yet_the_page_says_what_to_do_first(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system):
        blue(cast).site.delete()
    page = client_of("olu").get(PLACES).content.decode()
    assert "No site yet" in page
    assert reverse("practice:add_site") in page


@pytest.mark.parametrize("name", ["olu", "ines"])
def test_a_site_and_its_rooms_are_added_and_changed(cast: Cast, client_of: Browser, name: str) -> None:
    browser = client_of(name)
    sent = {"name": " Quay  Street ", "address": "4 Quay Street, Bristol"}
    page = browser.post(reverse("practice:add_site"), sent, follow=True).content.decode()
    for said in ("Quay Street", "4 Quay Street, Bristol", "No room yet."):
        assert said in page, said
    with acting_as(cast.system):
        quay = Site.unscoped.get(name="Quay Street")
    form = browser.get(reverse("practice:add_room"), {"site": quay.pk}).content.decode()
    assert f'<option value="{quay.pk}" selected>' in form
    room = {"site": str(quay.pk), "name": "Attic", "seats": "7", "step_free": "on"}
    page = browser.post(reverse("practice:add_room"), room, follow=True).content.decode()
    for said in ("Attic", "7 seats", "step-free"):
        assert said in page, said
    with acting_as(cast.system):
        attic = Room.unscoped.get(name="Attic")
    path = reverse("practice:change_room", args=[attic.pk])
    assert 'value="Attic"' in browser.get(path).content.decode()
    assert browser.post(path, room | {"name": "Loft", "step_free": ""}).status_code == 302
    path = reverse("practice:change_site", args=[quay.pk])
    assert browser.post(path, {"name": "The Quay", "address": ""}).status_code == 302
    with acting_as(cast.system):
        loft = Room.unscoped.select_related("site").get(pk=attic.pk)
    assert (loft.words, loft.seats, loft.step_free) == ("Loft, The Quay", 7, False)
    assert acts(cast) == [
        "practice.site_added",
        "practice.room_added",
        "practice.room_changed",
        "practice.site_changed",
    ]


def test_nothing_new_is_nothing_done(cast: Cast, actor: Acting) -> None:
    room = blue(cast)
    with acting_as(actor("ines")) as by:
        actions.change_site(site=room.site, name=room.site.name, address="", by=by)
        actions.change_room(room=room, site=room.site, name="Blue room", seats=10, step_free=False, by=by)
        actions.set_room_open(room=room, is_open=True, by=by)
        actions.set_site_open(site=room.site, is_open=True, by=by)
    assert acts(cast) == []


@pytest.mark.parametrize(
    ("kind", "wrong", "sentence"),
    [
        ("site", {"name": ""}, "This field is required."),
        ("site", {"name": "harbour street"}, "There is a site of this name already."),
        ("room", {"name": "BLUE ROOM"}, "This site has a room of this name already."),
        ("room", {"seats": "0"}, "greater than or equal to 1"),
        ("room", {"seats": "61"}, "less than or equal to 60"),
        ("room", {"site": ""}, "This field is required."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, client_of: Browser, kind: str, wrong: dict[str, str], sentence: str
) -> None:
    good = {"name": "Quay", "address": "4 Quay Street", "site": str(blue(cast).site.pk), "seats": "8"}
    answer = client_of("ines").post(reverse(f"practice:add_{kind}"), good | wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    for name, typed in (good | wrong).items():
        assert typed in page or name in ("site", "address", "seats")
    assert acts(cast) == []


@pytest.mark.parametrize(
    "wrong", [{"name": " "}, {"name": "x" * 81}, {"seats": 0}, {"seats": 61}, {"name": "blue room"}]
)
def test_the_action_itself_refuses_the_same(cast: Cast, wrong: dict[str, object]) -> None:
    with pytest.raises(Refused) as refused:
        garden(cast, **wrong)
    assert set(refused.value.fields) == set(wrong)


def test_two_sites_may_each_have_a_room_of_one_name(cast: Cast) -> None:
    with acting_as(cast.system) as system:
        quay = actions.add_site(name="Quay Street", address="", by=system)
    assert garden(cast, site=quay, name="Blue room").words == "Blue room, Quay Street"


# closing and opening again


@pytest.mark.parametrize("kind", ["site", "room"])
def test_a_place_is_closed_and_opened_again(cast: Cast, client_of: Browser, kind: str) -> None:
    ines, room = client_of("ines"), blue(cast)
    path = reverse(f"practice:set_{kind}_open", args=[room.site.pk if kind == "site" else room.pk])
    page = ines.post(path, {"open": "no"}, follow=True).content.decode()
    assert "Closed for new plans. What is planned there already stays." in page
    assert not blue(cast).is_offered
    assert blue(cast).words == "Blue room, Harbour Street (closed)"
    ines.post(path, {"open": "no"})  # a second touch changes nothing
    assert "Open again." in ines.post(path, {"open": "yes"}, follow=True).content.decode()
    assert blue(cast).is_offered
    assert acts(cast) == [f"practice.{kind}_closed", f"practice.{kind}_reopened"]


def test_a_room_that_was_closed_itself_stays_closed_when_its_site_opens(cast: Cast) -> None:
    close(cast)
    close(cast, site=True)
    with acting_as(cast.system) as system:
        actions.set_site_open(site=blue(cast).site, is_open=True, by=system)
    assert not blue(cast).is_offered


def test_a_closed_site_takes_no_room_more_and_keeps_its_own(cast: Cast) -> None:
    room = garden(cast)
    with acting_as(cast.system) as system:
        quay = actions.add_site(name="Quay Street", address="", by=system)
        elsewhere = actions.add_room(site=quay, name="Attic", seats=8, step_free=False, by=system)
    close(cast, site=True)
    with pytest.raises(Refused, match="This site is closed"):
        garden(cast, name="Cellar", site=blue(cast).site)
    said: Any = {"site": blue(cast).site, "name": "Garden", "seats": 8, "step_free": True}
    with acting_as(cast.system) as system:
        with pytest.raises(Refused, match="This site is closed"):
            actions.change_room(room=elsewhere, by=system, **said)
        assert actions.change_room(room=room, by=system, **said).name == "Garden"


def test_open_places_stand_before_closed_ones(cast: Cast, django_assert_num_queries: Any) -> None:
    garden(cast)
    with acting_as(cast.system) as system:
        actions.add_site(name="Zenith", address="", by=system)
    close(cast)
    with acting_as(cast.system) as system:
        with django_assert_num_queries(2):
            found = sites(system)
        assert [site.name for site in found] == ["Harbour Street", "Zenith"]
        assert [room.name for room in found[0].all_rooms] == ["Garden room", "Blue room"]  # type: ignore[attr-defined]
        actions.set_site_open(site=found[0], is_open=False, by=system)
        assert [site.name for site in sites(system)] == ["Zenith", "Harbour Street"]


# planning


@pytest.mark.parametrize("site", [False, True])
def test_a_closed_room_is_offered_for_nothing_new(
    cast: Cast, actor: Acting, client_of: Browser, site: bool
) -> None:
    close(cast, site=site)
    ines = client_of("ines")
    for path in (reverse("groups:new"), reverse("sessions:plan")):
        assert "Blue room" not in ines.get(path).content.decode()
    tomorrow = datetime.combine(clock.today("Europe/London") + timedelta(days=1), datetime.min.time())
    with acting_as(actor("ines")) as by:
        assert not rooms_to_plan(by).exists()
        with pytest.raises(Refused, match="This room is closed") as refused:
            groups.create_group(practice_id=cast.practice.pk, name="Friday", room=blue(cast), by=by)
        assert "room" in refused.value.fields
        with pytest.raises(Refused, match="This room is closed"):
            sessions.plan_series(
                group=cast.groups["tuesday"],
                first_local=tomorrow,
                minutes=60,
                rrule="",
                room=blue(cast),
                by=by,
            )


def test_what_is_planned_in_a_closed_room_stays_and_can_still_be_changed(
    cast: Cast, client_of: Browser
) -> None:
    close(cast)
    ines, session = client_of("ines"), cast.sessions["tuesday_next"]
    move, change = (
        reverse("sessions:move", args=[session.pk]),
        reverse("groups:change", args=[cast.groups["tuesday"].pk]),
    )
    for path in (move, change):
        assert "Blue room, Harbour Street (closed)" in ines.get(path).content.decode()
    day = clock.today("Europe/London") + timedelta(days=3)
    kept = {"day": day.isoformat(), "time": "11:00", "room": str(blue(cast).pk)}
    assert ines.post(move, kept).status_code == 302
    group = {
        "name": "Tuesdays",
        "language": "en",
        "modality": "room",
        "openness": "open",
        "contact_rule": "bring",
        "min_size": "5",
        "max_size": "8",
        "room": str(blue(cast).pk),
    }
    assert ines.post(change, group).status_code == 302
    with acting_as(cast.system):
        session.refresh_from_db()
        tuesday = Group.unscoped.get(pk=cast.groups["tuesday"].pk)
    assert session.room_id == tuesday.room_id == blue(cast).pk
    assert tuesday.name == "Tuesdays"


def test_nothing_is_moved_into_a_closed_room(cast: Cast, actor: Acting) -> None:
    closed = garden(cast)
    with acting_as(actor("ines")) as by:
        closed = actions.set_room_open(room=closed, is_open=False, by=by)
        with pytest.raises(Refused, match="This room is closed"):
            groups.change_group(group=cast.groups["tuesday"], room=closed, by=by)
        with pytest.raises(Refused, match="This room is closed"):
            sessions.move_session(
                session=cast.sessions["tuesday_next"],
                new_local=datetime.combine(
                    clock.today("Europe/London") + timedelta(days=3), datetime.min.time()
                ),
                room=closed,
                by=by,
            )


def test_a_room_of_another_practice_is_no_room(cast: Cast, actor: Acting) -> None:
    theirs = blue(build_cast("other-"))
    with acting_as(actor("ines")) as by, pytest.raises(Missing):
        groups.change_group(group=cast.groups["tuesday"], room=theirs, by=by)
    with acting_as(actor("ines")) as by:
        assert theirs not in rooms_to_plan(by, keep=theirs.pk)


# the way there


@pytest.mark.parametrize(
    ("name", "ways"),
    [
        (
            "olu",
            [
                "Set up billing",
                "Fair access",
                "Outcomes",
                "On call",
                "Sites and rooms",
                "People and roles",
                "The practice",
                "Keeping and erasing",
                "Disclosures",
                "Audit",
            ],
        ),
        (
            "ines",
            [
                "Waiting list",
                "Forming",
                "Before the first time",
                "Schedule",
                "Attendance",
                "Billing",
                "Fair access",
                "Roster",
                "On call",
                "Sites and rooms",
                "Keeping and erasing",
            ],
        ),
    ],
)
def test_the_navigation_leads_there(cast: Cast, client_of: Browser, name: str, ways: list[str]) -> None:
    shown = client_of(name).get(PLACES).context["navigation"]
    assert [str(way.label) for way in shown] == ways
    assert [str(way.label) for way in shown if way.current] == ["Sites and rooms"]
    assert Practice.visible_to(cast.actor(name)).exists()
