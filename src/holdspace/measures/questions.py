"""A questionnaire as a form: one field for every question, each of which can be left empty."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.forms.boundfield import BoundField
from django.utils.translation import gettext_lazy as _

from holdspace.measures.rules.instrument import Asked, Instrument, Item
from holdspace.measures.rules.scoring import NOT_AN_ANSWER

VERSION = ":version"
"""After an instrument's id: the hidden field with the version that somebody has before their eyes."""

RENEWED = _(
    "This questionnaire was renewed while you had it open. Nothing was sent. Your answers stand below as far"
    " as they still fit: please look them over and send them once more."
)


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that are answered with the same words, so that they stand in one table."""

    fields: tuple[BoundField, ...]
    scored: bool


class QuestionnaireForm(forms.Form):
    """The questions of one instrument, in `language`; the fields carry the instrument's id as prefix.

    A form of another version of the instrument than the one that holds now is not valid: it comes back with
    the questions of now. One that does not say its version is taken as it is.
    """

    def __init__(
        self,
        instrument: Instrument,
        *,
        language: str,
        data: Mapping[str, object] | None = None,
        given: Mapping[str, int | None] | None = None,
    ) -> None:
        super().__init__(data, prefix=instrument.id, initial=dict(given or {}))
        self.instrument = instrument
        self.language = language
        for item in instrument.items:
            self.fields[item.key] = _field(item, language)

    @property
    def spoken(self) -> str:
        """The language in which its questions stand here: the reader's, or that of the original."""
        wanted, known = self.language.split("-")[0], self.instrument.languages
        return wanted if wanted in known or not known else known[0]

    @property
    def title(self) -> str:
        return self.instrument.title(self.language)

    @property
    def purpose(self) -> str:
        """What it is for; never shown to members."""
        return self.instrument.purpose(self.language)

    @property
    def is_asked_in_person(self) -> bool:
        """Whether a clinician asks it, so that nobody fills it in alone."""
        return self.instrument.asked is Asked.INTERVIEW

    @property
    def version_name(self) -> str:
        """The name of the hidden field that says which version is shown."""
        return f"{self.instrument.id}{VERSION}"

    def clean(self) -> dict[str, object] | None:
        if self.data.get(self.version_name, self.instrument.version) != self.instrument.version:
            raise forms.ValidationError(RENEWED)
        return super().clean()

    @property
    def stem(self) -> str:
        """The question that stands above all items."""
        return self.instrument.recall(self.language)

    @property
    def blocks(self) -> list[Block]:
        """The questions in order, together as long as their answers have the same words."""
        runs = groupby(self.instrument.items, key=lambda item: item.options)
        return [
            Block(tuple(self[item.key] for item in run), run[0].scored)
            for run in (list(items) for _, items in runs)
        ]

    def answers(self) -> dict[str, int | None]:
        """Question → points, None where it was left empty. Only after `is_valid()`."""
        return {item.key: self.cleaned_data.get(item.key) for item in self.instrument.items}


def questionnaires(
    instruments: Iterable[Instrument], *, language: str, data: Mapping[str, object] | None = None
) -> list[QuestionnaireForm]:
    """A form for each of these instruments."""
    return [QuestionnaireForm(each, language=language, data=data) for each in instruments]


def all_valid(sheet: Sequence[QuestionnaireForm]) -> bool:
    """Whether all of them are; every form is asked, so that the page shows all that has to be put right."""
    valid = [form.is_valid() for form in sheet]
    return all(valid)


def answers_of(sheet: Iterable[QuestionnaireForm]) -> dict[str, dict[str, int | None]]:
    """Instrument → question → points. Only after `all_valid`."""
    return {form.instrument.id: form.answers() for form in sheet}


def sent_in(data: Iterable[str]) -> set[str]:
    """The ids of the instruments that a sent page held, by the names of its fields."""
    return {name.removesuffix(VERSION) for name in data if name.endswith(VERSION)}


def _field(item: Item, language: str) -> forms.TypedChoiceField:
    choices = [(str(option.value), option.text(language)) for option in item.options]
    return forms.TypedChoiceField(
        label=item.text(language),
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _(NOT_AN_ANSWER)},
    )
