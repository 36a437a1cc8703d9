"""The form of a plan for a harder time: three parts, and who reads it."""

from __future__ import annotations

from django import forms
from django.forms import BoundField
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.aftercare.models import LapsePlan
from holdspace.aftercare.queries.planning import OpenPlan, contents_of
from holdspace.aftercare.rules.lapse_plan import CALLS, HELP, HELPS, SIGNS, TITLES
from holdspace.safety.rules.safety_plan import MOST_CONTACTS, Typed, as_typed

SHOWN = 2
"""How many rows for names stand open, also when they are empty."""


class LapsePlanForm(forms.Form):
    """Every field may stay empty, but not all; what does not fit is said by the rules, beside its field."""

    share = forms.ChoiceField(
        label=_("Who may read it?"),
        choices=[
            (LapsePlan.Share.NOBODY.value, _("only me")),
            (LapsePlan.Share.THERAPISTS.value, _("the therapists of my group too")),
        ],
        widget=forms.RadioSelect,
    )
    based_on = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, data: QueryDict | None, *, kept: OpenPlan | None) -> None:
        super().__init__(data, initial=_initial(kept))
        for part in (SIGNS, HELPS):
            self.fields[part] = forms.CharField(
                label=str(TITLES[part]),
                help_text=str(HELP[part]),
                required=False,
                widget=forms.Textarea({"rows": 4}),
            )
        dialled = forms.TextInput({"type": "tel", "autocomplete": "off"})
        for n in range(MOST_CONTACTS):
            counted = {"n": n + 1}
            self.fields[f"{CALLS}_{n}_name"] = forms.CharField(
                label=_("Person %(n)s") % counted, required=False
            )
            self.fields[f"{CALLS}_{n}_phone"] = forms.CharField(
                label=_("Telephone of person %(n)s") % counted, required=False, widget=dialled
            )

    @property
    def texts(self) -> list[BoundField]:
        return [self[part] for part in (SIGNS, HELPS)]

    @property
    def rows(self) -> list[tuple[BoundField, BoundField]]:
        """Those that stand open: the filled ones, and at least two."""
        return self._rows()[: self._cut()]

    @property
    def folded(self) -> list[tuple[BoundField, BoundField]]:
        return self._rows()[self._cut() :]

    @property
    def calls_title(self) -> str:
        return str(TITLES[CALLS])

    @property
    def calls_help(self) -> str:
        return str(HELP[CALLS])

    def _rows(self) -> list[tuple[BoundField, BoundField]]:
        return [(self[f"{CALLS}_{n}_name"], self[f"{CALLS}_{n}_phone"]) for n in range(MOST_CONTACTS)]

    def _cut(self) -> int:
        filled = [n for n, row in enumerate(self._rows(), start=1) if any(field.value() for field in row)]
        return max(SHOWN, *filled, 0)

    def typed(self) -> Typed:
        """What was filled in, as it was typed."""
        filled = self.cleaned_data
        rows = [(filled[f"{CALLS}_{n}_name"], filled[f"{CALLS}_{n}_phone"]) for n in range(MOST_CONTACTS)]
        return Typed(texts={part: filled[part] for part in (SIGNS, HELPS)}, rows={CALLS: tuple(rows)})


def _initial(kept: OpenPlan | None) -> dict[str, str | int]:
    if kept is None:
        return {"based_on": 0, "share": LapsePlan.Share.NOBODY.value}
    typed = as_typed(contents_of(kept))
    texts = {str(part): typed.texts.get(part, "") for part in (SIGNS, HELPS)}
    rows = {
        f"{CALLS}_{n}_{part}": value
        for n, row in enumerate(typed.rows.get(CALLS, ()))
        for part, value in zip(("name", "phone"), row, strict=True)
    }
    return {"based_on": kept.row.number, "share": kept.row.share, **texts, **rows}
