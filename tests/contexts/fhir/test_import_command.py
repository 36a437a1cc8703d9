"""`holdspace import-roster FILE`: the same import, for any number of people, by whoever runs the server."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from holdspace.audit.models import Entry
from holdspace.members.models import Member, RosterImport
from holdspace.project.roster import NotTaken, take_over
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast

pytestmark = pytest.mark.django_db

FIXTURES = Path(__file__).parents[2] / "fixtures" / "fhir"


@pytest.fixture
def ndjson(tmp_path: Path) -> Path:
    """Public patients, one a line; the last is there twice."""
    names = sorted(FIXTURES.glob("us-core-*.json"))
    lines = [json.dumps(json.loads(path.read_text("utf-8"))) for path in names]
    file = tmp_path / "Patient.ndjson"
    file.write_text("\n".join([*lines, lines[-1]]) + "\n", "utf-8")
    return file


def test_a_roster_is_taken_over_by_the_system(cast: Cast, ndjson: Path) -> None:
    assert take_over(ndjson).splitlines() == [
        "4 people: 4 new, 0 changed, 0 as they were.",
        "Left out: row 5. The same as row 4.",
    ]
    assert take_over(ndjson).startswith("4 people: 0 new, 0 changed, 4 as they were.")
    with acting_as(cast.system):
        assert Member.visible_to(cast.system).count() == 5 + 4
        first = RosterImport.visible_to(cast.system).earliest("at")
        assert (first.source, first.by_id) == ("fhir", None)
        entry = Entry.objects.get(act="members.roster_imported", subject_id=first.pk)
        assert entry.actor_kind == "system"
        assert hashlib.sha256(ndjson.read_bytes()).hexdigest() in entry.detail


def test_each_row_that_is_wrong_has_its_line(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text("given_name;birth_date\nImani;2001-02-30\n;\nThảo;2999-01-01\n", "utf-8")
    with pytest.raises(NotTaken) as refused:
        take_over(file)
    assert refused.value.lines == (
        "Row 2, birth_date: A date is written as 2001-12-31: year, month, day.",
        "Row 4, birth_date: The birth date lies in the future.",
    )
    assert refused.value.summary == "2 rows cannot be taken over; see above. Nothing was changed."
    with acting_as(cast.system):
        assert Member.visible_to(cast.system).count() == 5


def test_what_is_no_roster_is_said(cast: Cast, tmp_path: Path) -> None:
    file = tmp_path / "people.xlsx"
    file.write_bytes(b"PK\x03\x04")
    with pytest.raises(NotTaken, match="Nothing was changed"):
        take_over(file)


def test_with_two_practices_one_has_to_be_named(cast: Cast, ndjson: Path) -> None:
    other = build_cast("other-")
    with pytest.raises(NotTaken) as refused:
        take_over(ndjson)
    assert [str(each.practice.pk) in " ".join(refused.value.lines) for each in (cast, other)] == [True, True]
    with pytest.raises(NotTaken):
        take_over(ndjson, practice="nonsense")
    take_over(ndjson, practice=str(other.practice.pk))
    with acting_as(cast.system):
        assert Member.visible_to(cast.system).count() == 5
    with acting_as(other.system):
        assert Member.visible_to(other.system).count() == 5 + 4


def test_without_a_practice_there_is_no_roster(db: None, ndjson: Path) -> None:
    with pytest.raises(NotTaken, match="open-practice"):
        take_over(ndjson)
