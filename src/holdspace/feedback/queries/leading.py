"""A round as its leaders see it: the circle filling seat by seat, and what was written, to be read."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from holdspace.feedback.models import Answer, Feedback, FeedbackRound
from holdspace.feedback.policies import NOT_HERE, can_close
from holdspace.feedback.queries.own import WORDS, name_of, question_of
from holdspace.feedback.rules.standing import FOR_LEADERS, ON_ITS_WAY, Standing
from holdspace.groups.models import Group
from holdspace.groups.policies import can_hold
from holdspace.groups.queries import SeatedMember, circle
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Missing
from holdspace.ui.rules.circle import FEWEST_SEATS, Seat
from holdspace.vault import keyring
from holdspace.vault.roots import Domain


@dataclass(frozen=True, slots=True)
class RoundLine:
    """A round in the list of a group."""

    round: FeedbackRound
    question: str
    asked: int
    written: int
    to_read: int


@dataclass(frozen=True, slots=True)
class SeatLine:
    """How it stands with one member of the circle: what they give, and what came to them."""

    person: SeatedMember
    takes_part: bool
    asked: int
    written: int
    to_read: int
    held: int
    released: int
    opened: int
    answered: int
    put_away: int
    declined: int

    @property
    def gives(self) -> list[str]:
        """What this person gives, in words."""
        if not self.asked:
            return []
        written = _("%(written)s of %(asked)s written") % {"written": self.written, "asked": self.asked}
        return [written, *_told((self.to_read, _("waits for your reading")), (self.held, _("given back")))]

    @property
    def comes(self) -> list[str]:
        """What became of what is for this person, in words; what is nought is left out."""
        return _told(
            (self.released, _("released")),
            (self.opened, _("opened")),
            (self.answered, _("answered")),
            (self.put_away, _("put away")),
            (self.declined, _("not wanted")),
        )

    @property
    def has_all(self) -> bool:
        """Whether this person wrote to everybody they were asked for."""
        return 0 < self.asked == self.written


@dataclass(frozen=True, slots=True)
class RoundPage:
    """Everything on a round's page."""

    round: FeedbackRound
    question: str
    seats: list[Seat]
    people: list[SeatLine]
    holds: bool
    closes: bool

    @property
    def to_read(self) -> int:
        """How many wait for a leader's reading."""
        return sum(person.to_read for person in self.people)

    @property
    def asked(self) -> int:
        return sum(person.asked for person in self.people)

    @property
    def written(self) -> int:
        return sum(person.written for person in self.people)


@dataclass(frozen=True, slots=True)
class Entry:
    """One feedback as a leader reads it. `apart`: one of the two has left, and it goes nowhere."""

    feedback: Feedback
    giver: str
    receiver: str
    words: str
    waits: bool
    held: bool
    apart: bool
    answers: list[Answer]


def rounds_of(actor: Actor, group: Group) -> list[RoundLine]:
    """The rounds of a group, the newest first; two queries."""
    rounds = list(FeedbackRound.visible_to(actor).filter(group=group))
    keyring.warm([group.pk], Domain.NARRATIVE)
    standings: dict[UUID, list[str]] = {each.pk: [] for each in rounds}
    for round_id, standing in Feedback.visible_to(actor).filter(group=group).values_list("round", "standing"):
        standings[round_id].append(standing)
    return [_round_line(each, standings[each.pk]) for each in rounds]


def round_for(actor: Actor, pk: UUID) -> FeedbackRound:
    """A round of a group whose record is open to the actor; Missing otherwise."""
    rows = FeedbackRound.visible_to(actor).select_related("group__practice", "opened_by")
    found = rows.filter(pk=pk).first() if actor.is_staff else None
    if found is None:
        raise Missing(NOT_HERE)
    return found


