"""Ana leaves: words are written, held or not, withdrawn, handed over, and stay with her."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from holdspace.audit.models import Entry
from holdspace.endings.actions.farewells import give_back, let_on, open_farewell, withdraw
from holdspace.endings.actions.notice import close, take_back
from holdspace.endings.models import Farewell, Gift, Kept
from holdspace.endings.queries.farewells import farewell_for, holding, sheet
from holdspace.endings.queries.own import keepsake, keepsakes
from holdspace.groups.actions import end_membership
from holdspace.kernel import clock
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.safety.models import Concern
from holdspace.sessions.models import Attendance
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.contexts.circle.tuesdays import as_
from tests.contexts.desk.story import circle, queries_of, text_of
from tests.contexts.endings.goodbyes import (
    THANKS,
    farewell,
    gives,
    handed,
    leaving,
    lets_on,
    membership,
    weeks_ahead,
    writes,
)

pytestmark = pytest.mark.django_db
Browsers = Callable[[str], Client]
TAKES = "That a silence can be kind."
DANGER = "I want to die, and I do not know whom to tell."


def kept_by(cast: Cast, name: str) -> list[tuple[str, str]]:
    """From whom, and the words, of everything somebody keeps."""
    with as_(cast, name) as who:
        return [(row.by_name or "", row.text or "") for row in Kept.visible_to(who)]


def held_by(cast: Cast, one: Farewell, name: str = "ruth") -> list[tuple[str, str, str]]:
    """Who wrote to whom, and what, as far as a leader holds it."""
    with as_(cast, name) as who:
        return [(each.by, each.to, each.gift.text or "") for each in holding(who, one).held]


def to_of(cast: Cast, one: Farewell, name: str) -> list[str]:
    """To whom somebody may write."""
    with as_(cast, name) as who:
        return [each.name for each in sheet(who, one).to]


def newest(cast: Cast, gift: Gift) -> Gift:
    with acting_as(cast.system), transaction.atomic():
        return Gift.unscoped.select_related("group").get(pk=gift.pk)


def test_she_writes_to_each_and_each_to_her(cast: Cast) -> None:
    one = farewell(cast)
    assert to_of(cast, one, "ana") == ["Bo", "Chidi"]
    assert to_of(cast, one, "bo") == ["Ana"]
    with pytest.raises(Missing):
        gives(cast, one, "bo", "chidi")
    for name in ("dana", "eve", "ruth", "ines"):
        with pytest.raises(Missing):
            gives(cast, one, name, "ana")


def test_opened_by_two_leaders_it_is_one_and_only_once_the_circle_knows(cast: Cast) -> None:
    one = farewell(cast, held=True)
    with as_(cast, "tomas") as tomas:
        again = open_farewell(ending=leaving(cast), held=False, by=tomas)
    assert (again.pk, again.held) == (one.pk, True)
    untold = leaving(cast, "bo", tell=False)
    with pytest.raises(Refused, match="does not know of it yet"), as_(cast, "ruth") as ruth:
        open_farewell(ending=untold, held=True, by=ruth)
    with pytest.raises(Missing), as_(cast, "kit") as kit:
        open_farewell(ending=untold, held=True, by=kit)


def test_nothing_reaches_her_before_it_is_handed_over_and_then_all_of_it_once(cast: Cast) -> None:
    one = farewell(cast)
    gives(cast, one, "bo", "ana")
    gives(cast, one, "ana", "chidi", "Your laugh.")
    assert kept_by(cast, "ana") == kept_by(cast, "chidi") == []
    assert handed(cast, one) == 2
    assert handed(cast, one, "tomas") == 0
    assert kept_by(cast, "ana") == [("Bo", THANKS)]
    assert kept_by(cast, "chidi") == [("Ana", "Your laugh.")]
    assert kept_by(cast, "bo") == []
    assert Entry.objects.filter(act="endings.handed_over").count() == 1


def test_leaders_see_who_has_written_and_not_what_unless_they_hold_it(cast: Cast) -> None:
    one = farewell(cast)
    gives(cast, one, "bo", "ana")
    writes(cast, one, "chidi", TAKES)
    with as_(cast, "ruth") as ruth:
        page = holding(ruth, one)
        assert [(each.person.name, each.has_written) for each in page.writers] == [
            ("Ana", False),
            ("Bo", True),
            ("Chidi", True),
        ]
        assert page.held == []
    for name in ("ana", "chidi", "dana", "kit", "sam"):
        with as_(cast, name) as who:
            assert not Gift.visible_to(who).exists()


def test_held_it_goes_on_only_once_it_was_read(cast: Cast) -> None:
    one = farewell(cast, held=True)
    first, second = gives(cast, one, "bo", "ana"), gives(cast, one, "chidi", "ana", "Stay warm.")
    assert first is not None
    assert second is not None
    assert held_by(cast, one) == [("Bo", "Ana", THANKS), ("Chidi", "Ana", "Stay warm.")]
    lets_on(cast, first)
    assert handed(cast, one) == 1
    assert kept_by(cast, "ana") == [("Bo", THANKS)]
    lets_on(cast, second)
    assert kept_by(cast, "ana") == [("Bo", THANKS), ("Chidi", "Stay warm.")]


def test_given_back_with_a_word_it_is_written_anew_and_read_again(cast: Cast) -> None:
    one = farewell(cast, held=True)
    gift = gives(cast, one, "bo", "ana")
    assert gift is not None
    with pytest.raises(Refused, match="know why"), as_(cast, "ruth") as ruth:
        give_back(gift=gift, word=" ", version=1, by=ruth)
    with as_(cast, "ruth") as ruth:
        give_back(gift=gift, word="Could you say it without the jest?", version=1, by=ruth)
    with as_(cast, "bo") as bo:
        (to,) = sheet(bo, one).to
        assert to.is_back
        assert to.gift is not None
        assert to.gift.word == "Could you say it without the jest?"
    gives(cast, one, "bo", "ana", "You waited.", version=1)
    assert handed(cast, one) == 0
    with pytest.raises(Conflict), as_(cast, "ruth") as ruth:
        let_on(gift=gift, version=1, by=ruth)
    lets_on(cast, newest(cast, gift))
    assert kept_by(cast, "ana") == [("Bo", "You waited.")]


def test_words_of_danger_are_held_and_heard_also_where_nothing_else_is(cast: Cast) -> None:
    one = farewell(cast)
    gives(cast, one, "bo", "ana", DANGER)
    writes(cast, one, "chidi", DANGER)
    assert handed(cast, one) == 0
    assert [text for _, _, text in held_by(cast, one)] == [DANGER]
    with acting_as(cast.system), transaction.atomic():
        concerned = Concern.unscoped.values_list("member", flat=True)
        assert set(concerned) == {cast.members["bo"].pk, cast.members["chidi"].pk}


def test_withdrawn_nobody_keeps_it_and_handed_over_it_is_hers(cast: Cast) -> None:
    one = farewell(cast)
    gift = gives(cast, one, "bo", "ana")
    assert gift is not None
    with pytest.raises(Missing), as_(cast, "chidi") as chidi:
        withdraw(gift=gift, by=chidi)
    with as_(cast, "bo") as bo:
        withdraw(gift=gift, by=bo)
    with acting_as(cast.system), transaction.atomic():
        assert not Gift.unscoped.exists()
    gives(cast, one, "bo", "ana")
    assert gives(cast, one, "bo", "ana", " ", version=1) is None
    gift = gives(cast, one, "bo", "ana")
    assert gift is not None
    handed(cast, one)
    with pytest.raises(Refused, match="belongs to them"), as_(cast, "bo") as bo:
        withdraw(gift=gift, by=bo)
    with pytest.raises(Refused, match="handed over"):
        gives(cast, one, "bo", "ana", "Later.", version=1)


def test_the_same_sent_twice_is_one_and_another_device_is_told(cast: Cast) -> None:
    one = farewell(cast)
    gives(cast, one, "bo", "ana")
    gives(cast, one, "bo", "ana")
    assert Entry.objects.filter(act="endings.given").count() == 1
    with pytest.raises(Conflict):
        gives(cast, one, "bo", "ana", "Other words.")
    writes(cast, one, "ana", TAKES)
    with pytest.raises(Conflict):
        writes(cast, one, "ana", "Other words.")


def test_who_stays_after_all_is_written_no_more(cast: Cast) -> None:
    one = farewell(cast)
    with as_(cast, "ana") as ana:
        take_back(leaving=leaving(cast), by=ana)
    with pytest.raises(Refused, match="stay after all"):
        gives(cast, one, "bo", "ana")
    with as_(cast, "bo") as bo:
        found = farewell_for(bo, one.pk)
    assert "Chidi" not in to_of(cast, found, "bo")


def test_when_all_part_each_writes_to_each(cast: Cast) -> None:
    with as_(cast, "ruth") as ruth:
        row = close(group=cast.groups["tuesday"], session=weeks_ahead(cast)[2].pk, by=ruth)
        one = open_farewell(ending=row, held=False, by=ruth)
    assert to_of(cast, one, "bo") == ["Ana", "Chidi"]
    gives(cast, one, "bo", "chidi")
    gives(cast, one, "chidi", "bo", "Your chair.")
    assert handed(cast, one) == 2
    assert kept_by(cast, "bo") == [("Chidi", "Your chair.")]


# --- What stays ------------------------------------------------------------------------------------------


def told(cast: Cast) -> Farewell:
    """Ana came last week, wrote, was written to, and left."""
    with acting_as(cast.system), transaction.atomic():
        session = cast.sessions["tuesday_last"]
        Attendance.unscoped.create(
            practice=cast.practice, session=session, member=cast.members["ana"], status="present"
        )
    one = farewell(cast)
    writes(cast, one, "ana", TAKES, "My hurry.")
    writes(cast, one, "bo", "Bo's own.")
    gives(cast, one, "bo", "ana")
    handed(cast, one)
    with as_(cast, "ruth") as ruth:
        end_membership(membership=membership(cast, "ana"), ending="graduated", by=ruth)
    return one


def test_after_leaving_it_stays_open_to_her_alone(cast: Cast) -> None:
    told(cast)
    group, day = cast.groups["tuesday"].pk, cast.sessions["tuesday_last"].starts_at.date()
    with as_(cast, "ana") as ana:
        found = keepsake(ana, group)
    assert (found.takes, found.leaves, found.words) == ([TAKES], ["My hurry."], [("Bo", THANKS)])
    assert (found.first, found.last) == (day, day)
    for name in ("chidi", "dana", "ruth", "ines", "sam"):
        with pytest.raises(Missing), as_(cast, name) as who:
            keepsake(who, group)
    with as_(cast, "bo") as bo:
        assert keepsake(bo, group).takes == ["Bo's own."]


def test_it_is_read_when_the_giver_has_left_as_well(cast: Cast) -> None:
    told(cast)
    with as_(cast, "ruth") as ruth:
        end_membership(membership=membership(cast, "bo"), ending="left", by=ruth)
    assert kept_by(cast, "ana") == [("Bo", THANKS)]


def test_on_paper_stand_her_words_and_nobodys_surname(
    cast: Cast, client_of: Browsers, tmp_path: Path
) -> None:
    told(cast)
    answer = client_of("ana").get(reverse("endings:paper", args=[cast.groups["tuesday"].pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="keepsake.pdf"'
    file = tmp_path / "paper.pdf"
    file.write_bytes(answer.content)
    text = subprocess.run(
        ["pdftotext", "-layout", str(file), "-"], capture_output=True, check=True
    ).stdout.decode()
    assert TAKES in text
    assert THANKS in text
    assert "Bo" in text
    for word in ("Lindqvist", "Eze", "Marsh", "Tuesday evening", "Chidi"):
        assert word not in text


# --- On the pages ----------------------------------------------------------------------------------------


def test_a_farewell_on_the_pages(cast: Cast, client_of: Browsers) -> None:
    one = farewell(cast, held=True)
    ana, bo, ruth = client_of("ana"), client_of("bo"), client_of("ruth")
    assert "A goodbye is coming" in text_of(bo, reverse("desk:home"))
    to_ana = reverse("endings:give", args=[one.pk, cast.members["ana"].pk])
    assert bo.post(to_ana, {"text": THANKS, "version": "0"}).status_code == 302
    own = reverse("endings:own", args=[one.pk])
    assert ana.post(own, {"takes": TAKES, "leaves": "", "version": "0"}).status_code == 302
    hold = reverse("endings:hold", args=[one.pk])
    page = text_of(ruth, hold)
    assert THANKS in page
    assert TAKES not in page
    with acting_as(cast.system), transaction.atomic():
        gift = Gift.unscoped.get()
    sent = {"act": "let_on", "version": "1"}
    assert ruth.post(reverse("endings:read", args=[gift.pk]), sent).status_code == 302
    assert ruth.post(reverse("endings:hand_over", args=[one.pk])).status_code == 302
    assert "Open my keepsake" in text_of(ana, reverse("endings:mine"))
    assert THANKS in text_of(ana, reverse("endings:keepsake", args=[cast.groups["tuesday"].pk]))
    assert "handed over" in text_of(bo, reverse("endings:farewell", args=[one.pk]))
    assert ana.post(own, {"takes": "Late.", "version": "1"}).status_code == 422


def test_somebody_else_named_is_a_question_once_and_no_barrier(cast: Cast, client_of: Browsers) -> None:
    one, bo = farewell(cast), client_of("bo")
    page = reverse("endings:give", args=[one.pk, cast.members["ana"].pk])
    named = {"text": "You and Chidi made me laugh.", "version": "0"}
    answer = bo.post(page, named)
    assert answer.status_code == 200
    assert "Somebody else of the circle is named here" in answer.content.decode()
    assert bo.post(page, named | {"considered": "on"}).status_code == 302


def test_a_conflict_shows_both(cast: Cast, client_of: Browsers) -> None:
    one = farewell(cast)
    gives(cast, one, "bo", "ana", "First words.")
    page = reverse("endings:give", args=[one.pk, cast.members["ana"].pk])
    answer = client_of("bo").post(page, {"text": "Second words.", "version": "0"})
    text = answer.content.decode()
    assert answer.status_code == 409
    assert "First words." in text
    assert "Second words." in text


def test_pages_ask_as_often_for_a_large_circle_as_for_a_small_one(cast: Cast, client_of: Browsers) -> None:
    one = farewell(cast, held=True)
    writes(cast, one, "ana", TAKES)
    gives(cast, one, "bo", "ana")
    pages = [
        ("ana", reverse("endings:farewell", args=[one.pk])),
        ("ana", reverse("endings:mine")),
        ("bo", reverse("desk:home")),
        ("ruth", reverse("endings:hold", args=[one.pk])),
        ("ruth", reverse("endings:group", args=[cast.groups["tuesday"].pk])),
        ("ruth", reverse("desk:brief", args=[cast.sessions["tuesday_next"].pk])),
    ]
    few = [queries_of(client_of(who), page) for who, page in pages]
    circle(cast, 9)
    gives(cast, one, "chidi", "ana")
    gives(cast, one, "ana", "chidi")
    leaving(cast, "chidi", week=3)
    assert [queries_of(client_of(who), page) for who, page in pages] == few


def test_a_farewell_is_over_when_she_has_left_and_can_still_be_handed_over(cast: Cast) -> None:
    one = farewell(cast)
    gives(cast, one, "bo", "ana")
    with clock.held_at(clock.now() + timedelta(minutes=1)):
        with as_(cast, "ruth") as ruth:
            end_membership(membership=membership(cast, "ana"), ending="left", by=ruth)
        with pytest.raises(Refused, match="have left"):
            gives(cast, one, "bo", "ana", "Late.", version=1)
        assert handed(cast, one) == 1
        assert kept_by(cast, "ana") == [("Bo", THANKS)]
        with as_(cast, "ana") as ana:
            assert keepsakes(ana) == [cast.groups["tuesday"].pk]
        with pytest.raises(Missing), as_(cast, "ana") as ana:
            farewell_for(ana, one.pk)
