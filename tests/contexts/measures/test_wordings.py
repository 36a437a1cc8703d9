"""The owner brings the words of a shell; from then on their practice, and no other, can be asked it."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.groups.models import Membership
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing, Refused
from holdspace.measures import catalogue
from holdspace.measures.actions import (
    LARGEST_WORDING,
    choose,
    put_away_wording,
    record_administration,
    upload_wording,
)
from holdspace.measures.models import Administration, Wording
from holdspace.measures.queries import due_for
from holdspace.measures.rules.due import Plan
from holdspace.vault.scope import acting_as, one_request
from tests.cast import Cast, build_cast
from tests.contexts.desk.story import text_of
from tests.rules.test_measures_wording import CLIMATE, WORDS

pytestmark = pytest.mark.django_db
Acting = Callable[[str], Actor]
Browsers = Callable[[str], Client]

PAGE = "/measures/wordings/"
LETTER = "Letter of the owner, 3 May"


def kept(cast: Cast) -> list[str]:
    with acting_as(cast.system):
        rows = Wording.visible_to(cast.system).filter(put_away_at__isnull=True).order_by("instrument")
        return list(rows.values_list("instrument", flat=True))


def bring(cast: Cast, text: str = WORDS) -> Wording:
    olu = cast.actor("olu")
    with acting_as(olu):
        return upload_wording(text=text, permission=LETTER, by=olu)


def askable(by: Actor) -> set[str]:
    with acting_as(by):
        return {each.id for each in catalogue.asked_with_check_in()}


def test_an_owner_brings_a_file_and_a_group_is_asked_it(cast: Cast, client_of: Browsers) -> None:
    browser = client_of("olu")
    assert PAGE in text_of(browser, reverse("practice:practice"))
    file = SimpleUploadedFile("ucla.toml", b"\xef\xbb\xbf" + WORDS.encode())
    sent = browser.post(PAGE, {"file": file, "permission": f" {LETTER} "})
    assert (sent.status_code, sent.headers["Location"]) == (302, PAGE)
    with acting_as(cast.system):
        row = Wording.visible_to(cast.system).get()
    assert (row.instrument, row.version, row.permission) == ("ucla-3", "1", LETTER)
    assert row.uploaded_by_id == cast.staff["olu"].pk
    page = text_of(browser, PAGE)
    assert LETTER in page
    assert "Nobody is asked these words" not in page
    schedule = reverse("measures:schedule", args=[cast.groups["tuesday"].pk])
    assert 'name="ucla-3"' in text_of(client_of("ruth"), schedule)


def test_the_text_can_be_pasted(cast: Cast, client_of: Browsers) -> None:
    assert client_of("olu").post(PAGE, {"words": CLIMATE, "permission": LETTER}).status_code == 302
    assert kept(cast) == ["gcq-s"]


def test_a_member_reads_the_words_and_answers_them(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    bring(cast)
    ruth, ana, session = actor("ruth"), cast.actor("ana"), cast.sessions["tuesday_next"]
    with acting_as(ruth):
        choose(group=cast.groups["tuesday"], plans={"ucla-3": Plan(1)}, by=ruth)
    with acting_as(ana):
        assert [each.id for each in due_for(ana.person_id, session)] == ["ucla-3"]
    check_in = reverse("desk:check_in", args=[session.pk])
    assert "At times" in text_of(client_of("ana"), check_in)
    with acting_as(ana):
        record_administration(
            member=cast.members["ana"],
            group=cast.groups["tuesday"],
            session=session,
            instrument_id="ucla-3",
            answers={"q1": 1, "q2": 2, "q3": 3},
            by=ana,
        )
        row = Administration.visible_to(ana).get(instrument="ucla-3")
    assert row.result is not None
    assert row.result["total"] == 6  # 1 + 2 + 3: the points of a shell are its own


def test_everybody_is_asked_in_their_own_language(cast: Cast, actor: Acting, client_of: Browsers) -> None:
    bring(cast)
    ruth, session = actor("ruth"), cast.sessions["tuesday_next"]
    with acting_as(ruth):
        choose(group=cast.groups["tuesday"], plans={"ucla-3": Plan(1)}, by=ruth)
    check_in = reverse("desk:check_in", args=[session.pk])
    ana, bo = client_of("ana"), client_of("bo")
    with acting_as(cast.system):
        for name in ("ana", "bo"):
            cast.users[name].language = {"ana": "es", "bo": "en"}[name]
            cast.users[name].save()
    assert "Rara vez" in text_of(ana, check_in)
    assert "Seldom" not in text_of(ana, check_in)
    assert "Seldom" in text_of(bo, check_in)
    on_tablet = client_of("ruth")
    with acting_as(cast.system):
        seat = Membership.unscoped.get(
            member=cast.members["ana"], group=cast.groups["tuesday"], ends_at__isnull=True
        )
    handed = on_tablet.post(reverse("measures:hand_over", args=[seat.pk]), {"forms_on_it": ["ucla-3"]})
    page = text_of(on_tablet, handed.headers["Location"])
    assert "Palabras inventadas" in page
    assert 'lang="es"' in page


@pytest.mark.parametrize("name", ["ruth", "ines", "sam", "kit", "ana", "eve"])
def test_for_everybody_but_the_owner_the_pages_are_not_there(
    cast: Cast, actor: Acting, client_of: Browsers, name: str
) -> None:
    wording = bring(cast)
    away = reverse("measures:put_wording_away", args=[wording.pk])
    browser, person = client_of(name), actor(name)
    assert {browser.get(url).status_code for url in (PAGE, away)} == {404}
    assert browser.post(PAGE, {"words": CLIMATE, "permission": LETTER}).status_code == 404
    assert browser.post(away).status_code == 404
    with acting_as(person):
        with pytest.raises(Missing):
            upload_wording(text=CLIMATE, permission=LETTER, by=person)
        with pytest.raises(Missing):
            put_away_wording(wording=wording, by=person)
    assert kept(cast) == ["ucla-3"]


@pytest.mark.parametrize(
    ("sent", "sentence"),
    [
        ({}, "Choose a file, or paste its text."),
        ({"words": "   \n"}, "Choose a file, or paste its text."),
        ({"words": WORDS, "permission": "  "}, "Say who permitted the practice to use these words"),
        ({"words": WORDS, "permission": "x" * 201}, "at most 200 characters"),
        ({"words": "recall ="}, "This file cannot be used. This is not TOML"),
        ({"words": "a = " + "[" * 5000}, "Its tables lie too deep in each other."),
        ({"words": 'id = "mine"'}, "This file holds no words for a shell"),
        ({"words": "instrument = 3"}, "wording: instrument: must be text"),
        ({"words": WORDS.replace("ucla-3", "kites")}, "there is no questionnaire"),
        ({"words": WORDS.replace("ucla-3", "phq-9")}, "phq-9 has its wording already"),
        ({"words": WORDS.replace('key = "q3"', 'key = "q4"')}, "is not in the shell"),
        ({"words": WORDS.replace('version = "1"', 'version = "2"')}, "the version of the shell"),
        ({"words": WORDS + "#" * LARGEST_WORDING}, "Words of one questionnaire are never so long."),
        ({"file": SimpleUploadedFile("w.toml", b"\xff\xfe")}, "This file is not UTF-8 text."),
        (
            {"file": SimpleUploadedFile("w.toml", b"#" * (LARGEST_WORDING + 1))},
            "This file is larger than 200 kB.",
        ),
        (
            {"file": SimpleUploadedFile("w.toml", b"#" * (LARGEST_WORDING * 4))},
            "This file is larger than 200 kB.",
        ),
        (
            {"file": SimpleUploadedFile("w.toml", WORDS.encode()), "words": WORDS},
            "Send a file or its text, not both.",
        ),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence_and_nothing_is_kept(
    cast: Cast, client_of: Browsers, sent: dict[str, object], sentence: str
) -> None:
    answer = client_of("olu").post(PAGE, {"permission": LETTER} | sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode().replace("&#x27;", "'")
    assert kept(cast) == []
    with acting_as(cast.system):
        assert not Entry.objects.filter(act="measures.wording_uploaded").exists()


def test_other_words_for_the_same_shell_wait_until_the_first_are_put_away(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    first, olu = bring(cast), actor("olu")
    with pytest.raises(Refused, match="are here already"):
        bring(cast)
    away = reverse("measures:put_wording_away", args=[first.pk])
    browser = client_of("olu")
    assert "Put these words away?" in text_of(browser, away)
    assert kept(cast) == ["ucla-3"]  # looking at the question does nothing
    assert browser.post(away).status_code == 302
    assert kept(cast) == []
    assert "ucla-3" not in askable(olu)
    assert browser.post(away).status_code == 302  # a second time changes nothing
    bring(cast)
    assert "ucla-3" in askable(olu)
    with acting_as(cast.system):
        acts = list(Entry.objects.filter(act__startswith="measures.wording").values_list("act", flat=True))
        assert Wording.visible_to(cast.system).count() == 2
    assert acts == ["measures.wording_uploaded", "measures.wording_put_away", "measures.wording_uploaded"]


def test_two_practices_keep_their_words_apart(cast: Cast) -> None:
    """Both act by turns in one process, and what one has read is never the other's."""
    there = build_cast("other-")
    wording = bring(cast)
    bring(there, CLIMATE)
    for name in ("olu", "ruth", "ana"):
        assert askable(cast.actor(name)) & {"ucla-3", "gcq-s"} == {"ucla-3"}
        assert askable(there.actor(name)) & {"ucla-3", "gcq-s"} == {"gcq-s"}
    foreign = there.actor("olu")
    with acting_as(foreign):
        assert list(Wording.visible_to(foreign).values_list("instrument", flat=True)) == ["gcq-s"]
        with pytest.raises(Missing):
            put_away_wording(wording=wording, by=foreign)


