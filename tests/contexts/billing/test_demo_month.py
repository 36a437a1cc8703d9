"""A month of the demo practice: its totals agree with attendance, its file is clean, its papers are accessible."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from django.db import transaction

from holdspace.billing import actions
from holdspace.billing.models import Account, Charge, Claim, ClaimBatch, LedgerEntry
from holdspace.billing.queries.month import MonthPage, month_page
from holdspace.billing.rules.month import Month
from holdspace.billing.web.files import paper
from holdspace.demo.simulation import grow
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor, system_actor
from holdspace.members.actors import actor_of
from holdspace.practice.models import Practice, Staff
from holdspace.sessions.models import Attendance
from holdspace.sessions.policies import IN_THE_ROOM
from holdspace.vault.scope import acting_as
from tests.claims_judge import complaints
from tests.scratch import held_transaction, module_db

TODAY = datetime(2026, 3, 20, 10, tzinfo=UTC)
FEBRUARY = Month(2026, 2)


@dataclass
class Books:
    """The demo practice, and who bills."""

    house: Actor
    ines: Actor


db = module_db()


@pytest.fixture(scope="module")
def books(db: None) -> Books:
    """The demo practice as it is on the day, grown once."""
    with clock.held_at(TODAY):
        grow()
        with acting_as(system_actor()), transaction.atomic():
            practice = Practice.unscoped.get()
            ines = Staff.unscoped.select_related("user").get(given_name="Inês")
        with acting_as(system_actor(practice.pk)), transaction.atomic():
            actor = actor_of(ines.user)
    return Books(system_actor(practice.pk), actor)


@pytest.fixture(autouse=True)
def _at_that_time(books: Books) -> Iterator[None]:
    with clock.held_at(TODAY), held_transaction():
        yield


def page(books: Books) -> MonthPage:
    with acting_as(books.ines), transaction.atomic():
        return month_page(books.ines, FEBRUARY)


def test_everybody_who_came_is_charged_and_the_sums_agree(books: Books) -> None:
    found = page(books)
    with acting_as(books.house), transaction.atomic():
        begin, end = FEBRUARY.moments("Europe/London")
        rows = Attendance.visible_to(books.house).filter(
            session__starts_at__gte=begin, session__starts_at__lt=end
        )
        came = {(row.session_id, row.member_id) for row in rows if row.status in IN_THE_ROOM}
        charged = list(Charge.visible_to(books.house).filter(service_date__month=2, reversed_at__isnull=True))
    assert len(came) > 30
    assert {(c.session_id, c.member_id) for c in charged if c.kind == "attended"} == came
    assert found.attended == found.charged == len(came)
    assert found.amount == sum(c.amount for c in charged)
    assert not found.lacking


def test_every_account_is_the_sum_of_its_entries(books: Books) -> None:
    with acting_as(books.house), transaction.atomic():
        for account in Account.visible_to(books.house):
            entries = list(LedgerEntry.visible_to(books.house).filter(member=account.member_id))
            assert account.balance == sum((each.amount for each in entries), Decimal(0))
            assert [each.number for each in entries] == list(range(1, account.entries + 1))
            steps = pairwise(entries)
            assert all(one.balance == two.before for one, two in steps)


def test_the_file_is_clean_and_holds_every_claim_of_the_month_that_lacks_nothing(books: Books) -> None:
    with acting_as(books.ines), transaction.atomic():
        batch = ClaimBatch.visible_to(books.ines).get(month=FEBRUARY.first)
        claims = list(Claim.visible_to(books.ines).filter(batch=batch))
        text = actions.export_claims(batch=batch, by=books.ines)
    found = page(books)
    claimed = [line for line in found.lines if line.state == "claimed"]
    assert complaints(text) == []
    assert text.count("~CLM*") == len(claims) == len(claimed) > 20
    assert sum(claim.amount for claim in claims) == sum(line.charge.amount for line in claimed)
    assert {line.name for line in found.lines if line.state == "lacking"} == {"Marek Nowak"}
    assert found.counted("ready") == 0


@pytest.mark.skipif(shutil.which("pdfinfo") is None, reason="poppler is not on this machine")
def test_every_attendee_of_the_month_has_a_superbill(books: Books, tmp_path: Path) -> None:
    """Tagged, in the name of one person, and without the name or the theme of a group."""
    for number, line in enumerate(each for each in page(books).lines if each.charge.kind == "attended"):
        if number % 7:  # every seventh: they are all made alike
            continue
        with acting_as(books.ines), transaction.atomic():
            made = tmp_path / f"{number}.pdf"
            made.write_bytes(paper([line.charge], "en").content)
        told = _asked("pdftotext", made, "-layout", "-")
        assert "Tagged:          yes" in _asked("pdfinfo", made)
        assert "90853" in told
        assert line.name.split()[1] in told
        assert str(line.charge.amount) in told
        for word in ("Tuesday evening", "Thursday noon", "being close", "worry", "therapy group"):
            assert word not in told


def _asked(tool: str, made: Path, *more: str) -> str:
    shown = [tool, *more[:-1], str(made), *more[-1:]]
    return subprocess.run(shown, check=True, capture_output=True, text=True).stdout
