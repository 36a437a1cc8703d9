"""Whether a word stands in a dictionary of English or Spanish, whatever its form.

Asked only of what is one letter away from a name and would otherwise be shown, since loading a dictionary
takes up to two seconds once in a process (Spanish, with all its verb forms).
"""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=4096)
def in_dictionary(word: str, languages: tuple[str, ...]) -> bool:
    """Whether `word`, as it is spelt, is a form of a word of one of the languages ("en", "es")."""
    import simplemma  # only here: most texts never come to ask

    return any(simplemma.is_known(word.casefold(), lang=language) for language in languages)
