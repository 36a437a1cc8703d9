"""Initials that stand for somebody: "A.G.", "A. G.", "A-G"; "AG" where nothing else is meant; "A." said."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from holdspace.notes.rules.folding import fold
from holdspace.notes.rules.known_people import Bearer, KnownPeople
from holdspace.notes.rules.name_context import Context
from holdspace.notes.rules.words import word_set

DOTTED_ACRONYMS = word_set(
    """
    aa am ba dc dr eg eu ie iq iv la ma md ms na ny oa pm ps rn tv uk un us vs icu usa phd dob dsm php
    """
)
"""Abbreviations that are also written with dots: "D.C." needs somebody to do something."""

ACRONYMS = DOTTED_ACRONYMS | word_set(
    """
    am bp cc cm co ct dc do dx ed hi hr hx it kg mg mh mi nd no np on ot oz pc pt sw sx tb tx va ak al
    ar az de fl ga il in ks ky me mn mo mt nc ne nh nj nm nv oh ri sc sd tn ut vt wa wi wv wy cd dvd gp ip
    qr ui
    ux vr xl xs bpd ptsd cbt dbt act emdr ifs ocd adhd add asd odd gad mdd phq hipaa dui ssi ssri eap iop
    php aca
    ga cpt icd soap dap birp si sib nssi cps aps irs ssdi ymca lcsw lpc mft lmft msw bsw psyd mst bmi ekg ecg
    mri hiv std cat pcp obgyn gi rem bid tid qd prn otc ptc tbd asap fyi ceo cfo hoa atm pin gps usb sms pdf
    faq
    lol omg diy lgbt lgbtq
    """
)
"""Abbreviations of notes: "DC" needs what only people do."""

AMERICAN_STATES = word_set(
    """
    ak al ar az ca co de fl ga ia il ks ky me mn mo mt nc ne nh nj nm nv ny oh pa ri sc sd tn tx ut va vt wa
    wi wv wy
    """
)
TRAVELS = word_set(
    "moved moving move went going drove flew fly travel travelled trip back lived born relocated moves"
)
NOBODY = word_set("pt px cl ct rn np md pa dr ok am pm tv id us uk ii it is in on or no do to an at as so cc")
"""What is never initials, whatever stands around it: "PT reported" is any patient."""

_L = r"[^\W\d_]"
DOTTED = re.compile(
    rf"(?<![\w.])(?:({_L})\.[\s\u200b]?({_L})\.(?:\s?({_L})\.)?|({_L})\.({_L})(?![\w.]))(?!\w)"
)
JOINED = re.compile(r"(?<![\w./-])([A-ZÀ-ÖØ-Þ])[-/&]([A-ZÀ-ÖØ-Þ])(?![\w/-])")
SPACED = re.compile(r"(?<![\w.])([A-ZÀ-ÖØ-Þ]) ([A-ZÀ-ÖØ-Þ])(?![\w.])")
PLAIN = re.compile(r"(?<![\w.])([A-ZÀ-ÖØ-Þ])([A-ZÀ-ÖØ-Þ])([A-ZÀ-ÖØ-Þ])?(?!\w|\.\w)")
SINGLE = re.compile(r"(?<![\w.'’-])([A-ZÀ-ÖØ-Þ])(?:\.|(?=[\s'’]))(?!\w)")


class Initials(NamedTuple):
    """Initials at [start, end) of the text that are those of `bearer`."""

    start: int
    end: int
    bearer: Bearer
    certainty: float


def find_initials(text: str, known: KnownPeople, context: Context) -> Iterator[Initials]:
    """All initials in `text` of people who may not stand in it; those that the own member shares may."""
    for pattern, certainty in ((DOTTED, 0.7), (JOINED, 0.5), (SPACED, 0.5), (PLAIN, 0.5)):
        for match in pattern.finditer(text):
            letters = [letter for letter in match.groups() if letter]
            bearer = _bearer(letters, known, pattern)
            if bearer is not None and _meant(match, letters, context):
                yield Initials(match.start(), match.end(), bearer, certainty)
    yield from _single(text, known, context)


def _bearer(letters: Sequence[str], known: KnownPeople, pattern: re.Pattern[str]) -> Bearer | None:
    small = all(letter.islower() for letter in letters)
    if not (all(letter.isupper() for letter in letters) or (small and pattern is DOTTED)):
        return None
    folded = [fold(letter) for letter in letters]
    bearers = known.initials(folded)
    if not bearers and pattern is DOTTED:
        bearers = known.initials(folded[::-1])  # surname first
    if any(bearer.allowed for bearer in bearers):
        return None
    members = [bearer for bearer in bearers if bearer.around is None]
    return next(iter(members or (bearers if pattern is DOTTED else ())), None)


def _meant(match: re.Match[str], letters: Sequence[str], context: Context) -> bool:
    key = "".join(letters).lower()
    acronym = key in (DOTTED_ACRONYMS if match.re is DOTTED else ACRONYMS)
    if match.re is DOTTED and not acronym:
        return letters[0].isupper() or len(letters) == 2
    if key in NOBODY:
        return False
    first, last = context.within(match.start(), match.end())
    if match.re is PLAIN and context.is_word(key):
        told = context.names_whom(first) and not context.a_thing(first, last) and key != "it"
        return (context.only_people(last) or told) and not context.shouted_around(first, last)
    if key in AMERICAN_STATES and match.re is PLAIN:
        place = context.key(first - 1) in {"from", "at"} or context.key(first - 2) in TRAVELS
        return context.acts(last) or (context.names_whom(first) and not place)
    if match.re is PLAIN and not acronym and not context.shouted_around(first, last):
        return not context.measure_around(first, last)
    if acronym and match.re is not DOTTED:
        told = context.names_whom(first) and not context.a_thing(first, last)
        return context.only_people(last) or context.key(last + 1) == "who" or told
    return context.acts(last) or context.names_whom(first)


def _single(text: str, known: KnownPeople, context: Context) -> Iterator[Initials]:
    """ "A. said", "with J. about": one letter, where only somebody can be meant."""
    for match in SINGLE.finditer(text):
        letter = fold(match[1])
        bearers = known.lettered(letter)
        if letter == "i" or not bearers or any(bearer.allowed for bearer in bearers):
            continue
        first, last = context.within(match.start(), match.end())
        told = context.names_whom(first) and match[0].endswith(".") and context.tokens[last].end != len(text)
        if context.only_people(last) or told:
            yield Initials(match.start(), match.end(), bearers[0], 0.4)
