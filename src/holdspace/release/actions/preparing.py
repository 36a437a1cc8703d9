"""A package is put together, built, and searched for everybody else; whatever is found stops it."""

from __future__ import annotations

import base64
import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from holdspace.audit.log import record
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Conflict, Missing, Refused
from holdspace.practice.models import Practice
from holdspace.release import policies
from holdspace.release.actions.asking import locked
from holdspace.release.building import build
from holdspace.release.models import Release
from holdspace.release.queries.gathering import gather
from holdspace.release.queries.stock import Stock, stock_of
from holdspace.release.queries.strangers import Everybody, everybody
from holdspace.release.rules import contents as said
from holdspace.release.rules.apart import stands_alone
from holdspace.release.rules.bases import Basis, Terms, check_terms
from holdspace.release.rules.contents import Contents
from holdspace.release.rules.files import texts_of
from holdspace.release.rules.parts import Why, chosen
from holdspace.release.rules.scan import Hit, search_files, search_items
from holdspace.release.rules.states import State, Step, after

CHANGED = _("Somebody else worked on this release meanwhile. What you wrote is still here.")


@transaction.atomic
def prepare(*, release: Release, terms: Terms, parts: list[str], version: int, by: Actor) -> Release:
    """What goes, for whom, why and until when; gathered from the member's own rows, built and searched.

    Earlier approvals, and what was left out or let stand, do not count any more. Raises Conflict where
    somebody else worked on it since `version`.
    """
    policies.check_works_on(by, release)
    policies.check_is_of_the_record(release)
    practice = Practice.visible_to(by).get()
    check_terms(terms, today=clock.today(practice.time_zone))
    release = locked(release, by)
    if release.version != version:
        raise Conflict(CHANGED, newest=release.version)
    release.state = after(State(release.state), Step.PREPARE)
    _put_down(release, terms, parts)
    if not release.parts:
        raise Refused(_("Choose at least one part."), fields={"parts": _("Choose at least one part.")})
    release.prepared_at, release.prepared_by_id = clock.now(), by.staff_id
    release.choices = {"left_out": {}, "stands": []}
    release.contents = said.as_stored(gather(by, release))
    build_and_search(release, release, practice)
    record("release.prepared", by=by, on=release, about=[release.member_id], detail={"parts": release.parts})
    return release


def _put_down(release: Release, terms: Terms, parts: list[str]) -> None:
    release.purpose, release.basis = terms.purpose.value, terms.basis.value
    release.terms = {
        "recipient": terms.recipient.strip(),
        "why": terms.why.strip(),
        "reference": terms.reference.strip(),
    }
    release.until = terms.until
    release.authorised_on, release.authorised_until = terms.authorised_on, terms.authorised_until
    release.part2_consent_on = terms.part2_consent_on
    release.parts = sorted(chosen(terms.purpose, parts))


@transaction.atomic
def leave_out(*, release: Release, item: str, by: Actor, reason: str = "") -> Release:
    """One item stays here: because it names somebody else, or for a reason of the preparer's."""
    policies.check_fills(by, release)
    release, stock = _in_hand(release, by)
    if item not in {each.key for each in said.from_stored(stock.contents).items}:
        raise Missing(_("This page does not exist."))
    named = any(hit["item"] == item for hit in stock.hits or ())
    if not named:
        policies.check_reason(reason)
    why = Why.NAMES_OTHERS if named else Why.LEFT_OUT
    left = stock.choices["left_out"] | {item: {"why": why.value, "reason": reason.strip()}}
    stock.choices = stock.choices | {"left_out": left}
    return _again(release, stock, "release.left_out", by)


@transaction.atomic
def take_back(*, release: Release, item: str, by: Actor) -> Release:
    """An item that was left out goes in again."""
    policies.check_fills(by, release)
    release, stock = _in_hand(release, by)
    left = {key: value for key, value in stock.choices["left_out"].items() if key != item}
    stock.choices = stock.choices | {"left_out": left}
    return _again(release, stock, "release.taken_back", by)


