"""A coordinator takes over a roster: all of it or nothing, and twice changes nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from holdspace.audit.models import Concerned, Entry
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.members.actions import import_roster, importing
from holdspace.members.models import Contact, EmergencyContact, Identifier, Member, RosterImport
from holdspace.members.policies import RosterRefused
from holdspace.members.rules.roster import EmergencyContact as Call
from holdspace.members.rules.roster import RosterPerson
from holdspace.vault import keyring
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.members.rosters import numbered, roster, yusuf, zoe

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]


@pytest.fixture
def take(actor: Acting) -> Callable[..., RosterImport]:
    """Inês takes over these people."""

    def take_over(*people: RosterPerson) -> RosterImport:
        with acting_as(actor("ines")) as ines:
            return import_roster(people=roster(*people), source="csv", digest="0" * 64, by=ines)

    return take_over


def member_called(cast: Cast, name: str) -> Member:
    """The one member with this chosen name, among those who were imported."""
    found = [m for m in Member.visible_to(cast.system) if m.chosen_name == name and m.user_id is None]
    assert len(found) == 1
    return found[0]


Take = Callable[..., RosterImport]


def counts(done: RosterImport) -> tuple[int, int, int, int]:
    return done.people, done.created, done.changed, done.unchanged


def test_everything_a_roster_says_is_kept(cast: Cast, take: Take) -> None:
    assert counts(take(yusuf(), zoe())) == (2, 2, 0, 0)
    with acting_as(cast.system):
        joe = member_called(cast, "Joe")
        assert (joe.given_name, joe.family_name, joe.pronouns) == ("يوسف", "حداد", "he/him")
        assert (joe.birth_date, joe.language, joe.status) == ("1988-02-29", "ar", "active")
        assert joe.access_needs == "A seat by the door."
        contacts = {(c.kind, c.value, c.preferred) for c in joe.contacts.all()}
        assert contacts == {
            ("phone", "+442079460001", True),
            ("phone", "+442079460002", False),
            ("email", "joe@example.org", True),
            ("address", "1 Quay Street\nBristol", True),
        }
        call = joe.emergency_contacts.get()
        assert (call.name, call.relation, call.phone) == ("Mariam Haddad", "sister", "+442079460003")
        number = joe.identifiers.get()
        assert (number.system, number.value) == ("urn:example:chart", "C-1")
        # What no file said stays unsaid, and is not sealed as an empty text.
        assert member_called(cast, "Zoë").__dict__["pronouns"] is None


def test_the_same_roster_again_changes_nothing(cast: Cast, take: Take) -> None:
    people = [
        yusuf(),
        zoe(),
        RosterPerson(row=3, chosen_name="Bo"),
        yusuf(row=4, identifiers=numbered("C-2")),
    ]
    take(*people)
    with acting_as(cast.system):
        before = _everything(cast)
    assert counts(take(*people)) == (4, 0, 0, 4)
    with acting_as(cast.system):
        assert _everything(cast) == before
        assert Entry.objects.filter(act="members.changed").count() == 0


def _everything(cast: Cast) -> list[tuple[object, ...]]:
    """Every row as it lies in the database, ciphertexts included."""
    models = (Member, Contact, EmergencyContact, Identifier)
    return [row for model in models for row in model.visible_to(cast.system).order_by("pk").values_list()]


def test_a_roster_is_noted_once_and_whom_it_concerns_can_see_it(cast: Cast, take: Take) -> None:
    done = take(yusuf(), zoe())
    with acting_as(cast.system):
        entry = Entry.objects.get(act="members.roster_imported")
        assert entry.subject_id == done.pk
        assert entry.actor_person_id == cast.staff["ines"].pk
        assert '"sha256":"000' in entry.detail
        assert "people" in entry.detail
        registered = Entry.objects.get(act="members.registered")
        concerned = set(Concerned.objects.filter(entry=registered).values_list("member_id", flat=True))
        assert concerned == {member_called(cast, name).pk for name in ("Joe", "Zoë")}


def test_a_file_renews_what_it_says_and_forgets_nothing_it_leaves_out(cast: Cast, take: Take) -> None:
    take(yusuf())
    news = RosterPerson(
        row=1,
        identifiers=numbered("C-1"),
        given="Yusuf",
        family="Haddad-Novák",
        chosen_name="Yusuf",
        pronouns="they/them",
        languages=("en",),
        phones=("+442079460009",),
        access_needs="Nothing any more.",
    )
    assert counts(take(news)) == (1, 0, 1, 0)
    with acting_as(cast.system):
        joe = member_called(cast, "Joe")  # what he calls himself is his to say
        assert (joe.pronouns, joe.access_needs) == ("he/him", "A seat by the door.")
        assert (joe.given_name, joe.family_name, joe.language) == ("Yusuf", "Haddad-Novák", "en")
        assert joe.birth_date == "1988-02-29"
        values = {c.value for c in joe.contacts.all()}
        assert values == {"+442079460009", "joe@example.org", "1 Quay Street\nBristol"}
        assert joe.emergency_contacts.count() == 1
        assert joe.version == 2


def test_what_people_say_of_themselves_is_filled_in_where_nothing_stands(cast: Cast, take: Take) -> None:
    take(replace(yusuf(), pronouns="", access_needs=""))
    take(yusuf())
    with acting_as(cast.system):
        joe = member_called(cast, "Joe")
        assert (joe.pronouns, joe.access_needs) == ("he/him", "A seat by the door.")


def test_a_whole_name_replaces_its_parts(cast: Cast, take: Take) -> None:
    """FHIR may give a name as a whole where it gave parts before; half of each would be nobody's name."""
    take(yusuf())
    take(yusuf(given="Yusuf Haddad", family=""))
    with acting_as(cast.system):
        joe = member_called(cast, "Joe")
        assert (joe.given_name, joe.family_name) == ("Yusuf Haddad", None)


