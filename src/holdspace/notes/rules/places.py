"""Where people live and work, in a text: the phrases of `employers` and `addresses` at their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from holdspace.notes.rules.addresses import Place, address_numbers, find_places, stem
from holdspace.notes.rules.employers import Workplace, find_workplaces
from holdspace.notes.rules.folding import terms
from holdspace.notes.rules.name_context import Context
from holdspace.notes.rules.phrases import Phrase, Written
from holdspace.notes.rules.record import Field


class Located(NamedTuple):
    """A phrase at [start, end) of the text."""

    start: int
    end: int
    phrase: Phrase
    certainty: float


def find_phrases(text: str, phrases: Sequence[tuple[Phrase, str]], context: Context) -> Iterator[Located]:
    """All workplaces and addresses in `text`, those that may stand in it too."""
    if not phrases:
        return
    written = terms(text)
    starts = {token.start for index, token in enumerate(context.tokens) if context.starts_sentence(index)}
    begins = {index for index, term in enumerate(written) if term.start in starts}
    plain, stemmed = Written(text, written), Written(text, written, stem)
    for phrase, entry in phrases:
        if not phrase.keys:
            continue
        if phrase.field is Field.EMPLOYER:
            found = list[Workplace | Place](find_workplaces(plain, phrase, context.ordinary, begins))
        else:
            found = list(find_places(stemmed, phrase, address_numbers(entry), context.ordinary))
        for each in found:
            yield Located(written[each.first].start, written[each.last].end, phrase, each.certainty)
