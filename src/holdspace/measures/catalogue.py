"""The instruments that ship with Holdspace, read once from `instruments/*.toml` in this package."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

from holdspace.kernel.refusals import Missing
from holdspace.kernel.words import gettext_noop
from holdspace.measures.rules.instrument import Asked, Instrument, parse

NO_SUCH_INSTRUMENT = gettext_noop("There is no such questionnaire.")


@cache
def instrument_ids() -> tuple[str, ...]:
    """The ids of all shipped instruments, in alphabetical order."""
    names = (file.name for file in _folder().iterdir())
    return tuple(sorted(name.removesuffix(".toml") for name in names if name.endswith(".toml")))


@cache
def instrument(id: str) -> Instrument:
    """The shipped instrument with this id: "phq-9", "gad-7", "session-rating". Raises Missing for others."""
    if id not in instrument_ids():
        raise Missing(NO_SUCH_INSTRUMENT)
    return parse((_folder() / f"{id}.toml").read_text(encoding="utf-8"))


@cache
def asked_with_check_in() -> tuple[Instrument, ...]:
    """What a group can be asked with its check-in, in the usual order."""
    found = (instrument(id) for id in sorted(instrument_ids(), key=usual_order))
    return tuple(each for each in found if each.asked is Asked.CHECK_IN)


def usual_order(id: str) -> tuple[bool, str]:
    """The PHQ-9 first, as on paper; the rest by name. A key to sort by."""
    return (id != "phq-9", id)


def _folder() -> Traversable:
    return resources.files("holdspace.measures") / "instruments"
