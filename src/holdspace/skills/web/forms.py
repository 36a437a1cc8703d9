"""Forms of skills."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from holdspace.groups.queries import SeatedMember
from holdspace.skills.actions.assigning import LONGEST_NOTE
from holdspace.skills.actions.own import Wording
from holdspace.skills.actions.trying import LONGEST, LONGEST_WORD, Touches
from holdspace.skills.models import OwnSkill, Trying, WordBack
from holdspace.skills.rules.library import AREA_WORDS, Area, Skill, Text
from holdspace.skills.rules.reading import MOST_STEPS
from holdspace.ui.choices import offer

ME, THERAPISTS, CIRCLE = "me", "therapists", "circle"
"""Who reads what somebody noted: nobody else, the therapists, or the circle as well."""


def _touch(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label, max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )


class TryingForm(forms.Form):
    """What somebody tried, in three touches that may all be left out."""

    tried = _touch(_("What did you try?"))
    went = _touch(_("How did it go?"))
    learnt = _touch(_("What did you learn?"))
    on = forms.DateField(
        label=_("When?"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    readers = forms.ChoiceField(
        label=_("Who may read these words?"), required=False, widget=forms.RadioSelect
    )
    suggested_by = forms.TypedChoiceField(
        label=_("Did somebody of your circle suggest it?"),
        help_text=_("If you choose them, they are told that you tried it, with your name."),
        coerce=UUID,
        empty_value=None,
        required=False,
    )
    word = forms.CharField(
        label=_("A word to them, if you like"),
        max_length=LONGEST_WORD,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)
    sent_key = forms.UUIDField(
        required=False,
        initial=uuid4,
        widget=forms.HiddenInput(attrs={"autocomplete": "off", "data-sent-key": ""}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        leaders: str,
        people: Sequence[SeatedMember],
        shows: bool,
        today: date,
        kept: Trying | None = None,
        word: WordBack | None = None,
    ) -> None:
        super().__init__(data, initial=_initial(kept, word, today))
        offer(self, "readers", _readers(leaders, shows or (kept is not None and kept.to_circle)))
        nobody = [("", _("nobody"))]
        offer(self, "suggested_by", [*nobody, *((str(each.member_id), each.name) for each in people)])
        if kept is not None:
            del self.fields["sent_key"]
        if not (people and shows) and word is None:
            del self.fields["suggested_by"], self.fields["word"]

    @property
    def touches(self) -> Touches:
        """What was noted. Without a word about who may read it, nobody may."""
        said = self.cleaned_data
        alone = (said["readers"] or ME) == ME
        return Touches(
            said["tried"],
            said["went"],
            said["learnt"],
            on=said["on"],
            share=Trying.Share.NOBODY if alone else Trying.Share.THERAPISTS,
            version=said["version"] or 0,
            sent_key=said.get("sent_key"),
        )

    @property
    def is_for_the_circle(self) -> bool:
        return bool(self.cleaned_data["readers"] == CIRCLE)


class AssignmentForm(forms.Form):
    """What is to be tried, by whom, until when."""

    code = forms.ChoiceField(label=_("What?"))
    member = forms.TypedChoiceField(
        label=_("By whom?"), coerce=UUID, empty_value=None, required=False, widget=forms.RadioSelect
    )
    until = forms.DateField(
        label=_("Until"),
        help_text=_("Leave it empty if it goes on."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    note = forms.CharField(
        label=_("A word with it"),
        help_text=_("They read it beside the steps, with nobody else's name in it, please."),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(
        self,
        data: QueryDict | None,
        *,
        shelf: Iterable[tuple[Area, list[Skill]]],
        language: str,
        people: Iterable[SeatedMember],
        code: str = "",
    ) -> None:
        super().__init__(data, initial={"code": code, "member": ""})
        offer(
            self,
            "code",
            [
                (str(AREA_WORDS[area]), [(skill.code, skill.words(language).name) for skill in skills])
                for area, skills in shelf
            ],
        )
        everybody = [("", _("the whole circle"))]
        offer(self, "member", [*everybody, *((str(each.member_id), each.name) for each in people)])


class OwnSkillForm(forms.Form):
    """A skill in the practice's own words."""

    name = forms.CharField(label=_("What is it called?"), max_length=80)
    area = forms.ChoiceField(label=_("What is it about?"))
    language = forms.ChoiceField(label=_("In which language is it written?"), choices=settings.LANGUAGES)
    purpose = forms.CharField(
        label=_("What is it for?"),
        help_text=_("One or two short sentences. No promise."),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    steps = forms.CharField(
        label=_("The steps"),
        help_text=_("One on each line, up to seven."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": MOST_STEPS}),
    )
    two_minutes = forms.CharField(
        label=_("In two minutes"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    not_when = forms.CharField(
        label=_("When should it not be used?"), max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )
    credit = forms.CharField(
        label=_("Whose idea is it?"), help_text=_("Name, work and year."), max_length=200, required=False
    )
    version = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict | None, *, own: OwnSkill | None = None, language: str = "en") -> None:
        super().__init__(data, initial=_worded(own) if own else {"language": language, "version": 0})
        offer(self, "area", [(area.value, str(AREA_WORDS[area])) for area in Area])

    @property
    def wording(self) -> Wording:
        said = self.cleaned_data
        steps = tuple(line.strip() for line in said["steps"].splitlines() if line.strip())
        return Wording(
            Area(said["area"]),
            said["language"],
            Text(said["name"], said["purpose"], steps, said["two_minutes"], said["not_when"]),
            said["credit"],
            said["version"] or 0,
        )


def _initial(kept: Trying | None, word: WordBack | None, today: date) -> dict[str, Any]:
    if kept is None:
        return {"on": today, "readers": THERAPISTS, "version": 0}
    tried, went, learnt = kept.texts
    readers = CIRCLE if kept.to_circle else (THERAPISTS if kept.is_for_therapists else ME)
    own = {"tried": tried, "went": went, "learnt": learnt, "on": kept.tried_on}
    back = {"suggested_by": str(word.receiver_id), "word": word.text or ""} if word else {}
    return own | back | {"readers": readers, "version": kept.version}


def _readers(leaders: str, shows: bool) -> list[tuple[str, Any]]:
    readers: list[tuple[str, Any]] = [
        (ME, _("Only me")),
        (THERAPISTS, leaders or _("My therapists")),
    ]
    if shows:
        readers.append((CIRCLE, _("My therapists and my circle, with my name")))
    return readers


def _worded(own: OwnSkill) -> dict[str, Any]:
    names = ("name", "area", "language", "purpose", "two_minutes", "not_when", "credit", "version")
    return {name: getattr(own, name) for name in names} | {"steps": "\n".join(own.steps)}
