"""`holdspace measures check`, and content packs: what can be used, and what is told when it cannot."""

from __future__ import annotations

from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from holdspace.kernel.refusals import Missing
from holdspace.measures import catalogue
from holdspace.measures.library import library, shipped
from holdspace.measures.rules.instrument import BrokenInstrument
from holdspace.measures.rules.scoring import score
from holdspace.project.cli import main
from holdspace.project.doctor import Surroundings, examine
from tests.rules.test_measures_wording import WORDS

PACKS = Path(__file__).parents[3] / "packs"
SHIPPED = resources.files("holdspace.measures") / "instruments"

INVENTED = """
id = "kites"
version = "1"
tier = 2
wording = "pack"
validated = false
better = "higher"
title.en = "Kites of Aramore"
purpose.en = "An invented questionnaire"
licence = { terms = "Unchanged only", credit = "Nobody", source = "Invented" }
recall.en = "This week"
scale = { from = 0, to = 4 }
items = [{ key = "wind", text.en = "Was there wind?" }, { key = "string", text.en = "Did it hold?" }]
missing = { at_most = 0, source = "own rule" }
"""


def check(tmp_path: Path, text: str, *more: str) -> Result:
    file = tmp_path / "file.toml"
    file.write_text(text, encoding="utf-8")
    return CliRunner().invoke(main, ["measures", "check", str(file), *more])


def pack(tmp_path: Path, text: str = INVENTED, *, name: str = "kites.toml", licence: bool = True) -> str:
    folder = tmp_path / "pack"
    folder.mkdir()
    (folder / name).write_text(text, encoding="utf-8")
    if licence:
        (folder / "LICENCE.md").write_text("Unchanged only.")
    return str(folder)


# the command


def test_it_says_what_is_in_a_file(tmp_path: Path) -> None:
    said = check(tmp_path, (SHIPPED / "phq-4.toml").read_text(encoding="utf-8"))
    assert said.exit_code == 0
    assert (
        "file.toml can be used: Patient Health Questionnaire for anxiety and depression (PHQ-4)"
        in said.output
    )
    assert "4 questions, 4 of them scored." in said.output
    assert "Part depression: interest, mood." in said.output
    assert "Wording in: en." in said.output


def test_it_says_of_a_shell_that_nobody_can_be_asked_it(tmp_path: Path) -> None:
    said = check(tmp_path, (SHIPPED / "ors.toml").read_text(encoding="utf-8"))
    assert (said.exit_code, "A shell: it has no wording" in said.output) == (0, True)
    assert "Not validated" in check(tmp_path, INVENTED).output


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("id = ", "file.toml cannot be used. This is not TOML"),
        (
            INVENTED.replace("at_most = 0", "at_most = 2"),
            "kites: missing.at_most: must leave at least one answer",
        ),
        (INVENTED.replace("to = 4", "to = 0"), "kites: scale.to: must be above `from`"),
        (WORDS.replace('key = "q3"', 'key = "q4"'), "wording of ucla-3: items: 'q4' is not in the shell"),
        (WORDS.replace("ucla-3", "kites"), "no shell 'kites' ships; name its file with --shell"),
    ],
)
def test_it_says_where_a_file_is_wrong_and_why_and_exits_with_one(
    tmp_path: Path, text: str, message: str
) -> None:
    said = check(tmp_path, text)
    assert (said.exit_code, message in said.output) == (1, True), said.output


def test_a_file_that_is_no_text_is_told_so(tmp_path: Path) -> None:
    file = tmp_path / "file.toml"
    file.write_bytes(b"\xff\xfe")
    said = CliRunner().invoke(main, ["measures", "check", str(file)])
    assert (said.exit_code, "is not UTF-8 text" in said.output) == (1, True)


def test_words_are_checked_against_the_shell_that_ships_or_one_that_is_named(tmp_path: Path) -> None:
    assert "Wording in: en, es." in check(tmp_path, WORDS).output
    own = tmp_path / "own.toml"
    shell = INVENTED.replace('wording = "pack"', 'wording = "shell"').replace('recall.en = "This week"', "")
    for text in ("Was there wind?", "Did it hold?"):
        shell = shell.replace(f', text.en = "{text}"', "")
    own.write_text(shell)
    words = """
    instrument = "kites"
    version = "1"
    permission = "Letter"
    recall.en = "This week"
    items = [{ key = "wind", text.en = "Wind?" }, { key = "string", text.en = "String?" }]
    """
    said = check(tmp_path, words, "--shell", str(own))
    assert (said.exit_code, "Wording in: en." in said.output) == (0, True), said.output


