"""The form of a safety plan: its six steps, and what makes life worth living."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.words import Words
from holdspace.safety.models import SafetyPlan
from holdspace.safety.rules.safety_plan import (
    CALLED,
    HELP,
    LINED,
    MOST_CONTACTS,
    TITLES,
    PlanStep,
    Typed,
    as_typed,
    from_stored,
)

SHOWN = 3
"""How many rows for names stand open, also when they are empty; the others are folded away."""

_ROW_WORDS = {
    PlanStep.PEOPLE: (_("Person %(n)s"), _("Telephone of person %(n)s")),
    PlanStep.SERVICES: (_("Service %(n)s"), _("Telephone of service %(n)s")),
}


@dataclass(frozen=True, slots=True)
class FormStep:
    """One step of the form: a text of lines, or rows of a name and a number, some of them folded away."""

    title: Words
    help: Words
    text: BoundField | None
    rows: list[tuple[BoundField, BoundField]]
    folded: list[tuple[BoundField, BoundField]]


class PlanForm(forms.Form):
    """Every field may stay empty, but not all; what does not fit is said by the rules, beside its field."""

    reason = forms.CharField(
        label=_("What makes life worth living for me"), required=False, widget=forms.Textarea({"rows": 2})
    )
    review_on = forms.DateField(
        label=_("Look at it together again on"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None, *, kept: SafetyPlan | None) -> None:
        super().__init__(data, initial=_initial(kept))
        for step in LINED:
            self.fields[step] = forms.CharField(
                label=str(TITLES[step]),
                help_text=str(HELP[step]),
                required=False,
                widget=forms.Textarea({"rows": 4}),
            )
        for step in CALLED:
            for n in range(MOST_CONTACTS):
                self._row(step, n)

    def _row(self, step: PlanStep, n: int) -> None:
        named, called = _ROW_WORDS[step]
        phone = forms.TextInput({"type": "tel", "autocomplete": "off"})
        counted = {"n": n + 1}
        self.fields[f"{step}_{n}_name"] = forms.CharField(label=named % counted, required=False)
        self.fields[f"{step}_{n}_phone"] = forms.CharField(
            label=called % counted, required=False, widget=phone
        )

    @property
    def steps(self) -> Iterator[FormStep]:
        """The six steps in their order."""
        for step in PlanStep:
            rows = [(self[f"{step}_{n}_name"], self[f"{step}_{n}_phone"]) for n in range(self._most(step))]
            filled = [n for n, row in enumerate(rows) if any(field.value() for field in row)]
            cut = max(SHOWN, *(n + 1 for n in filled), 0)
            text = self[step] if step in LINED else None
            yield FormStep(TITLES[step], HELP[step], text, rows[:cut], rows[cut:])

    def _most(self, step: PlanStep) -> int:
        return MOST_CONTACTS if step in CALLED else 0

    def typed(self) -> Typed:
        """What was filled in, as it was typed."""
        filled = self.cleaned_data
        return Typed(
            texts={step: filled[step] for step in LINED},
            rows={
                step: tuple(
                    (filled[f"{step}_{n}_name"], filled[f"{step}_{n}_phone"]) for n in range(MOST_CONTACTS)
                )
                for step in CALLED
            },
            reason=filled["reason"],
        )


def _initial(kept: SafetyPlan | None) -> dict[str, str | int | date | None]:
    if kept is None:
        return {"based_on": 0}
    typed = as_typed(from_stored(kept.contents))
    rows = {
        f"{step}_{n}_{part}": value
        for step, found in typed.rows.items()
        for n, row in enumerate(found)
        for part, value in zip(("name", "phone"), row, strict=True)
    }
    texts = {str(step): text for step, text in typed.texts.items()}
    return {"based_on": kept.number, "reason": typed.reason, "review_on": kept.review_on, **texts, **rows}
