"""A path as a file, and as what a paper is set from."""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from holdspace.desk.rules.path_file import Goal, Path, Reading, Row, Tried, as_json, for_paper

DAY = date(2026, 3, 3)
WORDS = {
    name: name
    for name in (
        [
            "path",
            "sessions",
            "openness",
            "goals",
            "tried",
            "exchanged",
            "received",
            "reached",
            "practised",
            "before",
            "day",
            "said",
        ]
    )
}
days = st.dates(date(2000, 1, 1), date(2040, 1, 1))
rows = st.builds(Row, days, st.text(), st.text())


def test_a_file_says_its_form_and_its_days() -> None:
    told = json.loads(as_json(Path(DAY, openness=(Row(DAY, "4 of 5"),))))
    assert told["form"] == "holdspace-path/1"
    assert told["made_on"] == "2026-03-03"
    assert told["openness"] == [{"on": "2026-03-03", "words": "4 of 5", "about": ""}]


@given(st.builds(Path, days, openness=st.lists(rows).map(tuple), exchanged=st.lists(st.text()).map(tuple)))
def test_every_word_comes_through(path: Path) -> None:
    told = json.loads(as_json(path))
    assert [each["words"] for each in told["openness"]] == [row.words for row in path.openness]
    assert told["exchanged"] == list(path.exchanged)


def test_parts_without_anything_are_left_out() -> None:
    assert for_paper(Path(DAY), WORDS)["parts"] == []
    path = Path(
        DAY,
        measures=(Reading("How it was", (Row(DAY, "12"),)),),
        goals=(
            Goal(
                "To rest.", DAY, (("as expected", "Once."),), "more", ("A walk",), (Row(DAY, "Rest."),), False
            ),
        ),
        tried=(Tried(DAY, "A walk", "Round the block.", "", "It helps."),),
    )
    parts = defaultdict(dict, {part["title"]: part for part in for_paper(path, WORDS)["parts"]})  # type: ignore[attr-defined,index]
    assert list(parts) == ["How it was", "goals", "tried"]
    assert parts["How it was"]["rows"] == [["2026-03-03", "12"]]
    assert parts["goals"]["groups"] == [
        {
            "title": "To rest.",
            "lines": ["as expected: Once.", "reached more", "practised A walk", "before Rest."],
        }
    ]
    assert parts["tried"]["groups"][0]["lines"] == ["Round the block.", "It helps."]
