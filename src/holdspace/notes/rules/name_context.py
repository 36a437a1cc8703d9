"""Whether a word that could be a name is one here: capitals, sentence starts, and what stands around it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property

from holdspace.notes.rules.context_words import (
    ADDRESSED,
    ADVERBS,
    AFTER_SOMEBODY,
    ARTICLES,
    BEFORE_MONTH,
    BEFORE_SOMEBODY,
    CLAUSE_STARTS,
    CLITICS,
    DOES,
    IS,
    MEMBER_WORDS,
    MODAL,
    MONTHS,
    NAMED_AFTER,
    NOT_A_SURNAME,
    ONLY_PEOPLE,
    PART_OF_MONTH,
    PERSONAL_OBJECTS,
    PHRASES,
    PLACE_NOUNS,
    PLACE_PREFIXES,
    PLACES_AFTER,
    PRONOUNS,
    SAINTS,
    SAYS,
    STATES,
    TITLES,
    TRUSTING,
)
from holdspace.notes.rules.folding import Token
from holdspace.notes.rules.ordinary_words import ENGLISH_SIGNS, MASS, SPANISH_SIGNS

STARTERS = ".!?:…•·*|\n\t¿¡"
"""A capital after one of these says nothing."""
QUOTES = '"“”‘«»„'
SKIPPED = " \u00a0()[]#>'’_~" + QUOTES
DASHES = "-–—"
APOSTROPHES = "'’ʼ`´"
_NUMBERED = re.compile(r"(?:^|\n)\s*\(?\w{1,2}[.)]$")


class Case(Enum):
    """What a word's letters say; a capital says nothing where every word would have one."""

    LOWER = "lower"
    CAPITAL = "capital"
    UNTOLD = "untold"


