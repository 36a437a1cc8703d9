"""Forms of arriving."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.groups.queries import SeatedMember
from holdspace.preparation.actions.missing import LONGEST_NOTE
from holdspace.preparation.actions.preparing import LONGEST, Answers
from holdspace.preparation.models import Hopes, Reaching
from holdspace.preparation.rules.absence import FEWEST, MOST
from holdspace.ui.choices import offer


def _question(label: Any, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        help_text=hint,
        max_length=LONGEST,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _day(**more: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), **more)


class HopesForm(forms.Form):
    """Three questions, each of which may be left out, and who may read the answers."""

    hopes = _question(_("What do you hope for?"))
    fears = _question(_("What are you afraid of, or what would you rather not happen?"))
    helps = _question(_("What would help you on the first evening?"))
    share = forms.ChoiceField(label=_("Who may read this?"), required=False, widget=forms.RadioSelect)
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, leaders: str, kept: Hopes | None) -> None:
        initial: dict[str, Any] = {"share": Hopes.Share.NOBODY, "version": 0}
        if kept is not None:
            hopes, fears, helps = kept.texts
            initial = {"hopes": hopes, "fears": fears, "helps": helps}
            initial |= {"share": kept.share, "version": kept.version}
        super().__init__(data, initial=initial)
        them = _("%(names)s, leading the group") % {"names": leaders}
        offer(self, "share", [(Hopes.Share.THERAPISTS, them), (Hopes.Share.NOBODY, _("only me"))])

    @property
    def answers(self) -> Answers:
        """What was answered. Without a word about who may read it, nobody may."""
        said = self.cleaned_data
        share = said["share"] or Hopes.Share.NOBODY
        return Answers(said["hopes"], said["fears"], said["helps"], share, said["version"] or 0)


class MetForm(forms.Form):
    """On which day somebody of the practice met them alone."""

    on = _day(label=_("On which day did you meet?"))

    def __init__(self, data: QueryDict | None, *, today: date) -> None:
        super().__init__(data, initial={"on": today})


class ToldForm(forms.Form):
    """From which day the circle is told."""

    told_from = _day(
        label=_("The circle is told from"),
        help_text=_("Leave it empty to tell from the day they were admitted."),
        required=False,
    )


class AskForm(forms.Form):
    """Whom of the circle to ask to sit with a newcomer."""

    giver = forms.TypedChoiceField(label=_("Whom would you like to ask?"), coerce=UUID, empty_value=None)

    def __init__(self, data: QueryDict | None, *, people: Iterable[SeatedMember]) -> None:
        super().__init__(data)
        first = [("", _("Choose somebody"))]
        offer(self, "giver", [*first, *((str(each.member_id), each.name) for each in people)])


class ReachForm(forms.Form):
    """What was done about somebody who is missed."""

    done = forms.ChoiceField(
        label=_("What did you do?"), choices=Reaching.Done.choices, widget=forms.RadioSelect
    )
    note = forms.CharField(
        label=_("A short note, if you like"),
        help_text=_("For those who lead the group."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RuleForm(forms.Form):
    """After how many sessions a leader is asked to reach out."""

    after = forms.IntegerField(
        label=_("After how many sessions in a row, missed without a word?"),
        min_value=FEWEST,
        max_value=MOST,
    )
