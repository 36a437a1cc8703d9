"""`holdspace form-diverse`: a public instance in, two lines out."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdspace.project.cli import main


def run(instance: Path, *options: str) -> Result:
    return CliRunner().invoke(main, ["form-diverse", str(instance), "--seconds", "0.05", *options])


@pytest.fixture
def instance(tmp_path: Path) -> Path:
    path = tmp_path / "instance.txt"
    path.write_text("4 2 ss 2 2 2 2\n0 1 1\n0 2 9.25\n0 3 0\n1 2 0\n1 3 8\n2 3 5\n")
    return path


def test_it_prints_the_objective_and_who_sits_where(instance: Path) -> None:
    done = run(instance, "--seed", "7")
    objective, assignment = done.stdout.splitlines()
    assert (done.exit_code, objective) == (0, "objective 17.25")
    assert assignment in ("assignment 0 1 0 1", "assignment 1 0 1 0")


def test_a_damaged_file_is_refused_with_its_line(instance: Path) -> None:
    instance.write_text(instance.read_text().replace("1 3 8", "1 3 eight"))
    refused = run(instance)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert refused.stderr == "Error: Line 6: A pair must be two people and a weight.\n"


def test_bytes_that_are_no_text_are_refused(instance: Path) -> None:
    instance.write_bytes(bytes(range(256)))
    assert "Line 1: The first line must be" in run(instance).stderr
