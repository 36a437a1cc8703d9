"""What is read of members: the roster, one person's page, whom a row of a file means."""

from __future__ import annotations

from holdspace.members.queries.languages import language_name, languages
from holdspace.members.queries.matching import matched, namesakes
from holdspace.members.queries.person import (
    PersonPage,
    SignIn,
    described,
    member_for,
    person_page,
)
from holdspace.members.queries.roster import RosterLine, RosterPage, Show, last_imports, roster

__all__ = [
    "PersonPage",
    "RosterLine",
    "RosterPage",
    "Show",
    "SignIn",
    "described",
    "language_name",
    "languages",
    "last_imports",
    "matched",
    "member_for",
    "namesakes",
    "person_page",
    "roster",
]
