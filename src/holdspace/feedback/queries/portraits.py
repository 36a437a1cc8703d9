"""Portraits as they are read: what one may choose, what came together, and how far the circle is."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cache
from importlib import resources
from typing import Literal
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from holdspace.feedback.models import Choice, Picture, Portrait
from holdspace.feedback.policies import NOT_HERE, can_put_together, can_show
from holdspace.feedback.queries.own import name_of
from holdspace.feedback.rules.adjectives import Adjective, parse
from holdspace.feedback.rules.panes import WORDS, Pane, Panes, beside, moved
from holdspace.groups.models import Group
from holdspace.groups.policies import is_open_now
from holdspace.groups.queries import SeatedMember, circle
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.ui.rules.circle import FEWEST_SEATS, Seat
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class ToDescribe:
    """Somebody for whom words can be chosen, and whether some were."""

    member_id: UUID
    name: str
    own: bool
    chosen: bool


@dataclass(frozen=True, slots=True)
class OpenPortrait:
    """A circle that is choosing words, as one of its members sees it."""

    portrait: Portrait
    people: list[ToDescribe]


@dataclass
class MyPortraits:
    """A member's page of words: where they are asked, what waits for them, what they looked at."""

    asked: list[OpenPortrait] = field(default_factory=list)
    waiting: list[Picture] = field(default_factory=list)
    seen: list[Picture] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Corner:
    """One pane in words: what it is called, and the words in it."""

    pane: Pane
    title: str
    words: list[str]


@dataclass(frozen=True, slots=True)
class Moved:
    """A word that stood elsewhere the time before."""

    word: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class PicturePage:
    """A picture beside the one before it, where there is one. `corners` is empty where too few answered."""

    picture: Picture
    name: str
    corners: list[Corner]
    own: list[str]
    before: Picture | None
    corners_before: list[Corner]
    moved: list[Moved]


@dataclass(frozen=True, slots=True)
class PortraitLine:
    """How far one seat is: for how many others this person chose words, and whether for themself."""

    person: SeatedMember
    takes_part: bool
    described: int
    own: bool
    picture: Picture | None


@dataclass(frozen=True, slots=True)
class PortraitPage:
    """A portrait as its leaders see it."""

    portrait: Portrait
    seats: list[Seat]
    people: list[PortraitLine]
    to_describe: int
    puts_together: bool
    shows: bool


@cache
def adjectives() -> tuple[Adjective, ...]:
    """Every adjective that ships, in the order of the list."""
    return parse((resources.files("holdspace.feedback") / "adjectives.toml").read_text(encoding="utf-8"))


def codes() -> tuple[str, ...]:
    """Their codes, in the same order."""
    return tuple(each.code for each in adjectives())


def in_words(chosen: Iterable[str]) -> list[str]:
    """Codes in the reader's language, in the order of the list."""
    asked, language = set(chosen), get_language() or "en"
    return [each.words(language) for each in adjectives() if each.code in asked]


def portraits_waiting(actor: Actor) -> tuple[bool, bool]:
    """Whether a member is asked for words and has given none yet; whether a picture waits for them, where
    the circle is open at this hour. Two queries.
    """
    if not actor.is_member:
        return False, False
    asked = Portrait.visible_to(actor).filter(put_together_at__isnull=True)
    to_choose = asked.exclude(pk__in=Choice.visible_to(actor).values("portrait")).exists()
    unseen = Picture.visible_to(actor).filter(opened_at__isnull=True).select_related("group__practice")
    return to_choose, any(is_open_now(row.group) for row in unseen)


def my_portraits(actor: Actor) -> MyPortraits:
    """Everything of one member. Two queries, two for each circle that is asked, and one more when any is."""
    page = MyPortraits()
    open_ones = list(Portrait.visible_to(actor).filter(put_together_at__isnull=True).select_related("group"))
    chosen = set(
        Choice.visible_to(actor).filter(portrait__in=open_ones).values_list("portrait_id", "about_id")
        if open_ones
        else ()
    )
    page.asked = [OpenPortrait(each, _to_describe(actor, each, chosen)) for each in open_ones]
    for picture in Picture.visible_to(actor).select_related("portrait").order_by("-released_at", "-id"):
        (page.seen if picture.opened_at else page.waiting).append(picture)
    return page


def portrait_for(actor: Actor, pk: UUID) -> Portrait:
    """A portrait that the actor may know of; Missing otherwise."""
    found = Portrait.visible_to(actor).select_related("group__practice").filter(pk=pk).first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def described(actor: Actor, portrait: Portrait, about: UUID) -> tuple[ToDescribe, list[str]]:
    """Somebody of the circle for whom the actor chooses, with the codes they chose so far."""
    rows = Choice.visible_to(actor).filter(portrait=portrait, about_id=about)
    kept = rows.first()
    people = _to_describe(actor, portrait, {(portrait.pk, about)} if kept else set())
    found = next((each for each in people if each.member_id == about), None)
    if found is None:
        raise Missing(NOT_HERE)
    return found, list(kept.words or ()) if kept else []


