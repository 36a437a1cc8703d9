"""How somebody is named to who keeps the list."""

from __future__ import annotations


def full_name(given: str | None, family: str | None, chosen: str | None) -> str:
    """Given and family name, and in brackets what they are called where that says more: “Nia Frost”,
    “Antonia Frost (Nia)”; a dash where nothing is known."""
    legal = [name for name in (given, family) if name]
    if not legal:
        return chosen or "—"
    called = [f"({chosen})"] if chosen and chosen not in legal else []
    return " ".join([*legal, *called])