def test_emergency_contacts_are_replaced_as_a_whole(cast: Cast, take: Take) -> None:
    take(yusuf())
    calls = (Call("Nader Haddad", "brother", ""), Call("Mariam Haddad", "sister", "+442079460003"))
    assert take(yusuf(emergency_contacts=calls)).changed == 1
    assert take(yusuf(emergency_contacts=calls[::-1])).changed == 0, "in another order they are the same"
    with acting_as(cast.system):
        names = {call.name for call in member_called(cast, "Joe").emergency_contacts.all()}
        assert names == {"Nader Haddad", "Mariam Haddad"}


def test_somebody_who_died_is_kept_and_does_not_come_back(cast: Cast, take: Take) -> None:
    take(yusuf())
    assert take(yusuf(deceased=date(2026, 5, 1))).changed == 1
    assert take(yusuf()).changed == 0, "a table has no column for a death: its silence is no resurrection"
    with acting_as(cast.system):
        assert member_called(cast, "Joe").status == Member.Status.DECEASED


def test_somebody_inactive_arrives_as_having_left(cast: Cast, take: Take) -> None:
    take(yusuf(active=False))
    with acting_as(cast.system):
        assert member_called(cast, "Joe").status == Member.Status.LEFT


def test_a_language_tag_that_is_too_long_loses_its_end(cast: Cast, take: Take) -> None:
    """RFC 4647, 3.4: subtags are taken away from the end, whole; 35 characters are kept."""
    tag = "zh-Hans-CN-boont-boont1-boont2-boont3-boont4"
    take(yusuf(languages=(tag,)))
    assert take(yusuf(languages=(tag,))).changed == 0
    with acting_as(cast.system):
        # 2 + 5 + 3 + 6 + 7 + 7 = 30 characters; with "-boont3" they would be 37.
        assert member_called(cast, "Joe").language == "zh-Hans-CN-boont-boont1-boont2"


# whom a row means


def test_an_identifier_decides_whatever_the_name_says(cast: Cast, take: Take) -> None:
    take(yusuf(identifiers=(*numbered("C-1"), *numbered("9", "urn:example:insurer"))))
    done = take(yusuf(identifiers=numbered("9", "urn:example:insurer"), given="Somebody", family="Else"))
    assert counts(done) == (1, 0, 1, 0)
    assert take(zoe(identifiers=numbered("C-1", "urn:example:other"))).created == 1


