"""Several names as part of a sentence: "Ruth, Tomás and Ines".

The word that joins the last two comes from the catalogue. In Spanish it gives way to the sound that follows:
"Ruth y Tomás", but "Ruth e Inés".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

# The sound of i alone: "Inés", "Íñigo", "Hilda", "Yvonne"; not where it glides into the next vowel, as in
# "hielo", "Iago" or "Yolanda".
_SOUNDS_LIKE_Y: Final = re.compile(r"h?(í|i(?![aeoáéó]))|y(?![aeiouáéíóú])", re.IGNORECASE)


def listed(words: Sequence[str], joint: str, language: str) -> str:
    """`words` in one breath, the last joined by `joint` ("and"), as `language` does it."""
    if len(words) < 2:
        return "".join(words)
    *first, last = words
    return f"{', '.join(first)} {_joint(joint, last, language)} {last}"


def _joint(joint: str, word: str, language: str) -> str:
    spanish = language.split("-")[0].lower() == "es"
    return "e" if spanish and joint == "y" and _SOUNDS_LIKE_Y.match(word) else joint
