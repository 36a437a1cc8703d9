"""Forms of goals: the words of one, how far somebody came with each, when they are looked at again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.actors import Actor
from holdspace.outcomes.actions import HEAVIEST, LONGEST_GOAL, STEP_FIELDS, Worded
from holdspace.outcomes.models import Goal, GoalTime
from holdspace.outcomes.queries import IN_WORDS, Goals
from holdspace.outcomes.rules.goal_times import SELDOMEST, Agreed
from holdspace.skills.queries import area_by_area, names_of
from holdspace.skills.rules.library import AREA_WORDS


def _level(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, max_length=LONGEST_GOAL, widget=forms.Textarea({"rows": 2})
    )


class GoalForm(forms.Form):
    """A goal, what each of its five levels would be, how much it counts, and what is practised for it.

    `version` is what the writer saw (0: something new).
    """

    use_required_attribute = False

    words = forms.CharField(
        label=_("What do they want to reach?"),
        help_text=_("In their own words, as you agreed."),
        max_length=LONGEST_GOAL,
        widget=forms.Textarea({"rows": 2}),
    )
    expected = forms.CharField(
        label=_("What would be as expected?"),
        help_text=_("Something that both of you can see, by a time that you name."),
        max_length=LONGEST_GOAL,
        widget=forms.Textarea({"rows": 2}),
    )
    much_more = _level(_("What would be much more than expected?"))
    more = _level(_("What would be more than expected?"))
    less = _level(_("What would be less than expected?"))
    much_less = _level(_("What would be much less than expected?"))
    weight = forms.IntegerField(
        label=_("How often does it count?"),
        help_text=_("Once, as every goal, unless some weigh more; at most five times."),
        min_value=1,
        max_value=HEAVIEST,
        initial=1,
    )
    practices = forms.MultipleChoiceField(
        label=_("What is practised for it?"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, by: Actor, kept: Goal | None = None) -> None:
        super().__init__(data, initial=_initial(kept))
        shelf = [
            (AREA_WORDS[area], [(each.code, each) for each in found]) for area, found in area_by_area(by)
        ]
        offered = [
            (words, [(code, skill.words(by.language or "en").name) for code, skill in found])
            for words, found in shelf
            if found
        ]
        kept_names = names_of(by, kept.practices if kept else ())
        there = {code for _words, found in offered for code, _name in found}
        gone = [(code, name) for code, name in kept_names.items() if code not in there]
        field: Any = self.fields["practices"]
        field.choices = [*offered, *([(_("Offered no more"), gone)] if gone else [])]

    @property
    def chosen(self) -> set[str]:
        """The practices whose boxes are ticked."""
        return set(self["practices"].value() or ())

    def worded(self) -> Worded:
        """The goal as it was filled in. Only after `is_valid()`."""
        given = self.cleaned_data
        return Worded(
            words=given["words"],
            expected=given["expected"],
            weight=given["weight"],
            steps={level: given[name] for level, name in STEP_FIELDS.items()},
            practices=given["practices"],
        )


def _initial(kept: Goal | None) -> dict[str, object]:
    if kept is None:
        return {"version": 0}
    steps = {name: kept.levels.get(level, "") for level, name in STEP_FIELDS.items()}
    return {
        "words": kept.words or "",
        "expected": kept.expected or "",
        "weight": kept.weight,
        "practices": kept.practices,
        "version": kept.version,
        **steps,
    }


class RateForm(forms.Form):
    """One level for every goal that is worked on; any can be left open."""

    def __init__(self, goals: Goals, *, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        self._goals = {_name(row.goal.pk): row.goal.pk for row in goals.in_use}
        for row in goals.in_use:
            self.fields[_name(row.goal.pk)] = forms.TypedChoiceField(
                label=row.goal.words or "—",
                help_text=row.goal.expected or "",
                choices=_choices(row.goal),
                coerce=int,
                empty_value=None,
                required=False,
            )

    def levels(self) -> dict[UUID, int]:
        """Goal → level, of those that were rated. Only after `is_valid()`."""
        given = {goal: self.cleaned_data[name] for name, goal in self._goals.items()}
        return {goal: level for goal, level in given.items() if level is not None}


def _choices(goal: Goal) -> list[tuple[str, object]]:
    """The five levels, each with the words that were agreed for it."""
    words = goal.levels
    levels = [
        (str(level), f"{name}: {words[level]}" if level in words else name)
        for level, name in IN_WORDS.items()
    ]
    return [("", _("not rated today")), *levels]


class TimeForm(forms.Form):
    """When the goals are looked at together again; both can be left empty."""

    on = forms.DateField(
        label=_("On a day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    every = forms.IntegerField(
        label=_("After so many sessions"),
        help_text=_("Counted from the last time; left empty, the number of sessions does not matter."),
        required=False,
        min_value=1,
        max_value=SELDOMEST,
    )

    def __init__(self, data: QueryDict | None, *, kept: GoalTime | None = None) -> None:
        super().__init__(data, initial={"on": kept.on, "every": kept.every or None} if kept else {})

    def agreed(self) -> Agreed:
        """Only after `is_valid()`."""
        return Agreed(self.cleaned_data["on"], self.cleaned_data["every"] or 0)


def _name(goal: UUID) -> str:
    return f"goal-{goal}"
