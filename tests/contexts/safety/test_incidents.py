"""Two touches from the session to the protocol; what happened is written, signed, and read by few."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext

from holdspace.audit.models import Entry
from holdspace.kernel import clock
from holdspace.safety import queries
from holdspace.safety.models import Concern, Incident
from holdspace.vault.scope import acting_as
from tests.cast import Cast

pytestmark = pytest.mark.django_db
Browser = Callable[[str], Client]


@pytest.fixture
def session(cast: Cast) -> UUID:
    """Tuesdays have sat together for three minutes."""
    found = cast.sessions["tuesday_next"]
    found.starts_at = clock.now() - timedelta(minutes=3)
    found.ends_at = found.starts_at + timedelta(minutes=90)
    with acting_as(cast.system), transaction.atomic():
        found.save()
    return found.pk


def step_out(cast: Cast, client_of: Browser, session: UUID, name: str = "ruth") -> str:
    """Where the second touch leads."""
    answer = client_of(name).post(f"/session/{session}/with/{cast.members['ana'].pk}/")
    assert answer.status_code == 302, answer.content.decode()
    return str(answer["Location"])


def stored(cast: Cast) -> list[Incident]:
    with acting_as(cast.system), transaction.atomic():
        return list(Incident.unscoped.order_by("began_at"))


def test_two_touches_lead_to_what_is_at_hand(cast: Cast, client_of: Browser, session: UUID) -> None:
    ruth, ana = client_of("ruth"), cast.members["ana"].pk
    seat = ruth.get(f"/session/{session}/?seat={ana}").content.decode()  # the first touch
    assert f'action="/session/{session}/with/{ana}/"' in seat
    page = ruth.get(step_out(cast, client_of, session)).content.decode()  # the second
    for words in ("Speak with them alone", "Call for help", "If they cannot be reached", 'href="tel:999"'):
        assert words in page
    assert "Ana" not in re.findall(r"<title>(.*?)</title>", page)[0]


def test_it_is_a_concern_that_its_leader_has_taken_on(cast: Cast, client_of: Browser, session: UUID) -> None:
    for _twice in range(2):  # a double tap is one crisis
        step_out(cast, client_of, session)
    (incident,) = stored(cast)
    with acting_as(cast.actor("ruth")) as ruth, transaction.atomic():
        (concern,) = queries.concern_list(ruth).taken_on
        assert (concern.source, concern.severity) == (Concern.Source.SESSION, "red")
        assert (concern.source_id, concern.acknowledged_by_id) == (incident.pk, cast.staff["ruth"].pk)


def test_the_other_leader_holds_the_room_and_does_not_begin_it_again(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    step_out(cast, client_of, session)
    tomas, ruth = client_of("tomas"), client_of("ruth")
    assert (
        "Ruth Adler is with somebody. You hold the room."
        in tomas.get(f"/session/{session}/floor/").content.decode()
    )
    (incident,) = stored(cast)
    assert step_out(cast, client_of, session, "tomas") == f"/safety/incidents/{incident.pk}/take-over/"
    assert len(stored(cast)) == 1
    floor = ruth.get(f"/session/{session}/floor/").content.decode()
    assert "The others hold the room." in floor
    assert "Tomás Vidal is with somebody" not in floor  # he only looked
    ruth.post(f"/session/{session}/touch/", {"kind": "step_in"})
    assert "with somebody" not in tomas.get(f"/session/{session}/floor/").content.decode()


def test_the_other_leader_takes_it_over_and_the_first_still_reads(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    where = step_out(cast, client_of, session)
    base, ruth, tomas = where.removesuffix("now/"), client_of("ruth"), client_of("tomas")
    assert tomas.get(where).status_code == 404
    asked = tomas.get(f"{base}take-over/").content.decode()
    assert "Ruth Adler is with them" in asked
    assert stored(cast)[0].taken_over_by_id is None  # looking takes nothing over
    for _twice in range(2):
        assert tomas.post(f"{base}take-over/")["Location"] == where
    tomas.post(f"{base}step/", {"step": "call"})
    assert ruth.post(f"{base}step/", {"step": "stay"}).status_code == 404
    read = ruth.get(base).content.decode()
    assert "Ruth Adler began it; Tomás Vidal took it over." in read
    assert "called for help" in read
    assert ruth.post(f"{base}take-over/").status_code == 302  # and back
    assert ruth.get(where).status_code == 200
    for name in ("kit", "ines", "sam", "ana"):
        assert client_of(name).post(f"{base}take-over/").status_code in (403, 404), name


def test_what_is_signed_nobody_takes_over(cast: Cast, client_of: Browser, session: UUID) -> None:
    base = step_out(cast, client_of, session).removesuffix("now/")
    client_of("ruth").post(f"{base}over/")
    sent = {"account": "She went home with her sister at seven.", "version": "2", "sign": "yes"}
    assert client_of("ruth").post(base, sent | {"reported_to": "", "reported_day": ""}).status_code == 302
    assert "What was done" in client_of("sam").get(base).content.decode()  # its times are not in those words
    assert client_of("tomas").get(f"{base}take-over/").status_code == 404
    assert client_of("tomas").post(f"{base}take-over/").status_code == 404


def test_touched_again_it_goes_on_and_once_signed_another_begins(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    ruth, where = client_of("ruth"), step_out(cast, client_of, session)
    base = where.removesuffix("now/")
    ruth.post(f"{base}over/")
    assert step_out(cast, client_of, session) == where
    (incident,) = stored(cast)
    assert incident.ended_at is None
    ruth.post(f"{base}step/", {"step": "call"})
    ruth.post(f"{base}over/")
    (incident,) = stored(cast)
    assert (incident.account or "").count("began") == 1
    assert "called for help" in (incident.account or "")
    sent = {"account": incident.account, "version": str(incident.version), "sign": "yes"}
    assert ruth.post(base, sent | {"reported_to": "", "reported_day": ""}).status_code == 302
    assert step_out(cast, client_of, session) != where
    assert len(stored(cast)) == 2


def test_what_was_written_meanwhile_stands_beside_and_saving_again_is_meant(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    ruth, base = client_of("ruth"), step_out(cast, client_of, session).removesuffix("now/")
    sent = {"account": "Written at the desk.", "version": "1", "reported_to": "", "reported_day": ""}
    ruth.post(base, sent)
    behind = ruth.post(base, sent | {"account": "Written on the telephone."})
    page = behind.content.decode()
    assert behind.status_code == 409
    assert "Written at the desk." in page
    assert "Written on the telephone." in page
    again = re.search(r'name="version" value="(\d+)"', page)
    assert again is not None
    ruth.post(base, sent | {"account": "Written on the telephone.", "version": again[1]})
    assert stored(cast)[0].account == "Written on the telephone."


def test_words_that_stand_before_the_end_are_followed_by_the_times(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    ruth, base = client_of("ruth"), step_out(cast, client_of, session).removesuffix("now/")
    ruth.post(f"{base}step/", {"step": "call"})
    ruth.post(base, {"account": "She is calm.", "version": "1", "reported_to": "", "reported_day": ""})
    ruth.post(f"{base}over/")
    account = stored(cast)[0].account or ""
    assert account.startswith("She is calm.")
    assert re.search(r"\d\d:\d\d called for help", account)
    assert "called for help" in client_of("sam").get(base).content.decode()


def test_what_was_done_is_written_with_its_times_and_signed(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    ruth, where = client_of("ruth"), step_out(cast, client_of, session)
    (incident,) = stored(cast)
    base = f"/safety/incidents/{incident.pk}/"
    ruth.post(f"{base}step/", {"step": "private_check"})
    ruth.post(f"{base}place/", {"place": "Canal Road 7, second floor; her sister is there."})
    assert "Canal Road 7" in ruth.get(where).content.decode()
    assert ruth.post(f"{base}over/")["Location"] == base
    page = ruth.get(base).content.decode()
    assert re.search(r"\d\d:\d\d began", page)
    assert "spoke with the member alone" in page
    assert "asked where the member is and who is near" in page
    account = "She said that she wanted to die. Her sister took her to the hospital at seven."
    sent = {"account": account, "version": "2", "reported_to": "", "reported_day": ""}
    ruth.post(base, sent | {"sign": "yes"})
    page = ruth.get(base).content.decode()
    assert "Signed by Ruth Adler" in page
    assert "<textarea" not in page
    refused = ruth.post(base, sent | {"account": "Something else altogether.", "version": "3"})
    assert (refused.status_code, "stays as it is" in refused.content.decode()) == (422, True)
    assert stored(cast)[0].account == account


def test_supervisors_read_it_and_nobody_else(cast: Cast, client_of: Browser, session: UUID) -> None:
    step_out(cast, client_of, session)
    (incident,) = stored(cast)
    base = f"/safety/incidents/{incident.pk}/"
    assert client_of("sam").get(base).status_code == 200
    assert "Ana" in client_of("sam").get("/safety/incidents/").content.decode()
    assert client_of("sam").post(base, {"account": "Not mine.", "version": "1"}).status_code == 404
    for name in ("tomas", "kit", "ines", "olu", "ana", "bo"):
        missing = client_of(name).get(f"/safety/incidents/{cast.members['ana'].pk}/")
        seen = client_of(name).get(base)
        assert (seen.status_code, missing.status_code) in ((404, 404), (403, 403)), name
        for path in ("now/", "step/", "place/", "over/"):
            assert client_of(name).post(base + path, {"step": "call"}).status_code in (403, 404, 405)
    assert "Nothing is written here" in client_of("tomas").get("/safety/incidents/").content.decode()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"account": "Short.", "sign": "yes"}, "Say in a few words what happened before you sign."),
        ({"reported_to": "The county"}, "Say both: to whom it was reported, and when."),
    ],
)
def test_what_cannot_be_kept_is_said_and_what_was_typed_stays(
    cast: Cast, client_of: Browser, session: UUID, fields: dict[str, str], sentence: str
) -> None:
    step_out(cast, client_of, session)
    (incident,) = stored(cast)
    sent = {
        "account": "A sentence that somebody typed.",
        "version": "1",
        "reported_to": "",
        "reported_day": "",
    }
    answer = client_of("ruth").post(f"/safety/incidents/{incident.pk}/", sent | fields)
    page = answer.content.decode()
    assert (answer.status_code, sentence in page) == (422, True)
    assert (sent | fields)["account"] in page


def test_nothing_is_signed_while_it_goes_on(cast: Cast, client_of: Browser, session: UUID) -> None:
    ruth, where = client_of("ruth"), step_out(cast, client_of, session)
    base = where.removesuffix("now/")
    assert "Sign it" not in ruth.get(base).content.decode()
    account = "She said that she wanted to die. Her sister is on her way."
    sent = {"account": account, "version": "1", "reported_to": "", "reported_day": "", "sign": "yes"}
    refused = ruth.post(base, sent)
    assert (refused.status_code, "still going on" in refused.content.decode()) == (422, True)
    assert account in refused.content.decode()
    assert ruth.post(f"{base}over/").status_code == 302
    assert "Sign it" in ruth.get(base).content.decode()


def test_a_page_opened_before_the_end_does_not_write_over_the_times(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    ruth, base = client_of("ruth"), step_out(cast, client_of, session).removesuffix("now/")
    ruth.post(f"{base}step/", {"step": "call"})
    ruth.post(f"{base}over/")
    old = {"account": "From an older page.", "version": "1", "reported_to": "", "reported_day": ""}
    refused = ruth.post(base, old)
    assert (refused.status_code, "From an older page." in refused.content.decode()) == (409, True)
    assert "called for help" in (stored(cast)[0].account or "")


def test_a_clinician_writes_down_what_happened_elsewhere(cast: Cast, client_of: Browser) -> None:
    ruth = client_of("ruth")
    about = f"{cast.groups['tuesday'].pk}:{cast.members['bo'].pk}"
    words = "Bo slipped on the stairs after the session; a bruise, no doctor."
    page = ruth.post(
        "/safety/incidents/new/", {"about": about, "kind": "accident", "account": words}, follow=True
    ).content.decode()
    assert words in page
    empty = ruth.post("/safety/incidents/new/", {"about": about, "kind": "accident", "account": ""})
    assert (empty.status_code, "Say in a few words" in empty.content.decode()) == (422, True)


def test_no_words_stand_in_the_audit(cast: Cast, client_of: Browser, session: UUID) -> None:
    where = step_out(cast, client_of, session)
    client_of("ruth").post(where.replace("now/", "place/"), {"place": "Canal Road 7"})
    with acting_as(cast.system), transaction.atomic():
        kept = " ".join(str(entry.detail) for entry in Entry.objects.all())
    assert "Canal" not in kept


def test_whoever_leaves_and_worries_somebody_is_a_concern_once(
    cast: Cast, client_of: Browser, session: UUID
) -> None:
    ruth, ana = client_of("ruth"), cast.members["ana"].pk
    ruth.post(f"/session/{session}/touch/", {"kind": "mark_arrived", "seat": str(ana), "rev": "0"})
    seat = ruth.get(f"/session/{session}/?seat={ana}").content.decode()
    assert f'action="/session/{session}/left/{ana}/"' in seat
    for _twice in range(2):
        ruth.post(f"/session/{session}/left/{ana}/", {"rev": "1"})
    with acting_as(cast.actor("tomas")) as tomas, transaction.atomic():
        (concern,) = queries.concern_list(tomas).waiting
        assert (concern.source, concern.severity, concern.member_id) == ("exit", "red", ana)
    floor = ruth.get(f"/session/{session}/?seat={ana}").content.decode()
    assert "left" in floor.lower()


def test_the_pages_ask_as_often_for_twenty_as_for_two(cast: Cast, client_of: Browser) -> None:
    sam, asked = client_of("sam"), []
    for count in (2, 20):
        with acting_as(cast.system), transaction.atomic():
            for _each in range(count):
                Incident.unscoped.create(
                    practice=cast.practice,
                    member=cast.members["bo"],
                    group=cast.groups["tuesday"],
                    began_by=cast.staff["ruth"],
                    account="account",
                    ended_at=clock.now(),
                )
        sam.get("/safety/incidents/")  # the keys are known afterwards
        with CaptureQueriesContext(connection) as queries_asked:
            assert sam.get("/safety/incidents/").status_code == 200
        asked.append(len(queries_asked))
    assert asked[0] == asked[1]
