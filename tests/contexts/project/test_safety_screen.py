"""`holdspace safety-screen`: texts in, what a clinician should read out; a file that cannot be read is refused whole."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from holdspace.project.cli import main


def screened(tmp_path: Path, content: str | bytes) -> Result:
    path = tmp_path / "texts.tsv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return CliRunner().invoke(main, ["safety-screen", str(path)])


def tiers(done: Result) -> dict[str, str]:
    assert done.exit_code == 0, done.output
    header, *lines = done.stdout.splitlines()
    assert header == "id\ttier\treasons"
    return {line.split("\t")[0]: line.split("\t")[1] for line in lines}


def test_each_text_has_its_tier_and_its_reasons(tmp_path: Path) -> None:
    done = screened(
        tmp_path,
        "id\tlang\ttext\n"
        "a\ten\tI would never kill myself.\n"
        "b\tes\tQuiero morirme\n"
        "c\ten\tA quiet week, we planted beans.\n",
    )
    assert tiers(done) == {"a": "amber", "b": "red", "c": "none"}
    assert done.stdout.splitlines()[1] == "a\tamber\tsuicide-en (denied): “kill myself”"
    assert done.stdout.splitlines()[3] == "c\tnone\t"


def test_columns_may_stand_in_any_order_and_lines_end_in_any_way(tmp_path: Path) -> None:
    assert tiers(screened(tmp_path, "\ufefftext\tid\tlang\r\nI want to die\t1\ten\r\n\r\n")) == {"1": "red"}


def test_marks_of_a_spreadsheet_are_taken_off_and_those_of_a_text_are_left(tmp_path: Path) -> None:
    content = (
        "id\tlang\ttext\n"
        '1\ten\t"It was ""fine"".\nI want to die."\n'
        '2\ten\t"Born to Die" is the song that I like\n'
        '3\ten\t"I want to die\n'
        "4\ten\tall is well\u2028here\n"
    )
    assert tiers(screened(tmp_path, content)) == {"1": "red", "2": "none", "3": "red", "4": "none"}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        ("", "Line 1 names no column “id”"),
        ("id\ttext\n1\tfine\n", "Line 1 names no column “lang”"),
        ("id\tlang\ttext\n1\ten\tfine\n2\ten\n", "Line 3 has 2 columns instead of 3."),
        (b"id\tlang\ttext\n1\ten\t\xff\xfe\n", "not written in UTF-8"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_whole(
    tmp_path: Path, content: str | bytes, sentence: str
) -> None:
    done = screened(tmp_path, content)
    assert (done.exit_code, done.stdout) == (1, "")
    assert sentence in done.stderr
