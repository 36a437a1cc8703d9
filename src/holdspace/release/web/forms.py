"""The forms of releases, corrections, keeping and erasing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.release.models import Release
from holdspace.release.places import places
from holdspace.release.rules import bases
from holdspace.release.rules.bases import GROUNDS, Basis, Terms
from holdspace.release.rules.parts import MAY_HOLD, OF_THE_RECORD, PART_WORDS, PURPOSE_WORDS, Purpose

LONGEST = 2000


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    return forms.DateField(
        label=label,
        required=required,
        help_text=help_text,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )


def _words(label: Any, *, required: bool = True, rows: int = 3, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        required=required,
        max_length=LONGEST,
        help_text=help_text,
        widget=forms.Textarea({"rows": rows}),
    )


class AskForm(forms.Form):
    """A member asks for a copy."""

    for_whom = forms.CharField(
        label=_("For somebody else?"),
        required=False,
        max_length=200,
        help_text=_("Their name, and where they work. Leave it empty if the copy is for you."),
    )
    wish = _words(
        _("Is there something in particular that you need?"),
        required=False,
        help_text=_("Everything, one year, only the sessions. You need not say why."),
    )


class CorrectForm(forms.Form):
    """A member says that something is wrong."""

    about_on = _day(_("Which day is it about?"), help_text=_("If you know it."))
    wrong = _words(_("What is wrong?"))
    right = _words(_("How should it be?"), required=False)


class DisagreeForm(forms.Form):
    """A member's own statement beside what was declined."""

    statement = _words(
        _("What do you want to be kept beside it?"),
        help_text=_("It stays with your record in your own words."),
    )


class PrepareForm(forms.Form):
    """What goes, for whom, why, until when, on which ground."""

    purpose = forms.ChoiceField(label=_("What is it for?"), choices=())
    basis = forms.ChoiceField(label=_("On which ground?"), choices=(), widget=forms.RadioSelect)
    recipient = forms.CharField(
        label=_("Who receives it?"), max_length=200, help_text=_("It stands on every page of the copy.")
    )
    why = _words(_("What is it needed for?"), rows=2)
    until = _day(_("Ready until"), required=True, help_text=_("After that day the file is gone from here."))
    parts = forms.MultipleChoiceField(
        label=_("What goes?"),
        choices=(),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What the purpose does not need stays here, also when it is ticked."),
    )
    authorised_on = _day(_("Authorisation signed on"))
    authorised_until = _day(_("Authorisation ends on"))
    reference = forms.CharField(
        label=_("Number and date of the order or law"), max_length=200, required=False
    )
    part2_consent_on = _day(
        _("Written consent under 42 CFR Part 2, signed on"),
        help_text=_(
            "Only where a group of theirs is such a programme. Without it nothing of that group goes."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(self, data: QueryDict | None, *, release: Release) -> None:
        super().__init__(data, initial=_initial(release))
        self.fields["purpose"].choices = [(each.value, PURPOSE_WORDS[each]) for each in Purpose]  # type: ignore[attr-defined]
        grounds, parts = bases.OF_THE_RECORD, OF_THE_RECORD
        self.fields["basis"].choices = [(each.value, GROUNDS[each].words) for each in grounds]  # type: ignore[attr-defined]
        self.fields["parts"].choices = [(each.value, PART_WORDS[each]) for each in parts]  # type: ignore[attr-defined]

    def terms(self) -> Terms:
        """What was filled in, as the rules take it."""
        given = dict(self.cleaned_data)
        given.pop("parts")
        given.pop("version")
        given["purpose"], given["basis"] = Purpose(given["purpose"]), Basis(given["basis"])
        return Terms(**given)


def _initial(release: Release) -> dict[str, Any]:
    terms = release.terms or {}
    names = ("until", "authorised_on", "authorised_until", "part2_consent_on", "version", "purpose", "basis")
    return {
        **{name: getattr(release, name) for name in names},
        **{name: terms.get(name, "") for name in ("recipient", "why", "reference")},
        "parts": release.parts or sorted(MAY_HOLD[Purpose(release.purpose)]),
    }


class PrepareApartForm(forms.Form):
    """Which psychotherapy notes go, and until when the file lies ready; the authorisation says the rest."""

    notes = forms.MultipleChoiceField(
        label=_("Which notes?"), choices=(), widget=forms.CheckboxSelectMultiple, required=False
    )
    until = _day(_("Ready until"), required=True, help_text=_("After that day the file is gone from here."))
    part2_consent_on = _day(
        _("Written consent under 42 CFR Part 2 for these notes, signed on"),
        help_text=_(
            "Only where a group of theirs is such a programme. Without it nothing of that group goes."
        ),
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)

    def __init__(
        self, data: QueryDict | None, *, release: Release, notes: list[tuple[str, str]], chosen: list[str]
    ) -> None:
        initial = {name: getattr(release, name) for name in ("until", "part2_consent_on", "version")}
        super().__init__(data, initial={**initial, "notes": chosen})
        self.fields["notes"].choices = notes  # type: ignore[attr-defined]


class AllowForm(forms.Form):
    """A member lets psychotherapy notes go to somebody: whose, to whom, what for, until when."""

    id = forms.UUIDField(widget=forms.HiddenInput)
    author_id = forms.TypedChoiceField(
        label=_("Whose notes?"), choices=(), coerce=UUID, widget=forms.RadioSelect
    )
    recipient = forms.CharField(
        label=_("To whom may they go?"),
        max_length=200,
        help_text=_("One person or place. For somebody else write another of these."),
    )
    purpose = forms.CharField(label=_("What are they needed for?"), max_length=200)
    expires_on = _day(_("Until when may they go?"), required=True)
    notes_from = _day(_("Only notes from this day on"), help_text=_("Leave it empty for all of them."))
    notes_until = _day(_("Only notes up to this day"), help_text=_("Leave it empty for all of them."))
    signed_name = forms.CharField(
        label=_("Your name, as you would sign a letter"),
        max_length=120,
        widget=forms.TextInput({"autocomplete": "name"}),
    )

    def __init__(
        self, data: QueryDict | None, *, whose: list[tuple[str, str]], initial: dict[str, Any] | None = None
    ) -> None:
        super().__init__(data, initial=initial)
        self.fields["author_id"].choices = whose  # type: ignore[attr-defined]


class ReasonForm(forms.Form):
    """Why: something is left out, let stand, declined, held, erased."""

    reason = _words(_("Why?"), rows=2)


class AnswerForm(forms.Form):
    """A clinician accepts a correction, or declines it with a reason."""

    accept = forms.ChoiceField(
        label=_("Your answer"),
        choices=[("yes", _("It is corrected: I add it to the note")), ("no", _("It stays as it is"))],
        widget=forms.RadioSelect,
    )
    reason = _words(
        _("What you want to say about it"),
        required=False,
        help_text=_("They read it. Needed where it stays as it is."),
    )


class EraseForm(forms.Form):
    """Why before its time."""

    reason = _words(
        _("Why, if the time is not over yet"),
        required=False,
        rows=2,
        help_text=_("At least twenty characters."),
    )


class KeepingForm(forms.Form):
    """The practice's place, and years that it adds."""

    place = forms.ChoiceField(label=_("Place"), choices=())
    extra_years = forms.IntegerField(
        label=_("Years more than it asks for"), min_value=0, max_value=30, initial=0
    )

    def __init__(self, data: QueryDict | None, *, initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        self.fields["place"].choices = [(each.code, str(each.name)) for each in places().values()]  # type: ignore[attr-defined]
