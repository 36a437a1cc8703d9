"""What is said of the practice: by its owner alone, proved anew, and never over another owner's words."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from holdspace.agreements.template import default_body
from holdspace.audit.models import Entry
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice import actions
from holdspace.practice.models import Practice, RoleSpell
from holdspace.practice.rules.own_lines import OwnLine
from holdspace.safety.queries import numbers_for
from holdspace.vault.scope import acting_as
from tests.cast import LONG_AGO, Cast, build_cast
from tests.contexts.practice.test_people_and_roles import proved_long_ago

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browser = Callable[[str], Client]

DESK = OwnLine(name="Night desk", call="020 7946 0000", around_the_clock=True)


def sent(**changed: str) -> dict[str, str]:
    """The form as a browser sends it, with six empty lines."""
    words = {
        "name": "Harbour Street Practice",
        "time_zone": "Europe/London",
        "language": "en",
        "region": "GB",
        "sender_name": "Your appointments",
        "neutral_subject": "A reminder",
        "word_when_missed": "on",
        "version": "1",
        "line-TOTAL_FORMS": "6",
        "line-INITIAL_FORMS": "0",
    }
    empty = {f"line-{n}-{name}": "" for n in range(6) for name in ("name", "call", "text", "say", "note")}
    return words | empty | changed


def practice_now(cast: Cast) -> Practice:
    with acting_as(cast.system):
        return Practice.visible_to(cast.system).get()


def change(cast: Cast, by: Actor, **fields: Any) -> Practice:
    with acting_as(by):
        return actions.change_practice(practice=cast.practice, version=1, by=by, **fields)


def post(client: Client, **changed: str) -> Any:
    return client.post(reverse("practice:change_practice"), sent(**changed))


# who


@pytest.mark.parametrize("name", ["ruth", "ines", "sam", "ana"])
def test_nobody_but_an_owner_finds_or_changes_it(
    cast: Cast, actor: Acting, client_of: Browser, name: str
) -> None:
    assert client_of(name).get(reverse("practice:practice")).status_code == 404
    assert post(client_of(name), name="Mine").status_code == 404
    with pytest.raises(Missing):
        change(cast, actor(name), name="Mine")
    assert practice_now(cast).name == "Harbour Street Practice"


def test_another_practice_does_not_exist(cast: Cast, actor: Acting) -> None:
    other = build_cast("other-")
    with pytest.raises(Missing):
        change(other, actor("olu"), name="Mine")
    assert practice_now(other).name == "other-Harbour Street Practice"


def test_looking_is_open_and_changing_asks_for_proof(cast: Cast, client_of: Browser) -> None:
    olu = proved_long_ago(client_of("olu"))
    assert olu.get(reverse("practice:practice")).status_code == 200
    for answer in (olu.get(reverse("practice:change_practice")), post(olu, name="Mine")):
        assert "/reauthenticate/" in answer["Location"]
    assert practice_now(cast).name == "Harbour Street Practice"


# what


def test_what_was_said_holds_and_is_recorded(cast: Cast, client_of: Browser) -> None:
    olu = client_of("olu")
    answer = post(
        olu,
        name="  Kingfisher\nHouse ",
        time_zone="america/new york",
        language="es",
        region="us",
        sender_name="Kingfisher House",
        neutral_subject="A note for you",
    )
    assert (answer.status_code, answer["Location"]) == (302, reverse("practice:practice"))
    now = practice_now(cast)
    assert (now.name, now.time_zone, now.language, now.region, now.version) == (
        "Kingfisher House",
        "America/New_York",
        "es",
        "US",
        2,
    )
    page = olu.get(reverse("practice:practice")).content.decode()
    for said in ("Kingfisher House", "America/New_York", "A note for you", "United States", "appointments@"):
        assert said in page, said
    with acting_as(cast.system):
        entry = Entry.objects.get(act="practice.changed")
    assert entry.actor_person_id == cast.staff["olu"].pk
    assert '"fields":["language","name","neutral_subject","region","sender_name","time_zone"]' in entry.detail
    assert "Kingfisher" not in entry.detail


def test_nothing_new_is_nothing_done(cast: Cast, client_of: Browser) -> None:
    assert post(client_of("olu")).status_code == 302
    assert practice_now(cast).version == 1
    with acting_as(cast.system):
        assert not Entry.objects.filter(act="practice.changed").exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"name": ""}, "This field is required."),
        ({"time_zone": "Mars/Base"}, "This is no time zone. One is written as Europe/London."),
        ({"language": "tlh"}, "Select a valid choice."),
        ({"region": "UK"}, "This is no country code. One is written as GB."),
        ({"sender_name": " "}, "This field is required."),
        ({"sender_name": "Harbour Psychotherapy"}, "“Psychotherapy” tells what the appointment is."),
        ({"neutral_subject": "Your GROUP tonight"}, "“GROUP” tells what the appointment is."),
        (
            {"name": "Salud Mental", "sender_name": "SaludMental"},
            "the practice&#x27;s own name, and “Mental” in it tells",
        ),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(
    cast: Cast, client_of: Browser, wrong: dict[str, str], sentence: str
) -> None:
    answer = post(client_of("olu"), **line(2, name="Desk", call="020 7946"), **wrong)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    for typed in ("020 7946", *wrong.values()):
        assert f'value="{typed}"' in page or typed in ("", " ", "tlh")
    assert practice_now(cast).version == 1


def test_a_practice_may_be_called_what_it_is_where_only_those_inside_read_it(
    cast: Cast, client_of: Browser
) -> None:
    assert post(client_of("olu"), name="Harbour Street Group Therapy").status_code == 302


@pytest.mark.parametrize("words", ["Counselling", "x" * 61, "\x00", " \n "])
def test_the_action_itself_lets_no_telling_word_out(cast: Cast, actor: Acting, words: str) -> None:
    with pytest.raises(Refused) as refused:
        change(cast, actor("olu"), sender_name=words)
    assert list(refused.value.fields) == ["sender_name"]


def test_a_message_never_gets_a_second_line(cast: Cast, actor: Acting) -> None:
    change(cast, actor("olu"), sender_name="Harbour\r\nBcc: all@example.org")
    assert practice_now(cast).sender_name == "Harbour Bcc: all@example.org"


def test_the_page_shows_a_message_as_it_looks_and_says_when_its_address_tells(
    cast: Cast, client_of: Browser, settings: Any
) -> None:
    olu, path = client_of("olu"), reverse("practice:practice")
    assert "The address itself says" not in olu.get(path).content.decode()
    settings.DEFAULT_FROM_EMAIL = "appointments@harbourtherapy.org"
    page = olu.get(path).content.decode()
    assert "appointments@harbourtherapy.org" in page
    assert "The address itself says “harbourtherapy”" in page


# crisis lines


def line(number: int, **words: str) -> dict[str, str]:
    return {f"line-{number}-{name}": value for name, value in words.items()}


def test_own_lines_stand_before_all_others_and_empty_rows_are_not_kept(
    cast: Cast, client_of: Browser, actor: Acting
) -> None:
    rows = line(1, name="Night desk", call="(020) 7946 0000", around_the_clock="on") | line(
        4, name="Shout", text="85258", say="SHOUT", note="In English.", free="on"
    )
    marks_alone = line(2, emergency="on")
    assert post(client_of("olu"), **rows, **marks_alone).status_code == 302
    with acting_as(actor("ana")) as ana:
        desk, shout = numbers_for(ana)[0]
    assert (desk.name, desk.call, desk.around_the_clock, desk.emergency) == (
        "Night desk",
        "020 7946 0000",
        True,
        False,
    )
    assert (shout.text, shout.say_word, shout.note, shout.free) == ("85258", "SHOUT", "In English.", True)
    page = client_of("olu").get(reverse("practice:practice")).content.decode()
    assert "Call 020 7946 0000" in page
    assert "text SHOUT to 85258" in page


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ({"call": "020 7946 0000", "note": "Ask for Noor."}, "Say whose number this is."),
        ({"name": "Desk", "note": "Ask for Noor."}, "Without a number to call or to text"),
        ({"name": "Desk", "call": "0800 HELP", "note": "Ask for Noor."}, "as it is dialled"),
        (
            {"name": "D", "call": "020", "say": "HI", "note": "Ask for Noor."},
            "no number to text this word to",
        ),
    ],
)
def test_a_line_that_helps_nobody_is_refused_and_loses_nothing(
    cast: Cast, client_of: Browser, words: dict[str, str], sentence: str
) -> None:
    answer = post(client_of("olu"), name="Kingfisher House", **line(3, **words))
    page = answer.content.decode()
    assert answer.status_code == 422
    for said in (sentence, "One of your own crisis lines needs another look.", *words.values()):
        assert said in page, said
    assert 'value="Kingfisher House"' in page
    assert practice_now(cast).crisis_lines == []


def test_everything_that_is_wrong_is_said_at_once(cast: Cast, client_of: Browser) -> None:
    page = post(client_of("olu"), sender_name="Counselling", **line(3, call="020 7946")).content.decode()
    assert "“Counselling” tells what the appointment is." in page
    assert "Say whose number this is." in page


def test_an_emptied_line_is_gone_and_the_others_stay(cast: Cast, client_of: Browser, actor: Acting) -> None:
    change(cast, actor("olu"), crisis_lines=[DESK, OwnLine(name="Shout", text="85258")])
    olu = client_of("olu")
    assert 'value="Night desk"' in olu.get(reverse("practice:change_practice")).content.decode()
    rows = {"version": "2", "line-INITIAL_FORMS": "2"} | line(0, around_the_clock="on")
    assert post(olu, **rows, **line(1, name="Shout", text="85258")).status_code == 302
    assert [each["name"] for each in practice_now(cast).crisis_lines] == ["Shout"]


def test_six_lines_are_the_most(cast: Cast, actor: Acting, client_of: Browser) -> None:
    with pytest.raises(Refused, match="at most 6") as refused:
        change(cast, actor("olu"), crisis_lines=[DESK] * 7)
    assert list(refused.value.fields) == ["crisis_lines"]
    change(cast, actor("olu"), crisis_lines=[DESK] * 6)
    page = client_of("olu").get(reverse("practice:change_practice")).content.decode()
    assert page.count('value="Night desk"') == 6
    assert "line-6-name" not in page


@pytest.mark.parametrize("bad", [OwnLine(call="020"), OwnLine(name="Desk"), OwnLine(name="Desk", call="ask")])
def test_the_action_itself_keeps_no_line_that_cannot_be_dialled(
    cast: Cast, actor: Acting, bad: OwnLine
) -> None:
    with pytest.raises(Refused):
        change(cast, actor("olu"), crisis_lines=[DESK, bad])
    assert practice_now(cast).crisis_lines == []


def test_a_form_without_its_lines_takes_none_away(cast: Cast, client_of: Browser, actor: Acting) -> None:
    """A request that was cut off, or made by hand."""
    change(cast, actor("olu"), crisis_lines=[DESK])
    cut = {name: value for name, value in sent(version="2").items() if not name.startswith("line-")}
    assert client_of("olu").post(reverse("practice:change_practice"), cut).status_code == 422
    assert len(practice_now(cast).crisis_lines) == 1


# two owners


def test_two_owners_never_overwrite_each_other_silently(cast: Cast, client_of: Browser) -> None:
    with acting_as(cast.system):
        RoleSpell.unscoped.create(
            practice=cast.practice, staff=cast.staff["sam"], role="owner", starts_at=LONG_AGO
        )
    olu, sam = client_of("olu"), client_of("sam")
    desk = line(0, name="Night desk", call="020 7946 0000")
    assert post(olu, neutral_subject="A note for you", **desk).status_code == 302
    typed = {"sender_name": "Kingfisher House", "language": "es"}
    late = post(sam, **typed, **line(0, name="Day desk", call="020 7946 0001"))
    page = late.content.decode()
    assert late.status_code == 409
    assert "Another owner changed this in the meantime." in page
    saved = {"Subject": "A note for you", "Language": "English", "Crisis lines": "Night desk · 020 7946 0000"}
    for label, words in saved.items():
        assert f"<dt>{label}, saved now</dt><dd>{words}</dd>" in page
    assert "Name, saved now" not in page  # in that they agree
    for words in ("Kingfisher House", "Day desk", "A reminder"):
        assert f'value="{words}"' in page
    assert practice_now(cast).sender_name == "Your appointments"
    again = {"sender_name": "Kingfisher House", "neutral_subject": "A note for you"}
    assert post(sam, **again, **desk, version=str(late.context["version"])).status_code == 302
    now = practice_now(cast)
    assert (now.sender_name, now.neutral_subject, now.version) == ("Kingfisher House", "A note for you", 3)
    assert [each["name"] for each in now.crisis_lines] == ["Night desk"]  # typed as it was saved, and kept


def test_who_builds_on_an_older_version_is_told_the_newest(cast: Cast, actor: Acting) -> None:
    change(cast, actor("olu"), name="Kingfisher House")
    with pytest.raises(Conflict) as conflict:
        change(cast, actor("olu"), name="Harbour House")
    assert conflict.value.newest == 2


@pytest.mark.parametrize("version", ["", "x", "99"])
def test_a_version_that_never_was_changes_nothing(cast: Cast, client_of: Browser, version: str) -> None:
    assert post(client_of("olu"), name="Mine", version=version).status_code in (409, 422)
    assert practice_now(cast).name == "Harbour Street Practice"


def test_where_confidentiality_ends_is_said_by_the_practice_and_stands_in_agreements(
    cast: Cast, client_of: Browser
) -> None:
    words = "The county is told when a child is harmed.\n\nWe speak with you first, whenever that is safe."
    olu = client_of("olu")
    assert post(olu, limits=words).status_code == 302
    assert (
        "The county is told when a child is harmed." in olu.get(reverse("practice:practice")).content.decode()
    )
    where = f"/agreements/groups/{cast.groups['tuesday'].pk}/publish/"
    ruth = client_of("ruth")
    assert "The county is told when a child is harmed." in ruth.get(where).content.decode()
    ruth.post(where, {"body": "We are kind to each other."})
    page = ruth.get(where).content.decode()
    assert "Your practice says on where confidentiality ends:" in page
    assert "The county is told when a child is harmed." in page
    assert words in default_body(cast.groups["tuesday"], words)
    assert post(olu, limits="x" * 4001, version="2").status_code == 422
