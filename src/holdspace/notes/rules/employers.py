"""Where somebody works, by the name on record: whole, or by the part of it that tells which one it is."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from holdspace.notes.rules.folding import Token, terms
from holdspace.notes.rules.phrases import Found, Phrase, Written, stretches
from holdspace.notes.rules.words import word_set

LEGAL_FORMS = word_set(
    "inc llc ltd gmbh sa sl plc corp corporation co company ag kg bv nv oy ab as srl spa llp limited"
)
SMALL = word_set("the of and for de del la las los el y e der die das und at in s a an to")
GENERIC = word_set(
    """
    academy agency airport associates auto bakery bank bar barber bistro books bookshop bookstore boutique
    brewery
    builders building cab cafe car care catering center centre charity chemist chemists church cinema city
    cleaners cleaning clinic club coffee college community construction consulting contractors cooperative
    council county court daycare deli delivery dental department dental design diner distribution district
    electric electrical elementary energy engineering factory family farm farms fashion finance financial firm
    fitness florist foods foundation furniture garage garden gardens general global grill grocery group gym
    hair hall hardware health healthcare high holdings home hospital hotel house housing industries inn
    institute
    insurance international jewellers kitchen lab laboratory labs landscaping laundry law legal library
    logistics machine maintenance management manufacturing market markets media medical memorial middle mill
    motors municipal museum national nursery nursing office optical packaging paper partners party pharmacy
    physiotherapy plumbing police post practice preschool primary print printers printing products properties
    public publishing railway real estate regional rental repair repairs research restaurant retail roofing
    salon
    sanitation savings school schools security seminary services shipping shop shoes software solar solutions
    south spa sports stables state station store stores studio studios supermarket supplies supply surgery
    systems tailor taxi tech technologies technology theater theatre tire tours toys trading training transit
    transport travel trucking trust union university utilities veterinary vet wholesale winery works workshop
    north east west new old first bus boat fire dairy fish food print joinery carpentry press foundry
    almacen almacenes ayuntamiento banco biblioteca carniceria centro clinica colegio construcciones escuela
    fabrica farmacia ferreteria floristeria gimnasio guarderia hermanos hijos hotel instituto lavanderia
    libreria mercado mudanzas oficina panaderia peluqueria pescaderia restaurante supermercado taller talleres
    tienda transportes universidad zapateria
    """
)
"""What tells only the trade of a place; any of these alone is nobody's workplace."""

NO_WORKPLACE = word_set(
    """
    none na unemployed retired student self employed homemaker disabled unknown freelance freelancer jubilado
    jubilada desempleado desempleada estudiante autonomo autonoma ninguno
    """
)
AT_WORK = word_set(
    """
    at for from with works working worked job shift shifts employer boss manager hired fired quit left
    joined en
    para trabaja trabajo trabajaba jefe jefa turno empresa
    """
)


class Workplace(NamedTuple):
    """Terms [first, last] of the text that name where somebody works."""

    first: int
    last: int
    certainty: float


def employer_keys(name: str) -> tuple[str, ...]:
    """The words of a workplace's name that count; nothing for "retired"."""
    name = re.sub(r"\([^)]*\)", " ", name)
    keys = [term.key for term in terms(name)]
    while len(keys) > 1 and keys[-1] in LEGAL_FORMS:
        keys.pop()
    kept = tuple(key for key in keys if key not in SMALL)
    return () if not kept or all(key in NO_WORKPLACE for key in kept) else kept


def find_workplaces(
    written: Written, phrase: Phrase, words: Collection[str], begins: Collection[int]
) -> Iterator[Workplace]:
    """Where the phrase stands in the text. `words` are ordinary ones; terms in `begins` start sentences."""
    for found in stretches(written, phrase.keys, SMALL):
        certainty = _certainty(found, written.terms, phrase.keys, words, begins)
        if certainty:
            yield Workplace(found.first, found.last, certainty)
    yield from _abbreviated(written.terms, phrase.keys)


def _certainty(
    found: Found,
    written: Sequence[Token],
    keys: Sequence[str],
    words: Collection[str],
    begins: Collection[int],
) -> float:
    part = keys[found.at : found.at + found.length]
    said = [written[index] for index in range(found.first, found.last + 1)]
    telling = any(
        term.key not in GENERIC | SMALL and term.key not in words and not term.key.isdigit() for term in said
    )
    capitals = [
        written[index].capital for index in range(found.first, found.last + 1) if written[index].key in part
    ]
    if found.length == len(keys) > 1:
        if telling or any(capitals[1:]) or len(keys) > 2:
            return 0.95
        return 0.5 if found.exact and not all(key in GENERIC for key in part) else 0
    if found.length > 1:
        return 0.8 if (telling or all(capitals)) and not all(key in GENERIC for key in part) else 0
    return _of_one_word(found, written, len(keys) == 1, telling, found.first in begins)


def _of_one_word(found: Found, written: Sequence[Token], whole: bool, telling: bool, begins: bool) -> float:
    term = written[found.first]
    at_work = any(written[index].key in AT_WORK for index in range(max(0, found.first - 3), found.first))
    careless = not found.exact and (len(term.key) < 6 or not term.capital)
    if term.key in GENERIC or len(term.key) < 3 or careless:
        return 0
    if telling:
        return 0.8 if term.capital or whole else (0.5 if at_work else 0)
    return 0.6 if term.capital and not begins and at_work else 0


def _abbreviated(written: Sequence[Token], keys: Sequence[str]) -> Iterator[Workplace]:
    """ "MTA" for Metropolitan Transit Authority."""
    letters = "".join(key[0] for key in keys)
    if len(letters) > 2:
        for index, term in enumerate(written):
            if term.shouted and term.key == letters:
                yield Workplace(index, index, 0.6)
