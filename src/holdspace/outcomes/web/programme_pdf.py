"""A programme's report on paper: the tables of the page and the funnel, drawn.

Pure Python (fpdf2), so that it needs no library of the system. It is made within the request: a few hundred
words take about a tenth of a second, and no file has to lie anywhere until somebody fetches it.

Only the fonts that every reader of PDF has are used, and they know Latin-1. Other letters are written without
their marks, or as "?"; `language` says in which language everything can be written.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from typing import Final

from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from fpdf import FPDF, FontFace, ViewerPreferences, XPos, YPos

from holdspace.outcomes.queries import Programme, Sheet, cell_words, held_back, step_words
from holdspace.outcomes.rules.funnel import NARROW, Bar, Tone, funnel_drawing, steps
from holdspace.ui.days import long_day

_FONT: Final = "Helvetica"
_LINE: Final = 5.0
_DRAWN: Final = 0.4
"""Millimetres of paper for a unit of the drawing."""

_GREYS: Final = {Tone.STEP: 60, Tone.BETTER: 60, Tone.PART: 120, Tone.SAME: 180, Tone.WORSE: 0}
_PLAIN: Final = str.maketrans(
    {
        "“": '"',
        "”": '"',
        "‘": "'",
        "’": "'",
        "–": "-",
        "—": "-",
        "…": "...",
        "ł": "l",
        "Ł": "L",
        "\u202f": " ",
    }
)


def language(wanted: str | None) -> str:
    """`wanted`, where its letters are those of the fonts; else English."""
    if wanted is None:
        return "en"
    own_name: str = get_language_info(wanted)["name_local"]
    return wanted if latin(own_name) == own_name else "en"


def latin(text: str) -> str:
    """`text` in Latin-1: typographic signs as plain ones, letters without unknown marks, others as "?"."""
    return "".join(map(_letter, text.translate(_PLAIN)))


def _letter(letter: str) -> str:
    if ord(letter) < 256:
        return letter
    without = unicodedata.normalize("NFKD", letter).encode("latin-1", "ignore").decode("latin-1")
    return without or ("" if unicodedata.combining(letter) else "?")


def programme_pdf(found: Programme, tables: Sequence[Sheet], *, written_in: str, at: datetime) -> bytes:
    """The report as a file, in the language that is active; `written_in` is its code, `at` the moment."""
    paper = _Paper(written_in, at)
    paper.opening(found)
    for sheet in tables:
        paper.sheet(sheet)
        if sheet.code == "funnel":
            paper.funnel(found)
    paper.held_back(held_back(found.report))
    return bytes(paper.output())


class _Paper(FPDF):
    """A4 with a title, an outline and numbered pages."""

    def __init__(self, written_in: str, at: datetime) -> None:
        super().__init__(format="A4")
        self.set_lang(written_in)
        self.set_creation_date(at)
        self.set_title(latin(_("Outcomes of the programme")))
        self.viewer_preferences = ViewerPreferences(display_doc_title=True)
        self.set_margins(18, 16)
        self.set_auto_page_break(True, 20)
        self.add_page()

    def footer(self) -> None:
        """The number of the page; called by the library on each."""
        self.set_y(-14)
        self.set_font(_FONT, size=8)
        words = _("Page %(page)s of %(pages)s") % {"page": self.page_no(), "pages": "{nb}"}
        self.cell(0, _LINE, latin(words), align="C")

    def opening(self, found: Programme) -> None:
        """The title, and of whom the report tells."""
        self._words(_("Outcomes of the programme"), 18, "B")
        whole = _("Who joined from %(since)s to %(until)s, as of %(last)s.") % {
            "since": long_day(found.period.since),
            "until": long_day(found.until_day),
            "last": long_day(found.last_day),
        }
        self._words(whole)
        if found.report.is_empty:
            self._words(_("Nobody joined in this time."))
        elif found.report.says_nothing:
            self._words(_("Too few people to show numbers."))
        self._words(_("Numbers below five, and those that would give them away, are not shown."))

    def sheet(self, sheet: Sheet) -> None:
        """One table under its name, which stands in the outline."""
        self.ln(_LINE)
        if self.will_page_break((len(sheet.lines) + 4) * 7):
            self.add_page()
        self.start_section(latin(sheet.name))
        self._words(sheet.name, 13, "B")
        self._words(sheet.note, 9)
        widths = (3, *(len(sheet.head) * [2 if len(sheet.head) < 4 else 1]))
        aligned = ("LEFT", *(["RIGHT"] * len(sheet.head)))
        with self.table(
            borders_layout="HORIZONTAL_LINES",
            col_widths=widths,
            text_align=aligned,
            line_height=_LINE,
            padding=1,
            headings_style=FontFace(emphasis="BOLD"),
        ) as table:
            for line in (("", *sheet.head), *((words, *cells) for words, cells in sheet.lines)):
                table.row(tuple(map(latin, line)))

    def held_back(self, names: Sequence[str]) -> None:
        """The tables that are missing, by their names."""
        if names:
            self.ln(_LINE)
            self._words(_("Held back as a whole"), 13, "B")
            self._words("\n".join(names))

    def funnel(self, found: Programme) -> None:
        """The steps as bars, each with its words and number."""
        drawing = funnel_drawing(steps(found.report.funnel), NARROW)
        if self.will_page_break(drawing.height * _DRAWN):
            self.add_page()
        top = self.get_y() + 2
        for bar in drawing.bars:
            self._bar(bar, top, drawing.thick * _DRAWN)
        self.set_y(top + drawing.height * _DRAWN)
        self.set_text_color(0)

    def _bar(self, bar: Bar, top: float, thick: float) -> None:
        left = self.l_margin
        self.set_font(_FONT, size=9)
        self.text(left, top + bar.words_y * _DRAWN, latin(step_words(bar.step.code)))
        self.set_fill_color(_GREYS[bar.step.tone])
        if bar.step.cell.is_shown:
            self.rect(left, top + bar.y * _DRAWN, max(bar.length * _DRAWN, 0.3), thick, style="F")
        else:
            with self.local_context(dash_pattern={"dash": 1, "gap": 1, "phase": 0}):
                self.rect(left, top + bar.y * _DRAWN, bar.length * _DRAWN, thick)
        number = latin(cell_words(bar.step.cell))
        self.text(left + bar.number_x * _DRAWN, top + bar.number_y * _DRAWN, number)

    def _words(self, text: str, size: float = 10, style: str = "") -> None:
        self.set_font(_FONT, style, size)
        self.multi_cell(0, size * 0.5, latin(text), align="L", new_x=XPos.LMARGIN, new_y=YPos.NEXT)
