"""The style sheets keep their promises: contrast in both themes, tokens only, no left and no right."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import holdspace.ui

FOLDER = Path(holdspace.ui.__file__).parent / "static/ui"
TOKENS = (FOLDER / "tokens.css").read_text()
OTHERS = {name: (FOLDER / f"{name}.css").read_text() for name in ("base", "components", "circle", "print")}
COLOURS = {
    name: (light, dark)
    for name, light, dark in re.findall(r"--([\w-]+): light-dark\((#\w{6}), (#\w{6})\)", TOKENS)
}
THEMES = {"day": 0, "dusk": 1}

# Text on the grounds on which it stands. WCAG 2.2, 1.4.3: at least 4.5 : 1.
TEXT = [
    *(
        (ink, ground)
        for ink in ("ink", "ink-soft", "hearth", "rowan", "moss")
        for ground in ("paper", "sheet", "sunk")
    ),
    *(("ink", ground) for ground in ("stone-wash", "hearth-wash", "moss-wash", "rowan-wash")),
    *(("ink-soft", ground) for ground in ("stone-wash", "hearth-wash", "moss-wash", "rowan-wash")),
    ("hearth", "hearth-wash"),
    ("hearth", "stone-wash"),
    ("hearth-deep", "hearth-wash"),
    ("hearth-deep", "paper"),
    ("hearth", "rowan-wash"),
    ("moss", "moss-wash"),
    ("rowan", "rowan-wash"),
    ("rowan-deep", "rowan-wash"),
    ("on-hearth", "hearth"),
    ("on-hearth", "hearth-deep"),
    ("on-rowan", "rowan"),
    ("on-rowan", "rowan-deep"),
    ("paper", "ink"),
]
# Edges of controls, states and focus against what lies around them. WCAG 2.2, 1.4.11: at least 3 : 1.
SHAPES = [
    *(
        (edge, ground)
        for edge in ("stone", "hearth", "moss", "rowan", "focus")
        for ground in ("paper", "sheet", "sunk")
    ),
    ("focus", "hearth-wash"),
    ("focus", "rowan-wash"),
    ("hearth", "line"),
]


def luminance(colour: str) -> float:
    """WCAG 2.2, relative luminance."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, contrast ratio."""
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def test_the_measure_itself() -> None:
    # Known from the definition: black on white is 21 : 1; #767676 is the lightest grey that passes on white.
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") >= 4.5 > contrast("#777777", "#ffffff")


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_can_be_read(ink: str, ground: str, theme: str) -> None:
    at = THEMES[theme]
    assert contrast(COLOURS[ink][at], COLOURS[ground][at]) >= 4.5


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize(("edge", "ground"), SHAPES)
def test_shapes_can_be_seen(edge: str, ground: str, theme: str) -> None:
    at = THEMES[theme]
    assert contrast(COLOURS[edge][at], COLOURS[ground][at]) >= 3


def test_every_colour_token_is_measured() -> None:
    measured = {name for pair in (*TEXT, *SHAPES) for name in pair}
    assert set(COLOURS) == measured


@pytest.mark.parametrize("name", OTHERS)
def test_other_sheets_name_no_colour_and_no_font(name: str) -> None:
    sheet = re.sub(r"/\*.*?\*/", "", OTHERS[name], flags=re.DOTALL)
    if name == "print":
        sheet = sheet.split("--base:")[1]  # paper is white and ink is black: the tokens are set there
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b|\brgb|\bhsl|\boklch\(", sheet)
    assert all(
        value.lstrip().startswith(("var(", "inherit")) for value in re.findall(r"font-family:([^;]+);", sheet)
    )


@pytest.mark.parametrize("name", ["base", "components", "circle"])
def test_other_sheets_name_no_size(name: str) -> None:
    lines = [line for line in OTHERS[name].splitlines() if not re.search(r"@(?:media|container)", line)]
    assert [line for line in lines if re.search(r"\d(?:rem|px)\b", re.sub(r"/\*.*?\*/", "", line))] == []


@pytest.mark.parametrize("name", OTHERS)
def test_every_token_that_is_used_exists(name: str) -> None:
    everything = TOKENS + "".join(OTHERS.values())
    defined = set(re.findall(r"(--[\w-]+):", everything))
    assert set(re.findall(r"var\((--[\w-]+)", OTHERS[name])) <= defined


def test_every_token_is_used() -> None:
    everything = TOKENS + "".join(OTHERS.values())
    defined = set(re.findall(r"^ {4}(--[\w-]+):", TOKENS, flags=re.MULTILINE))
    unused = {token for token in defined if f"var({token}" not in everything}
    assert unused == set()


@pytest.mark.parametrize("name", OTHERS)
def test_nothing_is_tied_to_left_or_right(name: str) -> None:
    sides = "left|right|top|bottom"
    physical = rf"(?<![\w-])(?:{sides}|(?:margin|padding|border)-(?:{sides})|width|height)\s*:"
    assert re.findall(physical, OTHERS[name]) == []
    assert not re.search(r"(?:text-align|float):\s*(?:left|right)", OTHERS[name])


@pytest.mark.parametrize("name", ["tokens", *OTHERS])
def test_nothing_is_fetched_from_elsewhere(name: str) -> None:
    assert not re.search(r"url\(|@import|https?:", (FOLDER / f"{name}.css").read_text())
