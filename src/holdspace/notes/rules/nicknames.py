"""Short forms of given names: our tables, the library `nicknames` (English), and rules of two languages.

Looked up both ways: a member called Elizabeth may stand in a note as Liz, and one called Liz as Elizabeth;
but Liz is not taken for Beth.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache, lru_cache

from nicknames import NickNamer

from holdspace.notes.rules import nicknames_elsewhere, nicknames_west
from holdspace.notes.rules.folding import fold


def _both_ways(table: str) -> Mapping[str, frozenset[str]]:
    known: dict[str, set[str]] = {}
    for line in table.strip().splitlines():
        name, _, listed = line.partition(":")
        name = fold(name)
        for short in map(fold, listed.split()):
            known.setdefault(name, set()).add(short)
            known.setdefault(short, set()).add(name)
    return {name: frozenset(others) for name, others in known.items()}


NICKNAMES: Mapping[str, frozenset[str]] = _both_ways(f"{nicknames_west.TABLE}\n{nicknames_elsewhere.TABLE}")
"""Folded name → folded names that the same person may be called by."""

_library = cache(NickNamer)


@lru_cache(maxsize=4096)
def short_forms(name: str) -> frozenset[str]:
    """What somebody with this folded name may be called, and the names of which it is a short form."""
    library = _library()
    listed = NICKNAMES.get(name, frozenset()) | library.nicknames_of(name) | library.canonicals_of(name)
    return frozenset({*listed, *_spanish(name), *_english(name)}) - {name}


def _spanish(name: str) -> Iterator[str]:
    """Juanito, Carmencita, Carlitos; and Juana for Juanita."""
    if len(name) < 4 or not name.isascii():
        return
    stem = name[:-1]
    if name[-1] in "ao":
        hard = {"g": "gu", "c": "qu", "z": "c"}.get(stem[-1], stem[-1])
        yield from (f"{stem[:-1]}{hard}it{name[-1]}", f"{name}cit{name[-1]}")
    elif name.endswith(("os", "as")):
        yield f"{name[:-2]}it{name[-2:]}"
    elif name[-1] in "nlr":
        yield from (f"{name}{ending}" for ending in ("ito", "ita", "cito", "cita"))
    if len(name) > 5 and name.endswith(("ito", "ita")):
        yield name[:-3] + name[-1]


_ONE_SYLLABLE = re.compile(r"[^aeiouy]*[aeiou][^aeiouy]{1,2}")


def _english(name: str) -> Iterator[str]:
    """Bobby, Markie, Willy: a name of one syllable with an ending."""
    if len(name) > 2 and name.isascii() and _ONE_SYLLABLE.fullmatch(name):
        doubled = name + name[-1] if name[-2] in "aeiou" else name
        yield from (f"{form}{ending}" for form in {name, doubled} for ending in ("y", "ie"))