@dataclass(frozen=True)
class Context:
    """A text and its words; all questions are about the word with a given index, or a run of words."""

    text: str
    tokens: Sequence[Token]
    ordinary: frozenset[str] = frozenset()

    @cached_property
    def is_small(self) -> bool:
        """Whether the text does without capitals, so that a small letter says nothing."""
        return not any(token.capital for token in self.tokens if len(token.key) > 1)

    @cached_property
    def is_shouted(self) -> bool:
        """Whether the whole text is in capitals."""
        long = [token for token in self.tokens if len(token.key) > 2]
        return sum(token.shouted for token in long) > 0.7 * len(long)

    @cached_property
    def is_spanish(self) -> bool:
        keys = {token.key for token in self.tokens}
        return len(keys & SPANISH_SIGNS) > len(keys & ENGLISH_SIGNS)

    def case(self, index: int) -> Case:
        token = self.tokens[index]
        if not token.capital:
            return Case.LOWER
        if token.shouted or self.starts_sentence(index):
            return Case.UNTOLD
        return Case.CAPITAL

    def starts_sentence(self, index: int) -> bool:
        """Whether the word begins the text, a sentence, a quotation, a line, or the point of a list."""
        place = self.tokens[index].start - 1
        if place >= 0 and self.text[place] in QUOTES:
            return True
        while place >= 0 and self.text[place] in SKIPPED:
            place -= 1
        if place >= 0 and self.text[place] in DASHES:  # the point of a list, or a dash between sentences
            line = self.text.rfind("\n", 0, place) + 1
            return self.text[place + 1 : place + 2] == " " and self.text[line:place][-1:] in {"", " "}
        return place < 0 or self.text[place] in STARTERS or self._numbered(place)

    def _numbered(self, place: int) -> bool:
        """The point of a list with numbers: "2) Will call"."""
        return (
            self.text[place] in ").0123456789"
            and _NUMBERED.search(self.text[: place + 2].rstrip()) is not None
        )

    def key(self, index: int) -> str:
        """The folded word at `index`, or nothing beyond the ends of the text."""
        return self.tokens[index].key if 0 <= index < len(self.tokens) else ""

    def between(self, index: int) -> str:
        """What stands between the word at `index` and the next one."""
        if not 0 <= index < len(self.tokens) - 1:
            return "\n"
        return self.text[self.tokens[index].end : self.tokens[index + 1].start]

    def apostrophe_after(self, index: int) -> str:
        """The word that hangs on this one by an apostrophe: "s" in "Ana's", "t" in "don't"."""
        between = self.between(index)
        return self.key(index + 1) if len(between) == 1 and between in APOSTROPHES else ""

    def contraction(self, index: int) -> bool:
        """Whether it is the front of "don't" or the tail of "she'd", "it's"."""
        if self.apostrophe_after(index) == "t":
            return True
        return len(self.key(index)) <= 2 and self.apostrophe_after(index - 1) != ""

    def place_or_phrase(self, index: int) -> bool:
        """Hope House, Amazing Grace, in May, May 4: capitals that name no person."""
        if self.key(index + 1) in PLACE_NOUNS and self.tokens[index + 1].capital:
            return self.between(index).isspace()
        if (self.key(index - 1), self.key(index)) in PHRASES:
            return True
        if self.key(index + 1) in {"of", "de"} and not self.names_whom(index):
            return True
        return (self.key(index) in MONTHS and self._month(index)) or self._part_of_title(index)

    def _part_of_title(self, index: int) -> bool:
        """Mount Hope, Instillation of Hope; Grace Lutheran is told by the caller, who knows surnames."""
        before = self.key(index - 1)
        if (
            before in PLACE_PREFIXES
            and self.tokens[index - 1].capital
            and self.between(index - 1) in {" ", ". "}
        ):
            return True
        linked = before in {"of", "de"} and self.key(index) in MASS
        return linked and index > 1 and self.tokens[index - 2].capital

    def followed_by_a_name(self, index: int) -> bool:
        """Whether a word with a capital comes right after, as in Grace Kelly."""
        if index + 1 >= len(self.tokens) or self.between(index) not in {" ", "-", "\u00a0"}:
            return False
        after = self.tokens[index + 1]
        return after.capital and not after.shouted and after.key not in NOT_A_SURNAME

    def of_a_place(self, index: int) -> bool:
        """Jackson Hospital, Santa Ana, Parkinson's disease, Beck Depression Inventory: after others."""
        after = index + 2 if self.apostrophe_after(index) == "s" else index + 1
        capital = after < len(self.tokens) and self.tokens[after].capital
        if (
            self.key(index - 1) in SAINTS
            and self.tokens[index - 1].capital
            and self.between(index - 1) in {" ", ". "}
        ):
            return True
        if self.between(after - 1) != " ":
            return False
        scale = capital and after == index + 1 and self.key(after + 1) in NAMED_AFTER
        return self.key(after) in NAMED_AFTER or scale or (capital and self.key(after) in PLACES_AFTER)

    def has_article(self, index: int) -> bool:
        before = self.key(index - 1)
        article = before in ARTICLES and not (before == "a" and self.is_spanish)
        return article and self.between(index - 1).isspace()

    def _month(self, index: int) -> bool:
        token = self.tokens[index]
        if re.match(r"[\s,]*\d", self.text[token.end : token.end + 4]):
            return True
        if self.key(index - 1) == "of":
            return self.key(index - 2) in PART_OF_MONTH or self.key(index - 2).endswith(
                ("th", "st", "nd", "rd")
            )
        if self.key(index - 1) == "by" and self.key(index - 2).endswith("ed"):
            return False
        before = self.key(index - 1) in BEFORE_MONTH and self.between(index - 1).isspace()
        return before and self.key(index - 2) not in TRUSTING and not self.acts(index)

    def titled(self, index: int) -> bool:
        """Mr, Dr., named …, member …"""
        gap = self.between(index - 1)
        short = "." not in gap or len(self.key(index - 1)) < 5
        before = self.key(index - 1) in TITLES | MEMBER_WORDS and gap.strip(". ") == "" and short
        return before and self.tokens[index].capital

    def acts(self, last: int) -> bool:
        """Whether what follows the word `last` is what people do or are: "… said", "… was tearful"."""
        if self.apostrophe_after(last) in {"s", "d", "ll"}:
            return True
        verb = self.verb_after(last)
        if verb is None:
            return False
        if self.key(verb) == "and" and self.key(verb + 1) in PRONOUNS:
            return True
        does = self.key(verb) in DOES or self.key(verb) in MODAL or self.past_tense(verb)
        return does or (self.key(verb).endswith("s") and self.key(verb + 1) in PERSONAL_OBJECTS)

    def verb_after(self, last: int) -> int | None:
        """The word after `last` and what may stand before a verb; None where a sign parts them."""
        gap = self.between(last)
        if gap.strip(" ,.()") != "" or "\n" in gap or ("." in gap and len(self.key(last)) > 2):
            return None
        verb = self.past_adverbs(last + 1)
        return (
            verb if "," not in gap or verb > last + 1 or self.key(verb) in {"who", "whom", "whose"} else None
        )

    def only_people(self, last: int) -> bool:
        """Whether what follows is what nothing but a person does: "… said", "…'s sister"."""
        if self.apostrophe_after(last) == "s":
            return True
        verb = self.verb_after(last)
        return verb is not None and self.key(verb) in ONLY_PEOPLE

    def past_tense(self, verb: int) -> bool:
        key = self.key(verb)
        if len(key) > 4 and key.endswith("ed"):
            return self.key(verb + 1) != "by"
        return 0 <= verb < len(self.tokens) and self.tokens[verb].text.endswith(
            ("ó", "aba", "ía", "Ó", "ABA", "ÍA")
        )

    def past_adverbs(self, index: int) -> int:
        """The first word from `index` on that is no adverb."""
        skipped = ADVERBS | CLITICS | {"been"}
        while self.key(index) in skipped or (len(self.key(index)) > 5 and self.key(index).endswith("ly")):
            index += 1
        return index

    def is_in_a_state(self, verb: int) -> bool:
        """ "was tearful": a verb of being and what only people are."""
        return self.key(verb) in IS and self.key(self.past_adverbs(verb + 1)) in STATES

    def says(self, index: int) -> bool:
        """The same in small letters: only what nothing but a person does, and no "the" before it."""
        before = self.key(index - 1)
        if before in ADDRESSED and not (before == "asked" and self.key(index) in {"will", "may"}):
            return self.between(index - 1).isspace()
        said = self.is_small and self.key(index + 1) in SAYS and not self.has_article(index)
        begins = said or self.starts_sentence(index) or before in CLAUSE_STARTS
        verbs = ONLY_PEOPLE if self.is_small else SAYS
        if not begins or not self.between(index).isspace():
            return False
        verb = self.past_adverbs(index + 1)
        does = self.is_small and self.key(index) not in MASS and self.past_tense(verb)
        return does or self.key(verb) in verbs

    def names_whom(self, index: int) -> bool:
        """Whether a word comes before after which somebody may be named: "told …", "with …"."""
        before = self.key(index - 1)
        told = before in BEFORE_SOMEBODY or (len(before) > 5 and before.endswith("ed"))
        return told and self.between(index - 1).strip(' ("“') == ""

    def is_word(self, key: str) -> bool:
        return key in self.ordinary

    def within(self, start: int, end: int) -> tuple[int, int]:
        """The first and the last word that stand in [start, end)."""
        inside = [index for index, token in enumerate(self.tokens) if start <= token.start < end]
        return inside[0], inside[-1]

    def shouted_around(self, first: int, last: int) -> bool:
        """Whether the words beside are in capitals as well."""
        beside = [self.tokens[index] for index in (first - 1, last + 1) if 0 <= index < len(self.tokens)]
        return any(token.shouted for token in beside)

    def measure_around(self, first: int, last: int) -> bool:
        """Whether a number stands beside, as in "5 MG" or "GAF 60"."""
        start, end = self.tokens[first].start, self.tokens[last].end
        before, after = self.text[max(0, start - 3) : start], self.text[end : end + 3]
        return re.search(r"\d[ -]?$", before) is not None or re.match(r"[ :=-]{0,2}\d", after) is not None

    def a_thing(self, first: int, last: int) -> bool:
        """Whether an article stands before, or a small noun right after: "the CO alarm", "AD pills"."""
        return self.has_article(first) or (
            self.between(last) == " "
            and not self.acts(last)
            and self.key(last + 1) not in CLAUSE_STARTS | BEFORE_SOMEBODY | AFTER_SOMEBODY
        )
