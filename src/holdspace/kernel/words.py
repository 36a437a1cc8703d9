"""Sentences for people, said by code that knows no web framework.

Rules are pure, yet their refusals are read by people in several languages. A rule therefore says
`say("This seat now says %(state)s.", state=...)`: the English sentence is the message id, and it is looked up
and filled in only when somebody reads it (`str(words)`), in the language of the moment.

The project plugs in its translator once, at start: `set_translator(django.utils.translation.gettext)`, and
likewise what stands between whole numbers and decimals. Without them sentences and numbers stay English,
which is what tests of pure rules see. The reader of texts (`docs/translations.py`) knows the word.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Translator: TypeAlias = Callable[[str], str]


def _as_written(msgid: str) -> str:
    return msgid


_translate: Translator = _as_written


def set_translator(translator: Translator | None) -> None:
    """Let `translator` (message id → sentence in the reader's language) speak; None: English again."""
    global _translate
    _translate = translator or _as_written


def _point() -> str:
    return "."


_decimal_mark: Callable[[], str] = _point


def set_decimal_mark(mark: Callable[[], str] | None) -> None:
    """Let `mark` say what stands before the decimals for the reader of the moment; None: a point again."""
    global _decimal_mark
    _decimal_mark = mark or _point


def figure(number: str) -> str:
    """A number written with a point, as the reader of the moment writes it. For people, not for a machine."""
    return number.replace(".", _decimal_mark())


@dataclass(frozen=True, slots=True)
class Words:
    """A sentence not yet said: a template in English with `%(name)s` places, and what stands in them.

    `params` are pairs of name and value; a value may itself be `Words`. Two `Words` are equal when they would
    say the same in every language.
    """

    template: str
    params: tuple[tuple[str, object], ...] = ()

    def __str__(self) -> str:
        sentence = _translate(self.template)
        return sentence % dict(self.params) if self.params else sentence


def say(msgid: str, **params: object) -> Words:
    """The sentence `msgid`, to be translated when it is read; `params` fill its `%(name)s` places."""
    return Words(msgid, tuple(sorted(params.items())))


def gettext_noop(message: str) -> str:
    """`message` itself, under a name that the reader of texts looks for; who shows it translates it."""
    return message