def test_a_second_number_is_added_and_none_is_lost(cast: Cast, take: Take) -> None:
    take(yusuf())
    assert take(yusuf(identifiers=(*numbered("C-1"), *numbered("9", "urn:example:insurer")))).changed == 1
    assert take(yusuf()).changed == 0
    with acting_as(cast.system):
        assert {each.value for each in member_called(cast, "Joe").identifiers.all()} == {"C-1", "9"}


def test_without_a_number_name_and_birth_date_say_who_is_meant(cast: Cast, take: Take) -> None:
    take(zoe())
    assert counts(take(zoe(given="ZOË", phones=("+442079460009",)))) == (1, 0, 1, 0)
    assert take(zoe(birth_date=date(1991, 5, 1))).created == 1


def test_somebody_registered_by_hand_gets_the_number_of_the_file(cast: Cast, take: Take) -> None:
    take(zoe())
    assert counts(take(zoe(identifiers=numbered("C-7")))) == (1, 0, 1, 0)
    assert take(zoe(identifiers=numbered("C-8"))).created == 1, "another number is another person"


def test_a_name_alone_means_only_who_is_known_by_it_alone(cast: Cast, take: Take) -> None:
    take(
        yusuf(given="Bo", family="", chosen_name="Bo", birth_date=None), RosterPerson(row=2, chosen_name="Bo")
    )
    assert counts(take(RosterPerson(row=1, chosen_name="bo"))) == (1, 0, 0, 1)


@pytest.mark.parametrize(
    ("here", "arriving", "reason"),
    [
        (
            [yusuf(), zoe(identifiers=numbered("C-2"))],
            [yusuf(identifiers=(*numbered("C-1"), *numbered("C-2")))],
            "belong to different people",
        ),
        (
            [yusuf(identifiers=(*numbered("C-1"), *numbered("9", "urn:example:insurer")))],
            [yusuf(), yusuf(row=2, identifiers=numbered("9", "urn:example:insurer"))],
            "about the same person",
        ),
        (
            [zoe(identifiers=numbered("C-2")), zoe(row=3, identifiers=numbered("C-3"))],
            [zoe()],
            "Several people on the roster",
        ),
        ([], [zoe(), zoe(row=3, identifiers=numbered("C-3"))], "Another row has the same name"),
    ],
    ids=["two holders", "one person twice", "two namesakes", "a namesake in the file"],
)
def test_where_two_fit_the_whole_file_is_refused(
    cast: Cast, take: Take, here: list[RosterPerson], arriving: list[RosterPerson], reason: str
) -> None:
    if here:
        take(*here)
    with acting_as(cast.system):
        before = _everything(cast)
    somebody = RosterPerson(row=9, identifiers=numbered("C-9"), chosen_name="Ngọc")
    with pytest.raises(RosterRefused) as refused:
        take(*arriving, somebody)
    assert [reason in str(problem) for problem in refused.value.problems] == [True]
    assert "Zoë" not in str(refused.value.problems[0])
    with acting_as(cast.system):
        assert _everything(cast) == before


def test_who_was_erased_stays_erased(cast: Cast, take: Take) -> None:
    take(yusuf(), zoe())
    with acting_as(cast.system):
        joe = member_called(cast, "Joe")
        keyring.shred(joe.pk)
    assert counts(take(yusuf(), zoe())) == (2, 0, 0, 2)
    with acting_as(cast.system):
        joe = Member.visible_to(cast.system).get(pk=joe.pk)
        assert (joe.chosen_name, joe.given_name) == (None, None)


# who may, and what it costs


@pytest.mark.parametrize("name", ["ruth", "sam", "olu", "ana"])
def test_only_coordinators_take_over_a_roster(cast: Cast, actor: Acting, name: str) -> None:
    with acting_as(actor(name)) as somebody, pytest.raises(Missing):
        import_roster(people=roster(zoe()), source="csv", by=somebody)


