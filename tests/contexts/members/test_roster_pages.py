"""Inês looks somebody up, reads a person's page, registers and changes people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.audit.models import Concerned, Entry
from holdspace.members.actions import import_roster
from holdspace.members.models import Member
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.members.rosters import numbered, roster, yusuf, zoe

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


def bring(cast: Cast, *people: RosterPerson) -> None:
    """These people are on the roster."""
    with acting_as(cast.system):
        import_roster(people=roster(*people), source="csv", by=cast.system)


def crowd(count: int) -> list[RosterPerson]:
    return [
        RosterPerson(row=n, identifiers=numbered(f"K-{n}"), given="Imani", family=f"Okafor{n:03}")
        for n in range(1, count + 1)
    ]


def member_like(cast: Cast, name: str) -> Member:
    with acting_as(cast.system):
        return next(m for m in Member.visible_to(cast.system) if m.chosen_name == name)


# the list


def test_everybody_stands_there_by_name(cast: Cast, client_of: Browser) -> None:
    bring(cast, yusuf(), zoe())
    page = client_of("ines").get("/roster/").content.decode()
    names = [name for name in ("Chidi Eze", "Bo Lindqvist", "Dana Petrova", "Zoë Weiß") if name in page]
    assert names == sorted(names, key=page.index)
    assert len(names) == 4
    assert "حداد" in page
    assert "7 people" in page


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("weiss", "Zoë"),
        ("ZOE", "Zoë"),
        ("weiß zoë", "Zoë"),
        ("حداد", "Joe"),
        ("joe", "Joe"),
        ("c-1", "Joe"),
        ("lindq", "Bo"),
    ],
)
def test_a_part_of_a_name_or_a_whole_number_finds_somebody(
    cast: Cast, client_of: Browser, typed: str, found: str
) -> None:
    bring(cast, yusuf(), zoe())
    response = client_of("ines").post("/roster/", {"q": typed})
    page = response.content.decode()
    assert "1 person" in page
    assert str(member_like(cast, found).pk) in page


def test_a_search_never_stands_in_an_address(cast: Cast, client_of: Browser) -> None:
    """Addresses lie in histories, logs and proxies."""
    bring(cast, *crowd(60))
    ines = client_of("ines")
    assert "65 people" in ines.get("/roster/", {"q": "okafor"}).content.decode(), (
        "what an address asks is not read"
    )
    page = ines.post("/roster/", {"q": "okafor"}).content.decode()
    assert "60 people" in page
    assert "?q=" not in page
    assert "okafor001" not in page.lower().split("</head>")[0]
    second = ines.post("/roster/", {"q": "okafor", "page": "2"}).content.decode()
    assert "Okafor051" in second
    assert "Okafor050" not in second
    assert "Page 2 of 2" in second


def test_pages_and_statuses_are_kept_apart(cast: Cast, client_of: Browser) -> None:
    bring(cast, *crowd(60), yusuf(row=99, deceased=True))
    ines = client_of("ines")
    first = ines.get("/roster/").content.decode()
    assert "Page 1 of 2" in first
    assert "حداد" not in first
    assert "حداد" in ines.get("/roster/?show=died").content.decode()
    assert "66 people" in ines.get("/roster/?show=all").content.decode()
    for odd in ("?page=900", "?page=-1", "?page=x", "?show=nobody", "?page=" + "9" * 40):
        assert ines.get("/roster/" + odd).status_code == 200, odd


def test_an_empty_roster_says_what_to_do_first(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system):
        Member.visible_to(cast.system).update(status=Member.Status.LEFT)
    page = client_of("ines").get("/roster/").content.decode()
    assert "Import a roster" in page
    assert "Add one person" in page
    assert "5 people" in client_of("ines").get("/roster/?show=left").content.decode()


@pytest.mark.parametrize("name", ["ruth", "sam", "olu", "ana"])
def test_the_roster_is_the_coordinators(cast: Cast, client_of: Browser, name: str) -> None:
    bo = cast.members["bo"].pk
    browser = client_of(name)
    for path in ("/roster/", "/roster/new/", f"/roster/{bo}/", f"/roster/{bo}/change/", "/roster/import/"):
        assert browser.get(path).status_code == 404, path
    assert browser.post(f"/roster/{bo}/invite/", {"email": "x@example.org"}).status_code == 404


def test_people_of_another_practice_do_not_exist(cast: Cast, client_of: Browser) -> None:
    from tests.cast import build_cast

    other = build_cast("other-").members["bo"].pk
    ines = client_of("ines")
    assert "5 people" in ines.get("/roster/?show=all").content.decode()
    for path in (f"/roster/{other}/", f"/roster/{other}/change/"):
        assert ines.get(path).status_code == 404
    assert ines.post(f"/roster/{other}/invite/", {"email": "x@example.org"}).status_code == 404


def test_the_list_costs_the_same_for_three_and_for_twelve(cast: Cast, client_of: Browser) -> None:
    ines, spent = client_of("ines"), []
    for people in (crowd(3), crowd(12)):
        bring(cast, *people)
        keyring.forget()
        with CaptureQueriesContext(connection) as queries:
            ines.get("/roster/")
        with CaptureQueriesContext(connection) as search:
            ines.post("/roster/", {"q": "okafor"})
        spent.append((len(queries), len(search)))
    assert spent[0] == spent[1]


# one person


def test_a_persons_page_says_what_a_coordinator_needs_and_is_noted(cast: Cast, client_of: Browser) -> None:
    bring(cast, yusuf())
    joe = member_like(cast, "Joe")
    page = client_of("ines").get(f"/roster/{joe.pk}/").content.decode()
    for said in ("Joe", "حداد", "he/him", "Arabic", "+442079460001", "Mariam Haddad, sister", "C-1", "29"):
        assert said in page, said
    with acting_as(cast.system):
        entry = Entry.objects.get(act="members.read")
        assert entry.actor_person_id == cast.staff["ines"].pk
        assert Concerned.objects.filter(entry=entry, member_id=joe.pk).exists()


def test_what_lies_in_a_birth_date_and_is_none_breaks_no_page(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system):
        bo = cast.members["bo"]
        bo.birth_date = "about 1990"
        bo.save()
    assert client_of("ines").get(f"/roster/{bo.pk}/").status_code == 200
    assert client_of("ines").get(f"/roster/{bo.pk}/change/").status_code == 200


# registering and changing


def filled(**fields: Any) -> dict[str, Any]:
    """A form as a browser sends it, with one empty emergency contact."""
    names = [
        "chosen_name",
        "given_name",
        "family_name",
        "pronouns",
        "birth_date",
        "language",
        "time_zone",
        "access_needs",
        "phones",
        "emails",
        "address",
        "call-0-name",
        "call-0-relation",
        "call-0-phone",
    ]
    management = {"call-TOTAL_FORMS": "1", "call-INITIAL_FORMS": "0"}
    return dict.fromkeys(names, "") | management | fields


def test_a_coordinator_registers_somebody(cast: Cast, client_of: Browser) -> None:
    sent = filled(
        chosen_name="Ngọc",
        given_name="Ngọc",
        family_name="Trần",
        birth_date="1979-11-30",
        language="vi",
        time_zone="Asia/Ho_Chi_Minh",
        phones="020 7946 0001\n\n+442079460001\n07700 900123",
        emails="Ngoc@Example.org",
        **{"call-0-name": "Thảo", "call-0-phone": "020 7946 0002"},
    )
    response = client_of("ines").post("/roster/new/", sent)
    ngoc = member_like(cast, "Ngọc")
    assert (response.status_code, response["Location"]) == (302, f"/roster/{ngoc.pk}/")
    with acting_as(cast.system):
        assert (ngoc.birth_date, ngoc.language, ngoc.time_zone) == ("1979-11-30", "vi", "Asia/Ho_Chi_Minh")
        # In Great Britain 020 7946 0001 is +442079460001, once; a fictitious mobile number stays as typed.
        values = {(c.kind, c.value) for c in ngoc.contacts.all()}
        assert values == {
            ("phone", "+442079460001"),
            ("phone", "07700 900123"),
            ("email", "ngoc@example.org"),
        }
        assert ngoc.emergency_contacts.get().phone == "+442079460002"
        assert Entry.objects.filter(act="members.registered", subject_id=ngoc.pk).exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"given_name": ""}, "There is neither a name nor an identifier."),
        ({"birth_date": "2999-01-01"}, "The birth date lies in the future."),
        ({"birth_date": "yesterday"}, "Enter a valid date."),
        ({"emails": "nobody"}, "This is not an e-mail address."),
        ({"call-0-relation": "sister"}, "needs a name or a telephone number"),
        ({"language": "klingon"}, "Select a valid choice."),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, client_of: Browser, wrong: dict[str, str], sentence: str
) -> None:
    sent = filled(given_name="Imani", access_needs="A ramp, please.") | wrong
    response = client_of("ines").post("/roster/new/", sent)
    page = response.content.decode()
    assert response.status_code == 422
    assert sentence in page
    assert "A ramp, please." in page
    with acting_as(cast.system):
        assert Member.visible_to(cast.system).count() == 5


def test_a_namesake_is_registered_only_on_purpose(cast: Cast, client_of: Browser) -> None:
    bring(cast, zoe())
    sent = filled(given_name="zoë", family_name="weiß", birth_date="1990-05-01")
    response = client_of("ines").post("/roster/new/", sent)
    assert response.status_code == 422
    assert "on the roster already" in response.content.decode()
    response = client_of("ines").post("/roster/new/", sent | {"is_somebody_else": "on"})
    assert response.status_code == 302


def form_of(client: Client, member: Member) -> dict[str, Any]:
    """What the change form would send if nothing was typed."""
    sheet = client.get(f"/roster/{member.pk}/change/").context["sheet"]
    fields = {field.name: field.value() for field in sheet.form}
    fields |= {form[name].html_name: form[name].value() for form in sheet.calls for name in form.fields}
    fields |= {f"call-{field.name}": field.value() for field in sheet.calls.management_form}
    return {name: value if value is not None else "" for name, value in fields.items()}


def test_saving_what_stands_there_changes_nothing(cast: Cast, client_of: Browser) -> None:
    bring(cast, yusuf())
    joe, ines = member_like(cast, "Joe"), client_of("ines")
    assert ines.post(f"/roster/{joe.pk}/change/", form_of(ines, joe)).status_code == 302
    again = member_like(cast, "Joe")
    assert again.version == joe.version
    with acting_as(cast.system):
        assert not Entry.objects.filter(act="members.changed").exists()


def test_a_form_is_the_truth_and_what_it_empties_is_forgotten(cast: Cast, client_of: Browser) -> None:
    bring(cast, yusuf())
    joe, ines = member_like(cast, "Joe"), client_of("ines")
    sent = form_of(ines, joe) | {
        "emails": "",
        "access_needs": "",
        "status": "paused",
        "call-0-name": "",
        "call-0-relation": "",
        "call-0-phone": "",
        "phones": "+442079460002",
    }
    assert ines.post(f"/roster/{joe.pk}/change/", sent).status_code == 302
    joe = member_like(cast, "Joe")
    with acting_as(cast.system):
        assert (joe.access_needs, joe.status) == (None, "paused")
        assert {c.value for c in joe.contacts.all()} == {"+442079460002", "1 Quay Street\nBristol"}
        assert joe.contacts.get(kind="phone").preferred
        assert not joe.emergency_contacts.exists()
        entry = Entry.objects.get(act="members.changed")
        assert '"fields":["access_needs","status","contacts"]' in entry.detail
        assert Concerned.objects.filter(entry=entry, member_id=joe.pk).exists()


def test_two_coordinators_never_overwrite_each_other_silently(cast: Cast, client_of: Browser) -> None:
    bring(cast, yusuf())
    joe, first, second = member_like(cast, "Joe"), client_of("ines"), client_of("ines")
    one, other = form_of(first, joe), form_of(second, joe)
    assert first.post(f"/roster/{joe.pk}/change/", one | {"pronouns": "they/them"}).status_code == 302
    late = second.post(f"/roster/{joe.pk}/change/", other | {"access_needs": "Large print."})
    page = late.content.decode()
    assert late.status_code == 409
    assert "Somebody else changed this" in page
    assert "Large print." in page
    assert member_like(cast, "Joe").pronouns == "they/them"
    newest = other | {
        "access_needs": "Large print.",
        "pronouns": "they/them",
        "version": late.context["version"],
    }
    assert second.post(f"/roster/{joe.pk}/change/", newest).status_code == 302
    assert member_like(cast, "Joe").access_needs == "Large print."


def test_who_types_what_somebody_else_saved_meanwhile_keeps_it(cast: Cast, client_of: Browser) -> None:
    """After a conflict the same emergency contact stands in the form already; saving again loses nothing."""
    bring(cast, yusuf(emergency_contacts=()))
    joe, first, second = member_like(cast, "Joe"), client_of("ines"), client_of("ines")
    call = {"call-0-name": "Amal", "call-0-relation": "sister", "call-0-phone": "+442079460003"}
    one, other = form_of(first, joe) | call, form_of(second, joe) | call
    assert first.post(f"/roster/{joe.pk}/change/", one).status_code == 302
    late = second.post(f"/roster/{joe.pk}/change/", other)
    assert late.status_code == 409
    newest = str(member_like(cast, "Joe").version)
    assert second.post(f"/roster/{joe.pk}/change/", other | {"version": newest}).status_code == 302
    with acting_as(cast.system):
        assert [each.name for each in joe.emergency_contacts.all()] == ["Amal"]
