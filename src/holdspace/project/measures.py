"""What `holdspace measures check` says of a file: what is in it, or where it is wrong and why."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from holdspace.measures.library import shipped
from holdspace.measures.rules.instrument import BrokenInstrument, Instrument, Wording, parse, with_wording
from holdspace.measures.rules.wording import is_wording, shell_of


class Unusable(Exception):  # noqa: N818
    """The file cannot be used: where, and why."""


def checked(file: Path, shell: Path | None = None) -> Iterator[str]:
    """What the file says, a line at a time. `shell` is the instrument that a wording file is for.

    Raises Unusable with the place and the reason.
    """
    try:
        text = _text(file)
        instrument = _worded(text, shell) if is_wording(text) else parse(text, shipped().instrument)
    except BrokenInstrument as broken:
        raise Unusable(f"{file.name} cannot be used. {broken}") from broken
    yield f"{file.name} can be used: {instrument.title()}, version {instrument.version}."
    yield from _in_words(instrument)


def _worded(text: str, shell: Path | None) -> Instrument:
    if shell is not None:
        return with_wording(parse(_text(shell), shipped().instrument), text)
    name = shell_of(text)
    try:
        return with_wording(shipped().instrument(name), text)
    except KeyError as error:
        raise BrokenInstrument(f"instrument: no shell {name!r} ships; name its file with --shell.") from error


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise BrokenInstrument(f"{file.name} is not UTF-8 text.") from error


def _in_words(instrument: Instrument) -> Iterator[str]:
    scored = len(instrument.scored_items)
    yield f"{len(instrument.items)} questions, {scored} of them scored."
    for part in instrument.subscales:
        yield f"Part {part.key}: {', '.join(part.items)}."
    if instrument.wording is Wording.SHELL:
        yield "A shell: it has no wording, so nobody can be asked it."
    elif instrument.items:
        yield f"Wording in: {', '.join(instrument.languages)}."
    if not instrument.validated:
        yield "Not validated, and every page says so."
