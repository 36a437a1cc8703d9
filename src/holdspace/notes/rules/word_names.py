"""Names that are also words (Hope, Will, Luz): how surely one of them is meant as a name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from holdspace.notes.rules.context_words import (
    ADDRESSED,
    AFTER_SOMEBODY,
    ANSWERS,
    ARTICLES,
    BEFORE_SOMEBODY,
    CLAUSE_STARTS,
    CLITICS,
    FAMILY,
    GIVEN,
    IS,
    MODAL,
    MONTHS,
    ONLY_PEOPLE,
    PERSONAL_OBJECTS,
    PRESENT,
    STATES,
    TALKS,
    THING_DONE,
    THING_VERBS,
    THINGS_OF,
    WHO_ONE_IS,
    WORDS_FROM,
)
from holdspace.notes.rules.name_context import QUOTES, Case, Context
from holdspace.notes.rules.ordinary_words import MASS

NEVER_SMALL = frozenset({"will", "may", "an", "do", "le"})
"""Words too common for a small letter ever to mean somebody, unless they say something."""


@dataclass(frozen=True, slots=True)
class WordNames:
    """A text in which words may be names. `is_name(index)`: a word of it is likely somebody's name."""

    context: Context
    is_name: Callable[[int], bool]

    def certainty(self, index: int) -> float:
        """From 0 to 1 that the word at `index`, which is also a name, is meant as one."""
        case, context = self.context.case(index), self.context
        if context.titled(index):
            return 0.9
        if case is Case.LOWER:
            return self._small(index)
        if context.place_or_phrase(index) or self._of_another_name(index):
            return 0
        if case is Case.CAPITAL:
            return self._with_capital(index)
        return self._untold(index)

    def _of_another_name(self, index: int) -> bool:
        """Grace Kelly is not our Grace: a word with a capital follows that nobody here is called."""
        return self.context.followed_by_a_name(index) and not self.is_name(index + 1)

    def _with_capital(self, index: int) -> float:
        if not self.context.has_article(index):
            return 0.8
        if self.context.key(index + 1) in FAMILY:
            return 0.7
        return 0 if self.context.key(index) in MASS else 0.4

    def _small(self, index: int) -> float:
        context, key = self.context, self.context.key(index)
        if len(key) > 2 and context.says(index):
            return 0.5
        if self._whom(index):
            return 0.4
        if not context.is_small or key in NEVER_SMALL:
            return 0
        if context.apostrophe_after(index) == "s" and not context.has_article(index):
            return 0.4
        whom = key not in MASS and context.key(index - 1) in ADDRESSED | {"with", "from", "by", "con"}
        return 0.4 if whom and not self._object_follows(index) else 0

    def _whom(self, index: int) -> bool:
        """ "talked with grace", "feedback from mark", with nothing after it that the word could belong to."""
        context, link = self.context, self.context.key(index - 1)
        about = (link in {"with", "to"} and context.key(index - 2) in TALKS) or (
            link == "from" and context.key(index - 2) in WORDS_FROM
        )
        after = context.key(index + 1)
        alone = (
            after in CLAUSE_STARTS | BEFORE_SOMEBODY | AFTER_SOMEBODY | {""}
            or context.between(index).strip() != ""
        )
        return about and alone and context.key(index) not in {"an", "le", "do"}

    def _object_follows(self, index: int) -> bool:
        return self.context.key(index + 1) in ARTICLES | PERSONAL_OBJECTS

    def _untold(self, index: int) -> float:
        """At the start of a sentence, and where everything is in capitals."""
        if self.context.is_spanish and self.context.key(index) in CLITICS:
            return 0
        if self.context.acts(index):
            return self._subject(index)
        if any(told(index) for told in (self._beside_a_name, self._answered, self._label, self._in_a_pair)):
            return 0.5
        begins = self.context.starts_sentence(index)
        whom = not begins and self.context.key(index - 1) in ADDRESSED | {"with", "from"}
        return 0.5 if whom and self.context.key(index) not in MASS | NEVER_SMALL else 0

    def _label(self, index: int) -> bool:
        """ "Mark: came late" at the start of a line; "Hope:" may be a heading."""
        after = self.context.between(index)
        said = after.strip(" :") in QUOTES and after.strip(" :") != ""
        return after.startswith(":") and (said or self.context.key(index) not in MASS)

    def _in_a_pair(self, index: int) -> bool:
        """ "Christian/Dana": two with a stroke between, whoever the other is."""
        after, before = self.context.between(index), self.context.between(index - 1)
        capital = after == "/" and self.context.tokens[index + 1].capital
        return capital or (before == "/" and self.context.tokens[index - 1].capital)

    def _answered(self, index: int) -> bool:
        """ "Hope, thank you"."""
        return self.context.between(index).strip() == "," and self.context.key(index + 1) in ANSWERS

    def _beside_a_name(self, index: int) -> bool:
        """ "Hope and Ana", "Ana, Hope": a list in which another name stands."""
        return any(self._joined_to(index, step) for step in (1, -1))

    def _joined_to(self, index: int, step: int) -> bool:
        other, context = index + step, self.context
        if context.key(other) in {"and", "y", "e"}:
            other += step
        elif not {",", "/", "&", "+"} & set(context.between(min(index, other))):
            return False
        return 0 <= other < len(context.tokens) and context.tokens[other].capital and self.is_name(other)

    # Who begins the sentence: somebody, or the thing

    def _subject(self, index: int) -> float:
        context = self.context
        if context.only_people(index):
            return 0.6
        verb = context.verb_after(index)
        if verb is None:  # "Hope's", "Hope'll"
            return 0.4 if context.key(index) in MASS else 0.6
        if context.key(verb) in IS:
            return self._being(index, verb)
        if context.key(index) in MASS:
            return self._thing_does(index, verb)
        return 0.6

    def _being(self, index: int, verb: int) -> float:
        """ "Hope was …": tearful, or discussed?"""
        context, mass = self.context, self.context.key(index) in MASS
        at = context.past_adverbs(verb + 1)
        key = context.key(at)
        if mass and key == "present" and context.key(at + 1) == "in":
            return 0
        if key in STATES:
            return 0.6
        if key in THING_DONE:
            return 0
        if key in {"a", "an", "the", "one", "un", "una", "el", "la"} and self._somebody(at):
            return 0.4 if mass else 0.5
        if key in THINGS_OF and context.key(verb) in PRESENT:
            return 0
        if mass and (key in THINGS_OF or context.key(index) in MONTHS):
            return 0
        return self._of_no_state(verb, key) if mass else 0.4

    def _of_no_state(self, verb: int, key: str) -> float:
        """In the present tense it is more often the thing: "Joy is new to her"."""
        doing = len(key) > 4 and key.endswith(("ed", "ing", "ada", "ado", "ando", "iendo"))
        return 0 if self.context.key(verb) in PRESENT and not doing else 0.4

    def _somebody(self, at: int) -> bool:
        return any(self.context.key(index) in WHO_ONE_IS for index in range(at + 1, at + 4))

    def _thing_does(self, index: int, verb: int) -> float:
        key, after = self.context.key(verb), self.context.key(verb + 1)
        if key in ONLY_PEOPLE:
            return 0.6
        if key in THING_VERBS and (
            after in PERSONAL_OBJECTS | THINGS_OF | ARTICLES | {"in", "from", "through"}
        ):
            return 0.4 if self.context.key(verb + 2) in GIVEN else 0
        if key in MODAL and self.context.key(verb + 1) == "be" and self.context.key(verb + 2) in THING_DONE:
            return 0
        return 0.4
