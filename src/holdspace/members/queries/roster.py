"""The roster: everybody in the practice by name, a page at a time, found by a part of a name or by a number.

Names lie sealed, so that the database can neither sort nor search them: all of them are opened in memory for
a page, with three queries whatever their number (`benchmarks/roster_import.py` measures it). A number (of a
chart, of an insurer) is found by its keyed hash.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final, TypeVar
from uuid import UUID

from django.db import models
from django.utils.translation import gettext_lazy as _

from holdspace.kernel.actors import Actor
from holdspace.members.models import Identifier, Member, RosterImport, number_index
from holdspace.members.rules import normal_forms
from holdspace.vault import keyring
from holdspace.vault.roots import Domain

PEOPLE_ON_A_PAGE: Final = 50
LONGEST_SEARCH: Final = 100
"""Characters of a search that count."""

#: Letters that stand for others in a search and that Unicode does not take apart.
_PLAIN_LETTERS: Final = str.maketrans(
    {"ł": "l", "ø": "o", "đ": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
)

Item = TypeVar("Item")


class Show(models.TextChoices):
    """Whom the roster shows."""

    HERE = "here", _("Here")
    LEFT = "left", _("Left the practice")
    DIED = "died", _("Died")
    ALL = "all", _("Everybody")


_STATUSES: Final = {
    Show.HERE: (Member.Status.ACTIVE, Member.Status.PAUSED),
    Show.LEFT: (Member.Status.LEFT,),
    Show.DIED: (Member.Status.DECEASED,),
    Show.ALL: tuple(Member.Status),
}


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One person in the list. `legal` is given and family name where it says more than `name`."""

    member_id: UUID
    name: str
    legal: str
    status: Member.Status
    can_sign_in: bool


@dataclass(frozen=True, slots=True)
class RosterPage:
    """A page of the roster. `found` counts everybody who fits the search, on all pages."""

    lines: Sequence[RosterLine]
    number: int
    pages: int
    found: int


def roster(actor: Actor, *, search: str = "", show: Show = Show.HERE, page: int = 1) -> RosterPage:
    """The people whom `actor` may know of, by name; a page that does not exist becomes the nearest one."""
    people = _people(actor, show)
    wanted = _folded(normal_forms.text(search[:LONGEST_SEARCH]))
    if wanted:
        numbered = _with_number(actor, normal_forms.text(search))
        people = [each for each in people if each.pk in numbered or _is_called(each, wanted.split())]
    people.sort(key=_place_in_order)
    pages = max(1, -(-len(people) // PEOPLE_ON_A_PAGE))
    number = min(max(page, 1), pages)
    shown = people[(number - 1) * PEOPLE_ON_A_PAGE : number * PEOPLE_ON_A_PAGE]
    return RosterPage([_line(each) for each in shown], number, pages, len(people))


def last_imports(actor: Actor, most: int = 5) -> list[RosterImport]:
    """The rosters that were taken over last, the newest first."""
    return list(RosterImport.visible_to(actor).order_by("-at", "-id")[:most])


def _people(actor: Actor, show: Show) -> list[Member]:
    rows = Member.visible_to(actor).filter(status__in=_STATUSES[show])
    names = ("id", "user_id", "status", "chosen_name", "given_name", "family_name")
    people = list(rows.only(*names).order_by())
    warm_all(each.pk for each in people)
    return people


def warm_all(member_ids: Iterable[UUID]) -> None:
    """Fetch the keys of any number of people, as many at a time as one statement can name."""
    for some in in_parts(member_ids, 10_000):
        keyring.warm(some, Domain.IDENTITY)


def in_parts(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """`items` in lists of at most `size`."""
    rest = iter(items)
    while part := list(islice(rest, size)):
        yield part


def _with_number(actor: Actor, typed: str) -> set[UUID]:
    rows = Identifier.visible_to(actor).filter(
        practice_id=actor.practice_id, number_index=number_index(typed)
    )
    return set(rows.values_list("member_id", flat=True))


def _is_called(member: Member, words: list[str]) -> bool:
    """Whether every word stands in one of the member's names."""
    names = _folded(" ".join(_names(member)))
    return all(word in names for word in words)


def _names(member: Member) -> list[str]:
    return [member.chosen_name or "", member.given_name or "", member.family_name or ""]


def _folded(name: str) -> str:
    """`name` without case and accents: `Núñez` is found by `nunez`."""
    apart = unicodedata.normalize("NFKD", name.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return unicodedata.normalize("NFC", bare).translate(_PLAIN_LETTERS)


def _place_in_order(member: Member) -> tuple[str, str, str]:
    chosen, given, family = _names(member)
    return _folded(family or chosen), _folded(given or chosen), str(member.pk)


def _line(member: Member) -> RosterLine:
    chosen, given, family = _names(member)
    legal = f"{given} {family}".strip()
    return RosterLine(
        member_id=member.pk,
        name=chosen or legal or "—",
        legal="" if legal == chosen else legal,
        status=Member.Status(member.status),
        can_sign_in=member.user_id is not None,
    )
