"""Draws the icons of the member's app from the tokens: the mark on paper, with the room that masks need.

`python -m docs.icons` writes `src/holdspace/ui/static/ui/icon-*.png`; they are kept in the repository.
"""

from __future__ import annotations

import re
from pathlib import Path

from PIL import Image, ImageDraw

UI = Path(__file__).resolve().parent.parent / "src/holdspace/ui/static/ui"
SIZES = (192, 512)
MASKED = 0.62
"""How much of the icon the mark fills: a mask may cut away everything outside four fifths."""
FINE = 4


def main() -> None:
    paper = re.findall(r"--paper: light-dark\((#\w+)", (UI / "tokens.css").read_text())[0]
    mark = (UI / "mark.svg").read_text()
    ink = re.findall(r'fill="(#\w+)"', mark)[0]
    seats = [
        tuple(map(float, each)) for each in re.findall(r'cx="([\d.]+)" cy="([\d.]+)" r="([\d.]+)"', mark)
    ]
    for size in SIZES:
        _drawn(size, paper, ink, seats).save(UI / f"icon-{size}.png", optimize=True)


def _drawn(size: int, paper: str, ink: str, seats: list[tuple[float, ...]]) -> Image.Image:
    large = size * FINE
    unit = large * MASKED / 24
    edge = (large - 24 * unit) / 2
    picture = Image.new("RGB", (large, large), paper)
    pen = ImageDraw.Draw(picture)
    for x, y, r in seats:
        box = [edge + (each) * unit for each in (x - r, y - r, x + r, y + r)]
        pen.ellipse(box, fill=ink)
    return picture.resize((size, size), Image.Resampling.LANCZOS).quantize(32)


if __name__ == "__main__":
    main()
