"""Time zones and countries as people name them: what a form offers, and what counts as known."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import resources
from zoneinfo import available_timezones

import phonenumbers


def zone_named(text: str) -> str:
    """The IANA name that somebody meant by `text` ("america/new york"); `text` itself where there is none."""
    return _zones_by_name().get(_plain(text), text.strip())


@cache
def time_zones() -> tuple[str, ...]:
    """Every time zone that belongs to a place, and UTC."""
    places = sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))
    return ("UTC", *places)


@cache
def countries() -> Mapping[str, str]:
    """Code (ISO 3166-1 alpha-2) → English name of every country in which telephone numbers can be read.

    The names are those of the time zone database; a country that it does not name is known by its code.
    """
    text = (resources.files("tzdata") / "zoneinfo" / "iso3166.tab").read_text(encoding="utf-8")
    lines = (line.partition("\t") for line in text.splitlines() if not line.startswith("#"))
    names = {code: name for code, _tab, name in lines}
    return {code: names.get(code, code) for code in sorted(phonenumbers.SUPPORTED_REGIONS)}


@cache
def _zones_by_name() -> Mapping[str, str]:
    return {_plain(zone): zone for zone in available_timezones()}


def _plain(text: str) -> str:
    return "_".join(text.split()).casefold()
