"""`holdspace form`: from two tables to proposed circles, without a practice and without a database."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdspace.project.cli import main

PEOPLE = """id,slots,themes,weeks
A1,tue-18,grief,9
A2,tue-18|wed-18,grief,9
A3,tue-18,grief,3
A4,wed-18,anger,1
"""
GROUPS = "id,slot,least,most\nG1,tue-18,2,3\nG2,wed-18,2,4\n"


def run(folder: Path, people: str, groups: str = GROUPS, *more: str) -> Result:
    (folder / "people.csv").write_text(people)
    (folder / "groups.csv").write_text(groups)
    files = ["--people", str(folder / "people.csv"), "--groups", str(folder / "groups.csv")]
    return CliRunner().invoke(main, ["form", *files, "--seconds", "2", *more])


def test_it_says_who_could_sit_where(tmp_path: Path) -> None:
    said = run(tmp_path, PEOPLE).output
    assert "G1, tue-18, new: A1, A2, A3\n" in said
    assert "Waiting (1): A4\n" in said
    assert "Urgency and waiting placed: 51 (proven: no proposal is better)" in said
    assert "The same question with the same seed gives this answer again." in said


def test_it_says_why_and_what_would_help(tmp_path: Path) -> None:
    said = run(tmp_path, PEOPLE, GROUPS, "--why").output
    assert "    A1: Shares grief in G1 with A2, A3.\n" in said
    assert "    A4 would have a seat in G2: A4 would also share grief.\n" in said  # A2 moves there as well
    full = run(tmp_path, PEOPLE + "A5,tue-18,grief,0\n", GROUPS, "--why").output
    assert "    A5 would have a seat in G1: G1 would have one more place.\n" in full
    shut = run(
        tmp_path, "id,slots,themes\nA1,tue-18,grief\n", "id,slot,closed\nG1,tue-18,yes\n", "--why"
    ).output
    assert "    A1: no group is possible. G1 takes nobody new.\n" in shut


def test_it_tells_other_programs(tmp_path: Path) -> None:
    done = run(tmp_path, PEOPLE, GROUPS, "--json", "--why")
    told = json.loads(done.output)
    assert told["seats"] == {"A1": "G1", "A2": "G1", "A3": "G1"}
    assert (told["waiting"], told["opened"], told["repeats"]) == (["A4"], ["G1"], True)
    assert told["levels"][0] == {"level": "placed", "value": 51, "bound": 51, "gap": 0.0, "proven": True}
    assert told["would_help"] == {"A4": [{"group": "G2", "changes": [{"what": "theme", "value": "grief"}]}]}


def test_needs_and_hours_count_and_their_changes_are_told(tmp_path: Path) -> None:
    people = (
        "id,slots,themes,needs\nA1,tue-18|tue-19,grief,\nA2,tue-18|tue-19,grief,step-free\n"
        "A3,tue-18|tue-19,grief,captions\nA4,tue-18,grief,\n"
    )
    groups = "id,slot,least,most,hours,access\nG1,tue-18,2,4,tue-18|tue-19,step-free\n"
    said = run(tmp_path, people, groups, "--why").output
    assert "G1, tue-18, new: A1, A2\n" in said
    assert "    A3 would have a seat in G1: G1 would meet where “captions” is given.\n" in said
    assert "    A4 would have a seat in G1: A4 could also come at tue-19.\n" in said
    told = json.loads(run(tmp_path, people, groups, "--json", "--why").output)
    assert [told["would_help"][one][0]["changes"] for one in ("A3", "A4")] == [
        [{"what": "access", "value": "captions", "group": "G1"}],
        [{"what": "slot", "value": "tue-18", "hours": ["tue-19"]}],
    ]


def test_a_leader_who_could_lead_at_one_hour_more_is_told(tmp_path: Path) -> None:
    (tmp_path / "leaders.csv").write_text("id,slots,most_groups\nruth,mon-10,1\n")
    groups = "id,slot,leaders,least,most\nG1,tue-18,ruth,2,4\n"
    said = run(tmp_path, PEOPLE, groups, "--why", "--leaders", str(tmp_path / "leaders.csv")).output
    assert "    A1 would have a seat in G1: ruth would also lead at tue-18.\n" in said


@pytest.mark.parametrize(
    "people", ["id,slots,themes\nA1,tue-18,grief\n", "id,slots,themes\nA1,sun-07,grief\n"]
)
def test_when_nobody_fits_or_only_one_waits_it_says_so(tmp_path: Path, people: str) -> None:
    done = run(tmp_path, people)
    assert done.exit_code == 0
    assert "Nobody can be seated as things are.\n\nWaiting (1): A1\n" in done.output


def test_bad_rows_are_named(tmp_path: Path) -> None:
    done = run(tmp_path, PEOPLE + "A1,tue-99,grief,0\n")
    assert done.exit_code == 1
    assert "people, row 6, id: “A1” stands in row 2 already.\n" in done.output
    assert "people, row 6, slots: “tue-99” is no hour of the week." in done.output
    assert "Error: The tables cannot be used as they are.\n" in done.output


def test_pins_that_contradict_each_other_are_told_in_sentences(tmp_path: Path) -> None:
    people = "id,slots,themes,pinned_to\nA1,tue-18,grief,G1\nA2,wed-18,grief,G1\n"
    done = run(tmp_path, people)
    assert done.exit_code == 1
    assert "G1 meets at tue-18, when A2 cannot come.\n" in done.output
    assert "Error: Not everything that was pinned can be done together.\n" in done.output


def test_a_file_that_is_no_text_is_refused(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "groups.csv").write_text(GROUPS)
    files = ["--people", str(tmp_path / "people.csv"), "--groups", str(tmp_path / "groups.csv")]
    done = CliRunner().invoke(main, ["form", *files])
    assert done.exit_code == 1
    assert "people.csv is not text in UTF-8." in done.output


def test_it_needs_neither_django_nor_keys(tmp_path: Path) -> None:
    """In a process of its own, without any setting."""
    (tmp_path / "people.csv").write_text(PEOPLE)
    (tmp_path / "groups.csv").write_text(GROUPS)
    asked = (
        "import sys; from holdspace.project.cli import main\n"
        "try: main(['form', '--people', 'people.csv', '--groups', 'groups.csv'])\n"
        "except SystemExit as end: assert not end.code, end.code\n"
        "assert 'django' not in sys.modules and 'sqlcipher3' not in sys.modules"
    )
    source = str(Path(__file__).parents[3] / "src")
    done = subprocess.run(
        [sys.executable, "-c", asked],
        cwd=tmp_path,
        env={"PYTHONPATH": source},
        capture_output=True,
        text=True,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_the_example_of_the_how_to_page_works(tmp_path: Path) -> None:
    page = (Path(__file__).parents[3] / "docs/how-to/form-groups-from-files.md").read_text()
    tables = [block.split("```")[0] for block in page.split("```csv\n")[1:]]
    done = run(tmp_path, tables[0], tables[1])
    assert done.exit_code == 0, done.output
    shown = page.split("```text\n")[1].split("```")[0]
    assert [line for line in shown.splitlines() if line[:1] in "GW"] == [
        line for line in done.output.splitlines() if line[:1] in "GW"
    ]