@transaction.atomic
def let_stand(*, release: Release, hit: str, reason: str, by: Actor) -> Release:
    """What was found stands, for a reason that is kept: a namesake, a word that is no name."""
    policies.check_lets_stand(by, release, reason)
    release, stock = _in_hand(release, by)
    found = next((each for each in stock.hits or () if mark_of(each) == hit), None)
    if found is None:
        raise Missing(_("This page does not exist."))
    stands = {"found": found["found"], "item": found["item"], "reason": reason.strip()}
    stands |= {"by": str(by.person_id), "at": clock.now().isoformat()}
    stock.choices = stock.choices | {"stands": [*stock.choices["stands"], stands]}
    return _again(release, stock, "release.let_stand", by)


def mark_of(hit: dict[str, Any]) -> str:
    """How a form names a hit: the word that was found and the item in which it stands."""
    return hashlib.sha256(f"{hit['item']}|{hit['found'].casefold()}".encode()).hexdigest()[:16]


def _in_hand(release: Release, by: Actor) -> tuple[Release, Stock]:
    release = locked(release, by)
    if release.state not in (State.PREPARED, State.CHECKED, State.APPROVED_ONCE, State.APPROVED_TWICE):
        raise Refused(_("This release cannot be changed now."))
    release.state = State.PREPARED
    return release, stock_of(release, by)


def _again(release: Release, stock: Stock, act: str, by: Actor) -> Release:
    """Build and search once more; whoever approved, approved something else."""
    build_and_search(release, stock, Practice.visible_to(by).get())
    record(act, by=by, on=release, about=[release.member_id])
    return release


def going(stock: Stock) -> Contents:
    """What goes at the moment: everything gathered without what was left out."""
    left = {key: Why(value["why"]) for key, value in (stock.choices or {}).get("left_out", {}).items()}
    return said.from_stored(stock.contents).without(left)


def build_and_search(release: Release, stock: Stock, practice: Practice) -> None:
    """The finished files of what goes, searched for everybody else; both rows are saved."""
    contents, people = going(stock), everybody(practice.pk, release.member_id)
    if not stands_alone(sorted(contents.parts), Basis(release.basis)):
        raise Refused(_("Psychotherapy notes go in a package of their own."))
    built = build(contents, release, practice, clock.now())
    may_stand = (*people.own, *people.staff, (release.terms or {}).get("recipient", ""))
    hits = _searched(contents, people)
    hits += search_files(texts_of(built.files), people.strangers, may_stand=may_stand, own_ids=built.own_ids)
    stock.hits = _still_open(hits, stock, contents)
    stock.files = {name: base64.b64encode(content).decode() for name, content in built.files}
    release.digest = said.digest(built.files)
    release.first_by = release.second_by = release.first_at = release.second_at = None
    release.container, release.sealed_at, release.sealed_by = None, None, None
    if not stock.hits:
        release.state = after(State.PREPARED, Step.CHECK)
    release.version += 1
    release.save()
    if stock is not release:
        stock.save()


def _searched(contents: Contents, people: Everybody) -> list[Hit]:
    return search_items(
        contents.items, people.circle, own_id=people.own_id, allowed=people.staff, region=people.region
    )


def _still_open(hits: list[Hit], stock: Stock, contents: Contents) -> list[dict[str, str]]:
    """What was found and not let stand; a word of an item is told once, under its item."""
    stands = {(each["item"], each["found"].casefold()) for each in stock.choices["stands"]}
    words = {found for _item, found in stands}
    found: dict[tuple[str, str], dict[str, str]] = {}
    for hit in hits:
        item = hit.item or _item_with(hit.found, contents)
        word = hit.found.casefold()
        if (item, word) in stands or (not item and word in words):
            continue
        found.setdefault(
            (item, word), {"place": hit.place, "found": hit.found, "kind": hit.kind.value, "item": item}
        )
    return list(found.values())


def _item_with(word: str, contents: Contents) -> str:
    """The item whose text holds a word that was found in a file; empty where none does."""
    plain = word.casefold()
    return next((item.key for item in contents.items if plain in item.text.casefold()), "")