def test_what_is_nobodys_has_no_words_of_a_practice(cast: Cast) -> None:
    bring(cast)
    assert not catalogue.instrument("ucla-3").can_be_asked


def test_a_request_asks_once_for_the_words(cast: Cast, actor: Acting) -> None:
    bring(cast)
    bring(cast, CLIMATE)
    with acting_as(actor("ruth")), one_request(), CaptureQueriesContext(connection) as captured:
        assert {"ucla-3", "gcq-s"} <= {each.id for each in catalogue.asked_with_check_in()}
        assert catalogue.instrument("gcq-s").can_be_asked
    assert len([each for each in captured.captured_queries if "measures_wording" in each["sql"]]) == 1


def test_words_that_fit_no_more_are_asked_of_nobody_and_the_owner_reads_it(
    cast: Cast, actor: Acting, client_of: Browsers
) -> None:
    """A later release may have another version of a shell, or none."""
    with acting_as(cast.system):
        for name, text in (("ucla-3", WORDS.replace('version = "1"', 'version = "0"')), ("gone", WORDS)):
            Wording.unscoped.create(
                practice=cast.practice,
                instrument=name,
                version="0",
                text=text if name == "ucla-3" else text.replace("ucla-3", "gone"),
                permission=LETTER,
                uploaded_at=clock.now(),
            )
    assert "ucla-3" not in askable(actor("ruth"))
    assert text_of(client_of("olu"), PAGE).count("Nobody is asked these words") == 2


def test_members_do_not_read_who_permitted_what(cast: Cast, actor: Acting) -> None:
    bring(cast)
    with acting_as(actor("ana")):
        assert not Wording.visible_to(actor("ana")).exists()
