"""`holdspace discretion`: a roster and notes in, whom each note names out; what cannot be read is refused whole."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from holdspace.project.cli import main

ANA = {
    "id": "p1", "chosen_name": "Ana", "legal_first": "Ana María", "legal_last": "Ruiz", "nicknames": ["Anita"],
    "email": "ana.ruiz@example.org", "phone": "+1 202-555-0199", "handle": None, "partner": "Jorge",
    "emergency_contact": {"name": "Marta Ruiz", "phone": "202-555-0190", "relation": "sister"},
}  # fmt: skip
HOPE = {
    "id": "p2", "chosen_name": "Hope", "legal_first": "Thomas", "legal_last": "García", "nicknames": "Tommy, Tom-Tom",
    "email": ["hope.garcia@example.org"], "phone": "(202) 555-0143", "handle": "hope_runs92",
    "address": {"street": "12 Larkspur Lane", "unit": "4B", "city": "Springfield"},
    "employer": {"name": "Brightwell Bakery"}, "partner": {"name": "Deshawn Wells", "phone": "202-555-0144"},
    "emergency_contact": [{"first_name": "Ngozi", "last_name": "Okafor", "phone": "+44 20 7946 0018"}],
}  # fmt: skip
ROSTER: dict[str, Any] = {
    "groups": [{"id": "g1", "leaders": ["Dr. Ruth Ashdown, LCSW"], "people": [ANA, HOPE]}]
}


def looked(tmp_path: Path, notes: str, *options: str, roster: Any = ROSTER) -> Result:
    (tmp_path / "roster.json").write_text(
        roster if isinstance(roster, str) else json.dumps(roster), encoding="utf-8"
    )
    (tmp_path / "notes.jsonl").write_text(notes, encoding="utf-8")
    command = [
        "discretion",
        "--roster",
        str(tmp_path / "roster.json"),
        str(tmp_path / "notes.jsonl"),
        *options,
    ]
    return CliRunner().invoke(main, command)


def spans(done: Result) -> list[tuple[str, str, str | None]]:
    """Words, kind and person of every span, after checking that each is a slice of what was asked."""
    assert done.exit_code == 0, done.output
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    return [(span["text"], span["kind"], span["person"]) for line in lines for span in line["spans"]]


def note(text: str, about: Any = "p1", **more: Any) -> str:
    return json.dumps({"id": "n1", "group": "g1", "about": about, "text": text} | more)


def test_each_kind_has_the_name_of_its_field(tmp_path: Path) -> None:
    text = (
        "Hope said Tommy García lives at 12 Larkspur Ln, works at Brightwell Bakery; 202.555.0143, "
        "hope dot garcia at example dot org, hope_runs92, T.G., Deshawn, Ngozi."
    )
    assert spans(looked(tmp_path, note(text))) == [
        ("Hope", "name", "p2"), ("Tommy García", "nickname", "p2"), ("12 Larkspur Ln", "address", "p2"),
        ("Brightwell Bakery", "employer", "p2"), ("202.555.0143", "phone", "p2"),
        ("hope dot garcia at example dot org", "email", "p2"), ("hope_runs92", "handle", "p2"),
        ("T.G.", "initials", "p2"), ("Deshawn", "partner", "p2"), ("Ngozi", "emergency_contact", "p2"),
    ]  # fmt: skip


def test_a_line_repeats_its_note_and_offsets_count_code_points(tmp_path: Path) -> None:
    done = looked(tmp_path, note("🙂 Said to Hope.", id=7))
    [line] = [json.loads(each) for each in done.stdout.splitlines()]
    assert (line["id"], line["group"], line["about"]) == (7, "g1", "p1")
    assert line["spans"] == [
        {"start": 10, "end": 14, "text": "Hope", "kind": "name", "person": "p2", "field": "chosen_name",
         "certainty": 0.8, "suggestion": "another member"}
    ]  # fmt: skip


def test_what_is_the_own_member_s_and_the_leaders_names_may_stand(tmp_path: Path) -> None:
    text = "Anita Ruiz, 202-555-0199, ana.ruiz@example.org; Jorge and Marta drove her. Dr. Ashdown closed with Ruth."
    assert spans(looked(tmp_path, note(text))) == []
    assert len(spans(looked(tmp_path, note(text, about=None)))) == 5
    assert spans(looked(tmp_path, note("Hope and Ana spoke.", about=["p1", "p2"]))) == []


def test_details_of_nobody_on_the_roster_are_shown_when_asked_for(tmp_path: Path) -> None:
    text = note("Call 212-736-5000 or 988.")
    assert spans(looked(tmp_path, text)) == []
    assert spans(looked(tmp_path, text, "--strangers")) == [("212-736-5000", "phone", None)]


def test_people_of_other_groups_are_looked_for_when_asked(tmp_path: Path) -> None:
    roster = {"g1": {"members": [ANA]}, "g2": {"members": [{"id": "p9", "chosen_name": "Zelda"}]}}
    assert spans(looked(tmp_path, note("Zelda rang."), roster=roster)) == []
    assert spans(looked(tmp_path, note("Zelda rang."), "--whole-roster", roster=roster)) == [
        ("Zelda", "name", "p9")
    ]


@pytest.mark.parametrize(
    "roster",
    [
        [{"id": "g1", "people": [ANA, HOPE]}],
        {"g1": [ANA, HOPE]},
        {"g1": {"people": {"p1": ANA, "p2": HOPE}, "leaders": None}},
        {"id": "g1", "members": [ANA, HOPE], "leaders": "Ruth"},
        {"people": [ANA | {"group": "g1"}, HOPE | {"group": "g1"}]},
        {"groups": {"g1": {"people": [{"id": "p1"}, HOPE | {"employer": None, "unknown": {"a": [1.5]}}]}}},
    ],
)
def test_a_roster_may_have_many_shapes(tmp_path: Path, roster: Any) -> None:
    assert spans(looked(tmp_path, note("She sat beside Hope."), roster=roster)) == [("Hope", "name", "p2")]


@pytest.mark.parametrize(
    ("notes", "roster", "sentence"),
    [
        ("{", ROSTER, "notes.jsonl, line 1 is not JSON."),
        (f"{note('x')}\n\n[1]", ROSTER, "notes.jsonl, line 3 is no note: an object with id, group, about and text."),
        (note("x", group="g9"), ROSTER, "notes.jsonl, line 1 is of the group 'g9', which is not in the roster."),
        (note("x", about="p9"), ROSTER, "notes.jsonl, line 1 is about 'p9', who is not in the group 'g1'."),
        (json.dumps({"id": 1, "group": "g1"}), ROSTER, "notes.jsonl, line 1 has no text."),
        (note("x", id=None), ROSTER, "notes.jsonl, line 1 has no id."),
        (note("x"), "{", "roster.json is not JSON; line 1: Expecting property name enclosed in double quotes."),
        (note("x"), {"groups": []}, "roster.json has no groups."),
        (note("x"), {"groups": [{"id": "g1", "people": [{"chosen_name": "A"}]}]}, "roster.json: group 'g1', person 1 has no id."),
        (note("x"), {"groups": [{"id": "g1", "people": [ANA, ANA]}]}, "roster.json: group 'g1', person 2: the id 'p1' is there twice."),
        (note("x"), {"groups": [{"id": "g1", "people": ["Ana"]}]}, "roster.json: group 'g1', person 1 is no object with an id and names."),
    ],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_whole(tmp_path: Path, notes: str, roster: Any, sentence: str) -> None:
    out = tmp_path / "out.jsonl"
    done = looked(tmp_path, notes, "--output", str(out), roster=roster)
    assert (done.exit_code, done.stdout) == (2, "")
    assert done.stderr == f"Error: {sentence}\n"
    assert not out.exists()


def test_the_answer_is_written_to_a_file_at_once(tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = looked(tmp_path, f"{note('Said Hope.')}\n{note('Quiet.')}\n", "--output", str(out))
    assert (done.exit_code, done.stdout) == (0, "")
    assert [len(json.loads(line)["spans"]) for line in out.read_text(encoding="utf-8").splitlines()] == [1, 0]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["notes.jsonl", "out.jsonl", "roster.json"]
