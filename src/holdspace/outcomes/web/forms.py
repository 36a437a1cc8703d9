"""Forms of outcomes."""

from __future__ import annotations

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.outcomes.actions import LONGEST
from holdspace.outcomes.models import RepairStep


class RepairForm(forms.Form):
    """What happened, and a step towards repair; `version` is what the writer saw (0: nothing yet)."""

    use_required_attribute = False

    happened = forms.CharField(
        label=_("What happened?"),
        help_text=_("As you saw it. It is about the group: no names."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 4}),
    )
    step = forms.CharField(
        label=_("What will you do about it?"),
        help_text=_("One step, for the next session. The brief will remind you."),
        required=False,
        max_length=LONGEST,
        widget=forms.Textarea({"rows": 3}),
    )
    version = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, kept: RepairStep | None) -> None:
        super().__init__(data, initial=_initial(kept))


def _initial(kept: RepairStep | None) -> dict[str, object]:
    if kept is None:
        return {"version": 0}
    return {"happened": kept.happened or "", "step": kept.step or "", "version": kept.version}
