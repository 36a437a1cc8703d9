"""Forms of goals: a new one, and how far somebody came with each."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.outcomes.actions import HEAVIEST, LONGEST_GOAL
from holdspace.outcomes.queries import IN_WORDS, Goals


class GoalForm(forms.Form):
    """A goal, what would be as expected, and how much it counts."""

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
    weight = forms.IntegerField(
        label=_("How often does it count?"),
        help_text=_("Once, as every goal, unless some weigh more; at most five times."),
        min_value=1,
        max_value=HEAVIEST,
        initial=1,
    )

    def __init__(self, data: QueryDict | None) -> None:
        super().__init__(data)


class RateForm(forms.Form):
    """One level for every goal that is worked on; any can be left open."""

    def __init__(self, goals: Goals, *, data: Mapping[str, object] | None = None) -> None:
        super().__init__(data)
        choices = [("", _("not rated today")), *((str(level), words) for level, words in IN_WORDS.items())]
        self._goals = {_name(row.goal.pk): row.goal.pk for row in goals.in_use}
        for row in goals.in_use:
            self.fields[_name(row.goal.pk)] = forms.TypedChoiceField(
                label=row.goal.words or "—",
                help_text=row.goal.expected or "",
                choices=choices,
                coerce=int,
                empty_value=None,
                required=False,
            )

    def levels(self) -> dict[UUID, int]:
        """Goal → level, of those that were rated. Only after `is_valid()`."""
        given = {goal: self.cleaned_data[name] for name, goal in self._goals.items()}
        return {goal: level for goal, level in given.items() if level is not None}


def _name(goal: UUID) -> str:
    return f"goal-{goal}"
