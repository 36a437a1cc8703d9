"""Instrument files where they lie: in `instruments/` of this package, and in content packs switched on.

A content pack is a folder outside the package with instruments whose wording carries a licence of its own
(`LICENCE.md` in the folder). It may bring the words of a shell that ships here, or instruments of other
names; it never replaces what ships with its wording. Needs no Django.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from holdspace.measures.rules.instrument import BrokenInstrument, Instrument, Wording, parse

LICENCE = "LICENCE.md"


@dataclass(frozen=True, slots=True)
class Library:
    """Instruments by id. Reading one raises KeyError for an unknown id, BrokenInstrument for a wrong file."""

    read: Mapping[str, Instrument]

    @property
    def ids(self) -> tuple[str, ...]:
        """In alphabetical order."""
        return tuple(sorted(self.read))

    def instrument(self, id: str) -> Instrument:
        return self.read[id]


@cache
def shipped() -> Library:
    """Everything in this package."""
    files = dict(_named(resources.files("holdspace.measures") / "instruments"))
    return Library(
        {id: parse(_text(file), lambda name: parse(_text(files[name]))) for id, file in files.items()}
    )


@cache
def library(packs: tuple[str, ...] = ()) -> Library:
    """What ships, and what these content packs bring. Raises BrokenInstrument with the pack's name."""
    found = dict(shipped().read)
    for pack in packs:
        for instrument in _in_pack(Path(pack.strip())):
            _check_may_stand(instrument, found.get(instrument.id), pack)
            found[instrument.id] = instrument
    return Library(found)


def _in_pack(folder: Path) -> list[Instrument]:
    if not folder.is_dir():
        raise BrokenInstrument(f"The content pack {folder} is not a folder.")
    if not (folder / LICENCE).is_file():
        raise BrokenInstrument(
            f"The content pack {folder} has no {LICENCE}: it says why its words may be used."
        )
    return [_pack_file(id, file, folder) for id, file in sorted(_named(folder))]


def _pack_file(id: str, file: Traversable, folder: Path) -> Instrument:
    try:
        instrument = parse(_text(file), shipped().instrument)
    except BrokenInstrument as broken:
        raise BrokenInstrument(f"In the content pack {folder}: {broken}") from broken
    if instrument.id != id or instrument.wording is not Wording.PACK:
        reason = f'must have `id` {id!r} and `wording` "pack"'
        raise BrokenInstrument(f"In the content pack {folder}: {file.name}: {reason}")
    return instrument


def _check_may_stand(instrument: Instrument, before: Instrument | None, pack: str) -> None:
    if before is not None and before.wording is not Wording.SHELL:
        raise BrokenInstrument(f"The content pack {pack} has {instrument.id}, which is here already.")


def _named(folder: Traversable) -> Iterator[tuple[str, Traversable]]:
    for file in folder.iterdir():
        if file.name.endswith(".toml"):
            yield file.name.removesuffix(".toml"), file


def _text(file: Traversable) -> str:
    return file.read_text(encoding="utf-8")