def picture_for(actor: Actor, pk: UUID) -> Picture:
    """A picture that the actor may look at; Missing otherwise."""
    rows = Picture.visible_to(actor).select_related("portrait__group__practice", "group__practice")
    found = rows.filter(pk=pk).prefetch_related("member").first()
    if found is None:
        raise Missing(NOT_HERE)
    return found


def picture_page(actor: Actor, picture: Picture) -> PicturePage:
    """The four panes, and those of the time before which the actor may look at too."""
    keyring.warm([picture.member_id], Domain.NARRATIVE, Domain.IDENTITY)
    earlier = Picture.visible_to(actor).filter(
        member_id=picture.member_id,
        group_id=picture.group_id,
        portrait__opened_at__lt=picture.portrait.opened_at,
        portrait__shown_at__isnull=False,
    )
    if actor.is_member:
        earlier = earlier.filter(opened_at__isnull=False)
    before = earlier.select_related("portrait").order_by("-portrait__opened_at").first()
    now, then = _panes(picture), _panes(before) if before else None
    return PicturePage(
        picture=picture,
        name=name_of(picture, "member"),
        corners=_corners(now),
        own=in_words(picture.own or ()),
        before=before,
        corners_before=_corners(then),
        moved=_moved(then, now),
    )


def portraits_of(actor: Actor, group: Group) -> list[Portrait]:
    """The portraits of a group, the newest first."""
    return list(Portrait.visible_to(actor).filter(group=group))


def portrait_page(actor: Actor, portrait: Portrait) -> PortraitPage:
    """How far the circle is, seat by seat; never who chose for whom. Four queries, whatever its size."""
    people = circle(portrait.group)
    rows = list(Choice.unscoped.filter(portrait=portrait).values_list("member_id", "about_id"))
    pictures = {each.member_id: each for each in Picture.visible_to(actor).filter(portrait=portrait)}
    taking_part = {person.member_id for person in people if person.since <= portrait.opened_at}
    chose = Counter(chooser for chooser, about in rows if chooser != about and about in taking_part)
    own = {chooser for chooser, about in rows if chooser == about}
    lines = [
        PortraitLine(
            person=person,
            takes_part=person.member_id in taking_part,
            described=chose[person.member_id],
            own=person.member_id in own,
            picture=pictures.get(person.member_id),
        )
        for person in people
    ]
    to_describe = len(taking_part) - 1
    return PortraitPage(
        portrait=portrait,
        seats=_drawn(lines, to_describe) if portrait.is_open else [],
        people=lines,
        to_describe=to_describe,
        puts_together=can_put_together(actor, portrait),
        shows=can_show(actor, portrait),
    )


def _to_describe(actor: Actor, portrait: Portrait, chosen: set[tuple[UUID, UUID]]) -> list[ToDescribe]:
    """Oneself first, then the others by seat."""
    people = [person for person in circle(portrait.group) if person.since <= portrait.opened_at]
    found = [
        ToDescribe(
            member_id=person.member_id,
            name=person.name,
            own=person.member_id == actor.person_id,
            chosen=(portrait.pk, person.member_id) in chosen,
        )
        for person in people
    ]
    return sorted(found, key=lambda each: not each.own)


def _panes(picture: Picture) -> Panes | None:
    if picture.others is None:
        return None
    return beside(set(picture.own or ()), set(picture.others), codes())


def _corners(panes: Panes | None) -> list[Corner]:
    if panes is None:
        return []
    return [Corner(pane, str(WORDS[pane]), in_words(panes.of(pane))) for pane in Pane]


def _moved(before: Panes | None, after: Panes | None) -> list[Moved]:
    if before is None or after is None:
        return []
    return [
        Moved(in_words([move.code])[0], str(WORDS[move.before]), str(WORDS[move.after]))
        for move in moved(before, after)
    ]


def _drawn(lines: list[PortraitLine], to_describe: int) -> list[Seat]:
    return [_seat(line, to_describe) for line in lines] if len(lines) >= FEWEST_SEATS else []


def _seat(line: PortraitLine, to_describe: int) -> Seat:
    words, tone = _state(line, to_describe)
    return Seat(
        key=str(line.person.member_id), name=line.person.name, state=tone, state_words=words, tone=tone
    )


def _state(line: PortraitLine, to_describe: int) -> tuple[str, Literal["absent", "present", "quiet"]]:
    if not line.takes_part:
        return _("joined later"), "absent"
    if line.own and line.described == to_describe:
        return _("has chosen"), "present"
    return _("%(n)s of %(all)s") % {"n": line.described + line.own, "all": to_describe + 1}, "quiet"
