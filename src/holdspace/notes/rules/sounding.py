"""The same name in another script: "Юлия" for Yulia, "سامي" for Sami, "민준" for Min-jun.

Cyrillic, Greek, kana, Hangul, Han and Devanagari are written in Latin letters (library anyascii) and both
sides brought to one spelling of the same sounds. Arabic and Hebrew write few vowels: a word of theirs becomes
a pattern that Latin spellings fit. Han is read as Mandarin; Japanese readings and Thai are not covered.
"""

from __future__ import annotations

import re
from functools import lru_cache

from anyascii import anyascii

_SAME_SOUND = (
    ("shch|sch|sh", "S"), ("tch|ch|cz", "C"), ("zh", "J"), ("kh|gh", "h"), ("ph", "f"), ("th", "t"),
    ("dh", "d"),
    ("ck|q|c", "k"), ("x", "ks"), ("w", "v"), ("ou|oo", "u"), ("ee|[yj]", "i"), ("ie$", "i"), ("i+", "i"),
    ("^ie", "e"), (r"(.)\1", r"\1"), ("(?<=.)h$", ""),
)  # fmt: skip
_SOUNDS = tuple((re.compile(pattern), sound) for pattern, sound in _SAME_SOUND)

_V = "[aeiouy]"
_ARABIC = {
    "ا": f"{_V}*", "أ": f"{_V}*", "إ": f"{_V}*", "آ": f"{_V}+", "ى": f"{_V}+", "ء": "",
    "ئ": f"{_V}*", "ؤ": f"{_V}*",
    "ع": f"{_V}*'?", "ب": "[bp]", "ت": "t", "ث": "(?:th|s|t)", "ج": "(?:dj|j|g)",
    "ح": "h", "خ": "(?:kh|h|ch)",
    "د": "d", "ذ": "(?:dh|th|z|d)", "ر": "r", "ز": "z", "س": "s", "ش": "(?:sh|ch|s)",
    "ص": "s", "ض": "(?:dh|d)",
    "ط": "t", "ظ": "(?:z|dh)", "غ": "(?:gh|g)", "ف": "[fv]", "ق": "(?:q|k|g)", "ك": "[kc]",
    "ل": "l", "م": "m",
    "ن": "n", "ه": "h?", "ة": "(?:ah|eh|at|a|e)?", "و": f"(?:w|v|{_V}+)", "ي": f"(?:{_V}+)",
    "پ": "p", "چ": "ch",
    "گ": "g", "ک": "k", "ی": f"{_V}+", "ژ": "(?:zh|j)",
}  # fmt: skip
_HEBREW = {
    "א": f"{_V}*", "ב": "[bv]", "ג": "g", "ד": "d", "ה": "h?", "ו": f"(?:v|w|{_V}+)",
    "ז": "z", "ח": "(?:ch|kh|h)",
    "ט": "t", "י": f"(?:{_V}+|j)", "כ": "(?:ch|kh|[kc])", "ך": "(?:ch|kh|[kc])", "ל": "l", "מ": "m", "ם": "m",
    "נ": "n", "ן": "n", "ס": "s", "ע": f"{_V}*", "פ": "(?:ph|[pf])", "ף": "(?:ph|[pf])", "צ": "(?:ts|tz|z)",
    "ץ": "(?:ts|tz|z)", "ק": "[kqc]", "ר": "r", "ש": "(?:sh|s)", "ת": "th?",
}  # fmt: skip
_ABJAD = _ARABIC | _HEBREW
_LONG = frozenset("اأإآىوييیאוי")

_ENDINGS = ("ои", "еи", "ою", "ею", "ом", "ем", "ові", "еві", "у", "ю", "ы", "и", "і", "е", "а", "я")
"""What a Russian or Ukrainian name ends in when it is declined, folded (й is и)."""


def is_latin(key: str) -> bool:
    return key[:1].isascii() or "\u00c0" <= key[:1] < "\u0250"


def is_abjad(key: str) -> bool:
    """Whether the word is of a script that writes few vowels."""
    return bool(key) and all(letter in _ABJAD for letter in key)


@lru_cache(maxsize=8192)
def sound(key: str) -> str:
    """One spelling of how a word sounds, whatever its script; nothing where that cannot be told."""
    latin = re.sub("[^a-z]", "", anyascii(key).lower())
    for pattern, same in _SOUNDS:
        latin = pattern.sub(same, latin)
    return latin


@lru_cache(maxsize=4096)
def spellings(key: str) -> re.Pattern[str]:
    """Which Latin words an Arabic or Hebrew one can be; at least two consonants stand between the vowels."""
    bare = key.removeprefix("ال") if len(key) > 4 else key
    letters = [_ABJAD[letter] for letter in bare]
    return re.compile(
        f"(?:al)?{_V}{{0,2}}" + f"{_V}{{0,2}}".join(_doubled(letter) for letter in letters) + f"{_V}?h?"
    )


def _doubled(letter: str) -> str:
    return f"(?:{letter}){{1,2}}" if len(letter) == 1 else letter


def consonants(key: str) -> int:
    """How many letters of an Arabic or Hebrew word are no vowels."""
    return sum(letter not in _LONG and letter not in "عءةה" for letter in key)


def nominatives(key: str) -> list[str]:
    """What a declined Cyrillic name may be called: Аню, Ане, Аней are Аня; Ивану is Иван."""
    if not ("\u0400" <= key[:1] <= "\u052f") or len(key) < 3:
        return [key]
    forms = [key]
    for ending in _ENDINGS:
        if key.endswith(ending) and len(key) - len(ending) >= 2:
            stem = key[: -len(ending)]
            forms += [stem + last for last in ("а", "я", "и", "") if last or len(stem) > 2]
    return list(dict.fromkeys(forms))