def test_a_roster_reaches_only_its_own_practice(cast: Cast, take: Take, actor: Acting) -> None:
    from tests.cast import build_cast

    take(yusuf())
    other = build_cast("other-")
    with acting_as(other.actor("ines")) as ines:
        assert import_roster(people=roster(yusuf(family="Other")), source="csv", by=ines).created == 1
    with acting_as(cast.system):
        assert member_called(cast, "Joe").family_name == "حداد"


def test_an_account_is_never_touched(cast: Cast, take: Take) -> None:
    with acting_as(cast.system):
        ana = cast.members["ana"]
        Identifier.of(ana, system="urn:example:chart", value="C-1").save()
    take(yusuf(emails=("new@example.org",), family="Haddad"))
    with acting_as(cast.system):
        ana = Member.visible_to(cast.system).get(pk=ana.pk)
        assert (ana.user_id, ana.chosen_name, ana.family_name) == (cast.users["ana"].pk, "Ana", "Haddad")
        assert ana.user is not None
        assert ana.user.email == "ana@example.org"


def _many(count: int, first: int, **said: Any) -> list[RosterPerson]:
    return [yusuf(row=n, identifiers=numbered(f"C-{first + n}"), **said) for n in range(1, count + 1)]


def _spent(take: Take, people: list[RosterPerson]) -> int:
    with CaptureQueriesContext(connection) as asked:
        take(*people)
    return len(asked)


def test_the_number_of_queries_does_not_grow_with_the_roster(cast: Cast, take: Take) -> None:
    """Neither when people are new, nor when nothing is, nor when all of them are described otherwise."""
    news = {"given": "Yusuf", "phones": ("+442079460009",), "emergency_contacts": (Call("Noor", "", ""),)}
    take(*_many(1, 0))
    spent = []
    for count, first in ((3, 100), (12, 200)):
        people = _many(count, first)
        spent.append([_spent(take, each) for each in (people, people, _many(count, first, **news))])
    assert spent[0] == spent[1]


def test_many_are_changed_at_once_and_of_each_only_what_differs(cast: Cast, take: Take) -> None:
    jo = yusuf(row=3, identifiers=numbered("C-3"), chosen_name="Jo")
    zoe_first = zoe(identifiers=numbered("C-2"))
    take(yusuf(), zoe_first, jo)
    with acting_as(cast.system):
        before = {name: _lying(cast, name) for name in ("Joe", "Zoë", "Jo")}
    moved = yusuf(family="Haddad", phones=("+442079460009",))
    assert counts(take(moved, replace(zoe_first, languages=("en",)), jo)) == (3, 0, 2, 1)
    with acting_as(cast.system):
        after = {name: _lying(cast, name) for name in before}
        differing = {
            name: {column for column in before[name] if before[name][column] != after[name][column]}
            for name in before
        }
        assert differing == {"Joe": {"family_name", "version"}, "Zoë": {"language", "version"}, "Jo": set()}
        assert {c.value for c in member_called(cast, "Joe").contacts.filter(kind="phone")} == {
            "+442079460009"
        }


def _lying(cast: Cast, name: str) -> dict[str, Any]:
    """A member's row as it lies in the database, ciphertexts included."""
    return Member.visible_to(cast.system).values().get(pk=member_called(cast, name).pk)


@pytest.mark.parametrize("broken", ["members.roster_imported", "members.registered", "members.changed"])
def test_what_breaks_late_leaves_nothing(
    cast: Cast, take: Take, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def record(act: str, **about: Any) -> None:
        if act == broken:
            raise OSError("The disk is full.")

    take(yusuf())
    with acting_as(cast.system):
        before = _everything(cast)
    with monkeypatch.context() as patch:
        patch.setattr(importing, "record", record)
        with pytest.raises(OSError, match="full"):
            take(yusuf(family="Haddad"), zoe())
    with acting_as(cast.system):
        assert _everything(cast) == before
        assert RosterImport.visible_to(cast.system).count() == 1
    assert counts(take(yusuf(family="Haddad"), zoe())) == (2, 1, 1, 0)
