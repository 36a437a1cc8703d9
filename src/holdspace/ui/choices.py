"""What a form offers to choose from, where that is known only when the form is made."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms


def offer(form: forms.BaseForm, name: str, choices: Iterable[Any] | Callable[[], Iterable[Any]]) -> None:
    """Let a field of choices offer these: pairs of a value and its words, or headings with such pairs.

    What is given as a function is asked for only when the choices are shown, or one of them was made.
    """
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices if callable(choices) else list(choices)
