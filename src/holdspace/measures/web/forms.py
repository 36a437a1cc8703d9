"""Forms of measures."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.db import models
from django.forms.boundfield import BoundField
from django.http import QueryDict
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from holdspace.measures.queries import NOT_ASKED, Offered, OwnOffered
from holdspace.measures.rules.due import MIDDLE, NOTHING, Own, Plan, Point
from holdspace.measures.rules.instrument import Instrument
from holdspace.measures.words import POINTS, how_often, in_words
from holdspace.ui.choices import offer
from holdspace.ui.lists import and_all

POINTS_OF, WAY = "-points", "-way"
"""After an instrument's id: the fields for the points of a course, and for how a member is asked."""

OFTEN = (1, 2, 3, 4, 6, 8, 12)
"""Every how many sessions leaders can choose. An action of another kind may have set a number between."""


@dataclass(slots=True)
class Row:
    """An instrument with its fields, in the language of whoever chooses; the last two for one member."""

    instrument: Instrument
    field: BoundField
    points: BoundField
    language: str
    way: BoundField | None = None
    of_group: str = ""

    @property
    def title(self) -> str:
        return self.instrument.title(self.language)

    @property
    def purpose(self) -> str:
        """What it is for."""
        return self.instrument.purpose(self.language)

    @property
    def is_own(self) -> bool:
        """Whether something else than for the group was chosen for one member."""
        return self.way is not None and self.way.value() != Way.GROUP

    @property
    def languages(self) -> str:
        """In which languages it can be answered: "English and Spanish"."""
        names: list[str] = [get_language_info(code)["name_translated"] for code in self.instrument.languages]
        return and_all(names)

    @property
    def unscored(self) -> int:
        """How many of its questions stand outside the total."""
        return len(self.instrument.items) - len(self.instrument.scored_items)


class ScheduleForm(forms.Form):
    """When a group is asked each instrument.

    For each of them two fields: under its id every how many sessions, under its id and `POINTS_OF` at which
    points of a member's course. `middle` is the same for all of them.
    """

    middle = forms.IntegerField(
        label=_lazy("Which of a member's own sessions is the middle?"),
        required=False,
        min_value=1,
        max_value=60,
    )

    def __init__(self, offered: Sequence[Offered], *, language: str, data: QueryDict | None = None) -> None:
        super().__init__(data, initial={"middle": middle_of(each.plan for each in offered)})
        for each in offered:
            add_plan(self, each.instrument, each.plan)
        self.rows = [row_of(self, each.instrument, language) for each in offered]

    def plans(self) -> dict[str, Plan]:
        """Instrument → when. Only after `is_valid()`."""
        return {row.instrument.id: plan_in(self, row.instrument) for row in self.rows}


class Way(models.TextChoices):
    """How what a member is asked stands to what their group is asked."""

    GROUP = "group", _lazy("as the group")
    ADDS = "adds", _lazy("besides the group")
    INSTEAD = "instead", _lazy("instead of the group")
    NEVER = "never", _lazy("not this person")


class OwnForm(forms.Form):
    """What one member is asked: for each instrument one more field than `ScheduleForm` has, under its id and
    `WAY`."""

    middle = forms.IntegerField(
        label=_lazy("Which of their own sessions is the middle?"), required=False, min_value=1, max_value=60
    )

    def __init__(
        self, offered: Sequence[OwnOffered], *, language: str, data: QueryDict | None = None
    ) -> None:
        super().__init__(data, initial={"middle": middle_of(_shown(each) for each in offered)})
        for each in offered:
            self.fields[each.instrument.id + WAY] = _way_field(each)
            add_plan(self, each.instrument, _shown(each))
            self.fields[each.instrument.id].required = False
        self.rows = [row_of(self, each.instrument, language) for each in offered]
        for row, each in zip(self.rows, offered, strict=True):
            row.way, row.of_group = self[each.instrument.id + WAY], in_words(each.of_group)

    def own(self) -> dict[str, Own | None]:
        """Instrument → what holds for the member alone; None: as the group. Only after `is_valid()`.

        What the page did not hold is left as it is.
        """
        chosen = [row.instrument for row in self.rows if self.cleaned_data[row.instrument.id + WAY]]
        return {each.id: self._own(each) for each in chosen}

    def _own(self, instrument: Instrument) -> Own | None:
        way = self.cleaned_data[instrument.id + WAY]
        if way == Way.GROUP:
            return None
        return Own(NOTHING) if way == Way.NEVER else Own(plan_in(self, instrument), way == Way.ADDS)


def _shown(offered: OwnOffered) -> Plan:
    return offered.own.plan if offered.own else NOTHING


def _way_field(offered: OwnOffered) -> forms.ChoiceField:
    own, way = offered.own, Way.GROUP
    if own is not None:
        way = Way.NEVER if own == Own(NOTHING) else Way.ADDS if own.adds else Way.INSTEAD
    return forms.ChoiceField(
        label=_("Is this person asked otherwise?"), choices=Way.choices, initial=way, required=False
    )


def add_plan(form: forms.Form, instrument: Instrument, plan: Plan) -> None:
    """The two fields with which one instrument's plan is chosen."""
    numbers = sorted({NOT_ASKED, *OFTEN, plan.every})
    form.fields[instrument.id] = forms.TypedChoiceField(
        label=_("How often is the %(name)s asked?") % {"name": instrument.short},
        choices=[(str(every), how_often(every)) for every in numbers],
        coerce=int,
        initial=str(plan.every),
    )
    form.fields[instrument.id + POINTS_OF] = forms.MultipleChoiceField(
        label=_("And once"),
        choices=[(point.value, words) for point, words in POINTS.items()],
        initial=[point.value for point in plan.points],
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )


def plan_in(form: forms.Form, instrument: Instrument) -> Plan:
    """What was chosen in the two fields, and in `middle`."""
    given = form.cleaned_data
    points = frozenset(map(Point, given[instrument.id + POINTS_OF]))
    return Plan(given[instrument.id] or NOT_ASKED, points, given["middle"] or MIDDLE)


def row_of(form: forms.Form, instrument: Instrument, language: str) -> Row:
    """The instrument with its fields, for the page."""
    return Row(instrument, form[instrument.id], form[instrument.id + POINTS_OF], language)


def middle_of(plans: Iterable[Plan]) -> int:
    """The middle that holds for the plans of a page, which are chosen together."""
    return next((plan.middle for plan in plans if not plan.asks_nothing), MIDDLE)


class PaperForm(forms.Form):
    """Which questionnaire lies there on paper or is asked in person, and on which day."""

    form = forms.ChoiceField(label=_lazy("Which questionnaire is it?"))
    day = forms.DateField(
        label=_lazy("On which day was it filled in or asked?"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, instruments: Sequence[Instrument], *, language: str, **options: Any) -> None:
        super().__init__(**options)
        offer(self, "form", ((each.id, each.title(language)) for each in instruments))


class HandOverForm(forms.Form):
    """Which questionnaires stand on the tablet."""

    forms_on_it = forms.MultipleChoiceField(
        label=_lazy("What shall be on it?"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, instruments: Sequence[Instrument], *, language: str, **options: Any) -> None:
        super().__init__(**options)
        offer(self, "forms_on_it", ((each.id, each.title(language)) for each in instruments))