def round_page(actor: Actor, held_round: FeedbackRound) -> RoundPage:
    """The circle of a round, by seat. Whoever has left is out; five queries, whatever its size."""
    people = circle(held_round.group)
    rows = list(Feedback.visible_to(actor).filter(round=held_round).defer(*WORDS))
    back = Answer.visible_to(actor).filter(feedback__round=held_round, kind=Answer.Kind.ANSWER)
    answered = set(back.values_list("feedback", flat=True))
    sitting = {person.member_id for person in people if person.since <= held_round.opened_at}
    rows = [row for row in rows if {row.giver_id, row.receiver_id} <= sitting]
    lines = [_seat_line(person, rows, answered) for person in people]
    return RoundPage(
        round=held_round,
        question=question_of(held_round),
        seats=_drawn(lines),
        people=lines,
        holds=can_hold(actor, held_round.group),
        closes=can_close(actor, held_round),
    )


def reading(actor: Actor, held_round: FeedbackRound) -> list[Entry]:
    """All that was written in a round: what waits for a leader first, then what they gave back."""
    rows = Feedback.visible_to(actor).filter(round=held_round, version__gt=0)
    found = list(rows.select_related("giver", "receiver").prefetch_related("answers"))
    people = {person for row in found for person in (row.giver_id, row.receiver_id)}
    keyring.warm(people, Domain.IDENTITY, Domain.NARRATIVE)
    sitting = {
        person.member_id for person in circle(held_round.group) if person.since <= held_round.opened_at
    }
    entries = [_entry(row, sitting) for row in found]
    return sorted(entries, key=lambda each: (not each.waits, not each.held, each.receiver, each.giver))


def _round_line(each: FeedbackRound, standings: list[str]) -> RoundLine:
    return RoundLine(
        round=each,
        question=question_of(each),
        asked=len(standings),
        written=sum(standing != Standing.ASKED for standing in standings),
        to_read=standings.count(Standing.WAITING),
    )


def _seat_line(person: SeatedMember, rows: list[Feedback], answered: set[UUID]) -> SeatLine:
    gives = [row for row in rows if row.giver_id == person.member_id]
    gets = [row for row in rows if row.receiver_id == person.member_id]
    return SeatLine(
        person=person,
        takes_part=bool(gives or gets),
        asked=len(gives),
        written=sum(row.version > 0 for row in gives),
        to_read=_count(gives, Standing.WAITING),
        held=_count(gives, Standing.HELD),
        released=_count(gets, *ON_ITS_WAY),
        opened=sum(row.opened_at is not None for row in gets),
        answered=sum(row.pk in answered for row in gets),
        put_away=_count(gets, Standing.PUT_AWAY),
        declined=_count(gets, Standing.DECLINED),
    )


def _count(rows: Iterable[Feedback], *standings: Standing) -> int:
    return sum(row.standing in standings for row in rows)


def _drawn(lines: list[SeatLine]) -> list[Seat]:
    """The circle in its own order; none where it would not be one."""
    return [_seat(line) for line in lines] if len(lines) >= FEWEST_SEATS else []


def _seat(line: SeatLine) -> Seat:
    words, tone = _state(line)
    return Seat(
        key=str(line.person.member_id),
        name=line.person.name,
        state=tone,
        state_words=words,
        detail=_came(line),
        tone=tone,  # type: ignore[arg-type]
    )


def _state(line: SeatLine) -> tuple[str, str]:
    if not line.takes_part:
        return _("joined later"), "absent"
    if line.to_read:
        return ngettext("%(n)s waits for you", "%(n)s wait for you", line.to_read) % {
            "n": line.to_read
        }, "waiting"
    if not line.asked:
        return _("in the middle"), "quiet"
    if line.has_all:
        return _("has written"), "present"
    return _("%(written)s of %(asked)s written") % {"written": line.written, "asked": line.asked}, "quiet"


def _told(*counted: tuple[int, str]) -> list[str]:
    return [f"{count} {words}" for count, words in counted if count]


def _came(line: SeatLine) -> str:
    return _("for them: %(what)s") % {"what": ", ".join(line.comes) or _("nothing yet")}


def _entry(row: Feedback, sitting: set[UUID]) -> Entry:
    standing, apart = Standing(row.standing), not {row.giver_id, row.receiver_id} <= sitting
    return Entry(
        feedback=row,
        giver=name_of(row, "giver"),
        receiver=name_of(row, "receiver"),
        words=str(FOR_LEADERS[standing]),
        waits=standing is Standing.WAITING and not apart,
        held=standing is Standing.HELD and not apart,
        apart=apart,
        answers=list(row.answers.all()),
    )
