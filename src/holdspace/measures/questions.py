"""A questionnaire as a form: one field for every question, each of which can be left empty."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from django import forms
from django.forms.boundfield import BoundField

from holdspace.measures.rules.instrument import Instrument, Item


@dataclass(frozen=True, slots=True)
class Block:
    """Questions that are answered with the same words, so that they stand in one table."""

    fields: tuple[BoundField, ...]
    scored: bool


class QuestionnaireForm(forms.Form):
    """The questions of one instrument, in `language`; the fields carry the instrument's id as prefix."""

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
    def title(self) -> str:
        return self.instrument.title(self.language)

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


def _field(item: Item, language: str) -> forms.TypedChoiceField:
    choices = [(str(option.value), option.text(language)) for option in item.options]
    return forms.TypedChoiceField(
        label=item.text(language),
        choices=choices,
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )
