"""Forms of measures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django import forms
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.text import get_text_list
from django.utils.translation import get_language_info, ngettext
from django.utils.translation import gettext as _

from holdspace.measures.queries import NOT_ASKED, Offered
from holdspace.measures.rules.instrument import Instrument

OFTEN = (1, 2, 3, 4, 6, 8, 12)
"""Every how many sessions leaders can choose. An action of another kind may have set a number between."""


@dataclass(frozen=True, slots=True)
class Row:
    """An instrument with its field, in the language of whoever chooses."""

    instrument: Instrument
    field: BoundField
    language: str

    @property
    def title(self) -> str:
        return self.instrument.title(self.language)

    @property
    def purpose(self) -> str:
        """What it is for."""
        return self.instrument.purpose(self.language)

    @property
    def languages(self) -> str:
        """In which languages it can be answered: "English and Spanish"."""
        names: list[str] = [get_language_info(code)["name_translated"] for code in self.instrument.languages]
        return get_text_list(names, _("and"))

    @property
    def unscored(self) -> int:
        """How many of its questions stand outside the total."""
        return len(self.instrument.items) - len(self.instrument.scored_items)


class ScheduleForm(forms.Form):
    """How often a group is asked each instrument: one field for each, under the instrument's id."""

    def __init__(self, offered: Sequence[Offered], *, language: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        for each in offered:
            self.fields[each.instrument.id] = _field(each)
        self.rows = [Row(each.instrument, self[each.instrument.id], language) for each in offered]


def _field(offered: Offered) -> forms.TypedChoiceField:
    numbers = sorted({NOT_ASKED, *OFTEN, offered.every})
    return forms.TypedChoiceField(
        label=_("How often is the %(name)s asked?") % {"name": offered.instrument.short},
        choices=[(str(every), how_often(every)) for every in numbers],
        coerce=int,
        initial=str(offered.every),
    )


def how_often(every: int) -> str:
    """ "every 4 sessions"."""
    if every == NOT_ASKED:
        return _("not asked")
    return ngettext("every session", "every %(n)s sessions", every) % {"n": every}