# content packs


def test_a_pack_is_off_until_the_setting_names_it(tmp_path: Path, settings: Any) -> None:
    folder = pack(tmp_path)
    with pytest.raises(Missing):
        catalogue.instrument("kites")
    settings.HOLDSPACE_MEASURE_PACKS = (folder,)
    assert catalogue.instrument("kites").title() == "Kites of Aramore"
    assert "kites" in [each.id for each in catalogue.asked_with_check_in()]
    settings.HOLDSPACE_MEASURE_PACKS = ()
    assert "kites" not in catalogue.instrument_ids()


@pytest.mark.parametrize("folder", sorted(PACKS.glob("*/")), ids=lambda folder: folder.name)
def test_the_packs_of_the_project_can_be_switched_on(folder: Path, settings: Any) -> None:
    ids = [file.stem for file in folder.glob("*.toml")]
    assert ids
    assert not {id for id in ids if catalogue.instrument(id).can_be_asked}
    settings.HOLDSPACE_MEASURE_PACKS = [str(folder)]
    for id in ids:
        worded, shell = catalogue.instrument(id), shipped().instrument(id)
        assert worded.can_be_asked
        assert [item.key for item in worded.items] == [item.key for item in shell.items]
        assert (worded.lowest_total, worded.highest_total) == (shell.lowest_total, shell.highest_total)
        assert (worded.caseness, worded.cutoffs, worded.change_rules) == (
            shell.caseness,
            shell.cutoffs,
            shell.change_rules,
        )


def test_the_who_5_is_a_percentage_and_50_is_low(settings: Any) -> None:
    settings.HOLDSPACE_MEASURE_PACKS = [str(PACKS / "who-5")]
    who5 = catalogue.instrument("who-5")
    totals = {points: score(who5, {item.key: points for item in who5.items}).total for points in (0, 5)}
    assert totals == {0: 0, 5: 100}
    assert score(who5, {"q1": 2, "q2": 2, "q3": 2, "q4": 3, "q5": 3}).case is True  # 12 · 4 = 48
    assert score(who5, {"q1": 2, "q2": 2, "q3": 3, "q4": 3, "q5": 3}).case is False  # 13 · 4 = 52
    assert score(who5, {"q1": 2, "q2": 2, "q3": 3, "q4": 3, "q5": None}).total is None


def test_a_pack_may_bring_the_words_of_a_shell(tmp_path: Path) -> None:
    text = (SHIPPED / "ucla-3.toml").read_text(encoding="utf-8")
    text = text.replace('wording = "shell"', 'wording = "pack"').replace("tier = 3", "tier = 2")
    for number in (1, 2, 3):
        text = text.replace(f'key = "q{number}"', f'key = "q{number}"\ntext.en = "Invented {number}"')
    text = text.replace("[scale]", '[recall]\nen = "Invented"\n\n[scale]')
    found = library((pack(tmp_path, text, name="ucla-3.toml"),))
    assert found.instrument("ucla-3").can_be_asked
    assert len(found.ids) == len(library().ids)


@pytest.mark.parametrize(
    ("text", "name", "licence", "message"),
    [
        (INVENTED, "kites.toml", False, "has no LICENCE.md"),
        (INVENTED, "other.toml", True, "must have `id` 'other'"),
        (INVENTED.replace('"pack"', '"shell"'), "kites.toml", True, "recall: cannot stand in a shell"),
        (INVENTED.replace("tier = 2", "tier = 3"), "kites.toml", True, "kites: wording: cannot be in a pack"),
        (INVENTED.replace('"kites"', '"phq-9"'), "phq-9.toml", True, "has phq-9, which is here already"),
    ],
)
def test_a_pack_that_cannot_stand_is_told_why_before_anything_is_served(
    tmp_path: Path, text: str, name: str, licence: bool, message: str
) -> None:
    folder = pack(tmp_path, text, name=name, licence=licence)
    with pytest.raises(BrokenInstrument) as broken:
        library((folder,))
    assert message in str(broken.value)
    found = Surroundings(
        debug=False,
        data=tmp_path,
        keys=tmp_path,
        base_url="http://127.0.0.1:8000",
        database_url="",
        sqlite_version=(3, 99, 0),
        packs=(folder,),
    )
    assert [each.name for each in examine(found)].count("packs") == 1


def test_a_pack_that_is_not_there_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(BrokenInstrument, match="is not a folder"):
        library((str(tmp_path / "nowhere"),))
