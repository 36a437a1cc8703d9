"""Words that may not stand in what leaves the building, because they tell what the appointment is.

Sender and subject are read on locked screens, in shared mailboxes and by those who run the mail. This finds
the stems of words that name the work, its methods, its services and what people come with, in the languages
of the house. Accents, case, Arabic vowels and the Arabic article hide nothing.

It is a net for the obvious, not a judge: "clinic", "appointment" and "session" tell no more than a dentist's
message would and may stand, and so may any place, any name of a person and any invented word.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from holdspace.kernel.words import Words, say

ANYWHERE: Final = (
    # English, mostly understood in the other Latin languages too
    *("therap", "psych", "counsel", "suicid", "trauma", "addict", "rehab", "detox", "depres", "anxiet"),
    *("bereave", "grief", "griev", "schizo", "bipolar", "bulimi", "anorex"),
    # Spanish: "terap" alone would be found in "WaterApp"
    *("terapi", "terapeut", "neuropsi", "drogadic", "drogodep", "desintox", "esquizo"),
)
"""Stems that are found within longer words too: "psychotherapy", "harbourtherapy.org"."""

BEGINNING: Final = (
    # "fundamental" and "environment" are none, "mentally" is one; nor are "popsicle", "syllabus", "Mourne"
    *("mental", "psic", "psiq", "abus", "mourning", "mourner", "disorder", "alcohol"),
    # "musicólogo" and "contradicción" are none
    *("sicolog", "siquiatr", "adicc", "adict", "ansied", "trastorn", "consejer", "toxicom", "ludopat"),
    # "التنفسي" (of breathing) is none, "نفسي" and "النفسية" (of the soul) are
    *("علاج", "معالج", "نفسي", "نفسان", "سيكولوج", "سايكولوج", "عقلي", "اكتئاب", "انتحار", "إدمان", "مدمن"),
    *("صدمة", "صدمات", "فصام", "اضطراب", "مخدرات", "كحول"),
)
"""Stems with which a word begins, after an Arabic article or particle."""

WHOLE: Final = (
    # a circle is a group; "Groupon" and "grouping" are none
    *("group", "groups", "grupo", "grupos", "grupal", "grupales", "مجموعة", "مجموعات"),
    *("duelo", "duelos", "luto", "crisis", "قلق", "حزن"),
    *("ptsd", "ocd", "adhd", "cbt", "dbt", "emdr", "camhs", "cmht", "iapt", "tdah", "tept"),
    *("self harm", "selfharm", "autolesion", "autolesiones"),
)
"""Words that tell by themselves, and not as a part of longer ones."""

_SAME: Final = str.maketrans({"ى": "ي", "ی": "ي", "ک": "ك", "ة": "ه", "ı": "i", "ـ": None})
_PARTICLES: Final = "[وف]?(?:[بكل]?ال|لل|[بكل])?"
"""And, so, with, as, for, the: what Arabic writes together with the word that follows."""


@dataclass(frozen=True, slots=True)
class Telling:
    """A word that tells. `of_name`: it is a part of the practice's own name, which was repeated."""

    word: str
    of_name: bool = False

    @property
    def sentence(self) -> Words:
        """Why it may not stand here."""
        if self.of_name:
            return say(
                "This is the practice's own name, and “%(word)s” in it tells what the appointment is. Whoever"
                " sees a locked screen reads it too: choose words that anybody could send.",
                word=self.word,
            )
        return say(
            "“%(word)s” tells what the appointment is. Whoever sees a locked screen reads it too: choose"
            " words that anybody could send.",
            word=self.word,
        )


def telling(words: str, *, own_name: str = "") -> Telling | None:
    """The first word that tells, as it was written; None where there is none.

    `own_name` is the practice's name. Where it tells, it may not be repeated either, also not as one word
    ("SaludMental" of "Salud Mental").
    """
    named = _found(own_name)
    if named and _squeezed(own_name) in _squeezed(words):
        return Telling(named, of_name=True)
    found = _found(words)
    return Telling(found) if found else None


def _found(text: str) -> str:
    written = [(word, folded) for word in _words(text) if (folded := _folded(word))]
    line = " ".join(folded for _word, folded in written)
    match = _PATTERN.search(line)
    if match is None:
        return ""
    first, last = (line.count(" ", 0, end) for end in match.span())
    found = " ".join(word for word, _folded in written[first : last + 1])
    return unicodedata.normalize("NFC", found)


def _words(text: str) -> list[str]:
    """The words of a text, decomposed; whatever is neither letter, mark nor digit parts them.

    A sign of money parts them too, though some decompose into letters: ₨ into Rs.
    """
    without_money = "".join(" " if unicodedata.category(sign) == "Sc" else sign for sign in text)
    signs = unicodedata.normalize("NFKD", without_money)
    return "".join(sign if _within_word(sign) else " " for sign in signs).split()


def _within_word(sign: str) -> bool:
    kind = unicodedata.category(sign)
    return kind[0] in "LMN" or kind == "Cf"


def _folded(word: str) -> str:
    """A word without case, accents, vowel signs and invisible marks, in one spelling."""
    signs = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", word).casefold())
    kept = (sign for sign in signs if unicodedata.category(sign)[0] in "LN")
    return "".join(kept).translate(_SAME)


def _squeezed(text: str) -> str:
    return "".join(map(_folded, _words(text)))


def _any(stems: Iterable[str]) -> str:
    return "|".join(" ".join(map(_folded, stem.split())) for stem in stems)


_PATTERN: Final = re.compile(
    rf"{_any(ANYWHERE)}"
    rf"|(?<!\S){_PARTICLES}(?:{_any(BEGINNING)})"
    rf"|(?<!\S){_PARTICLES}(?:{_any(WHOLE)})(?!\S)"
)
