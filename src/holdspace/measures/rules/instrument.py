"""An instrument (questionnaire) as data: its wording, options, thresholds, and where each of them comes from.

One TOML file describes one version of one instrument (`rules.format` says how); `parse` turns it into frozen
values or raises BrokenInstrument naming the place. This module is where other rooms find both.
"""

from __future__ import annotations

from holdspace.measures.rules.parts import (
    Alert,
    Asked,
    Band,
    Better,
    By,
    Caseness,
    ChangeRule,
    Criterion,
    Cutoff,
    Goals,
    Instrument,
    Item,
    Licence,
    MissingRule,
    Norm,
    Option,
    Reliability,
    Status,
    Subscale,
    Tier,
    TotalRule,
    Wording,
)
from holdspace.measures.rules.reading import parse
from holdspace.measures.rules.tables import BrokenInstrument, Text
from holdspace.measures.rules.wording import with_wording

__all__ = [
    "Alert", "Asked", "Band", "Better", "BrokenInstrument", "By", "Caseness", "ChangeRule", "Criterion",
    "Cutoff", "Goals", "Instrument", "Item", "Licence", "MissingRule", "Norm", "Option", "Reliability",
    "Status", "Subscale", "Text", "Tier", "TotalRule", "Wording", "parse", "with_wording",
]  # fmt: skip
