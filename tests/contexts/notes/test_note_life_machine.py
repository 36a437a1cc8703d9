"""The life of notes as a machine: two leaders and somebody in training write, sign, co-sign and add in any order.

A small model says what must come of it. After every step the database holds exactly that: nothing signed changes,
no text of anybody is lost without them being told, a trainee never signs alone, and what is late says so.
`HOLDSPACE_EXAMPLES=500` makes it the long run.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from holdspace.groups.models import Facilitation
from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.kernel.refusals import Refused
from holdspace.notes import actions
from holdspace.notes.models import GroupNote, MemberNote
from holdspace.notes.rules.lateness import LATE_AFTER
from tests.cast import LONG_AGO, Cast
from tests.contexts.notes.tuesday import GROUP_TEXTS, TEXTS, as_, everybody_marked, last

pytestmark = pytest.mark.django_db

WRITERS, KEYS = ("ruth", "tomas", "kit"), ("group", "ana", "bo")
TRAINEE = "kit"
CAST: list[Cast] = []


@dataclass
class Note:
    """What the model knows of one note: its one text that changes, and its life."""

    text: str = ""
    version: int = 0
    signed_by: str = ""
    signed_at: datetime | None = None
    cosigned_by: str = ""
    added: list[str] = field(default_factory=list)
    seen: dict[str, int] = field(default_factory=lambda: dict.fromkeys(WRITERS, 0))


class NoteLife(RuleBasedStateMachine):
    """One evening's notes. What somebody typed and could not save is theirs still (`kept`)."""

    @initialize()
    def an_evening(self) -> None:
        self.cast, self.count = CAST[0], 0
        self.notes = {key: Note() for key in KEYS}
        self.kept: dict[str, str] = {}
        self.ended = last(self.cast).ends_at
        self.now = self.ended + timedelta(hours=1)
        with as_(self.cast.system):
            for model in (MemberNote, GroupNote):
                model.unscoped.filter(session=last(self.cast)).delete()

    @rule(hours=st.sampled_from((1, 12, 30)))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)

    @rule(who=st.sampled_from(WRITERS), key=st.sampled_from(KEYS))
    def looks(self, who: str, key: str) -> None:
        self.notes[key].seen[who] = self.notes[key].version

    @rule(who=st.sampled_from(WRITERS), key=st.sampled_from(KEYS))
    def writes(self, who: str, key: str) -> None:
        note, text = self.notes[key], self._words()
        self.kept[who] = text
        try:
            with self._as(who) as by:
                version = self._save(key, text, note.seen[who], by)
        except actions.Crossed as crossed:
            assert not note.signed_by
            assert note.seen[who] != note.version
            told = crossed.theirs["narrative" if key == "group" else "plan"]
            assert told == note.text, "whoever loses is told what stands"
            note.seen[who] = note.version
        except Refused:
            assert note.signed_by
        else:
            assert (note.signed_by, note.seen[who]) == ("", note.version)
            note.text, note.version = self.kept.pop(who), note.version + 1
            note.seen[who] = version
            assert version == note.version

    @rule(who=st.sampled_from(WRITERS), key=st.sampled_from(KEYS))
    def sends_the_same_again(self, who: str, key: str) -> None:
        """The answer was lost: the request comes twice and does nothing more."""
        note = self.notes[key]
        if note.signed_by or not note.version:
            return
        with self._as(who) as by:
            assert self._save(key, note.text, 0, by) == note.version

    @rule(who=st.sampled_from(WRITERS), key=st.sampled_from(KEYS), stale=st.booleans())
    def signs(self, who: str, key: str, stale: bool) -> None:
        note = self.notes[key]
        version = note.version - 1 if stale else note.version
        ready = bool(note.version) and (key == "group" or bool(self.notes["group"].signed_by))
        try:
            with self._as(who) as by:
                self._sign(key, version, by)
        except Refused:
            assert bool(note.signed_by) or not ready or stale
        else:
            assert ready
            assert not note.signed_by
            assert not stale
            note.signed_by, note.signed_at = who, self.now

    @rule(who=st.sampled_from(WRITERS), key=st.sampled_from(KEYS))
    def cosigns(self, who: str, key: str) -> None:
        note = self.notes[key]
        if not note.version:
            return
        may = bool(note.signed_by) and not note.cosigned_by and who not in (note.signed_by, TRAINEE)
        try:
            with self._as(who) as by:
                actions.cosign(note=self._row(key), by=by)
        except Refused:
            assert not may
        else:
            assert may
            note.cosigned_by = who

    @rule(who=st.sampled_from(WRITERS), key=st.sampled_from(KEYS), again=st.booleans())
    def adds(self, who: str, key: str, again: bool) -> None:
        note, text = self.notes[key], self._words()
        if not note.version:
            return
        try:
            for _time in range(2 if again else 1):
                with self._as(who) as by:
                    actions.amend(note=self._row(key), text=text, by=by)
        except Refused:
            assert not note.signed_by
        else:
            assert note.signed_by
            note.added.append(text)

    @invariant()
    def the_database_holds_what_the_model_says(self) -> None:
        for key, note in self.notes.items():
            if not note.version:
                continue
            row = self._row(key)
            with as_(self.cast.system):
                text = row.narrative if isinstance(row, GroupNote) else row.plan
                added = [each.text for each in row.amendments.order_by("at", "id")]
            assert (text, row.version, added) == (note.text, note.version, note.added), key
            assert self._names(row) == (note.signed_by, note.cosigned_by), key
            self._is_marked(row, note)

    def _is_marked(self, row: GroupNote | MemberNote, note: Note) -> None:
        assert row.needs_cosignature is (note.signed_by == TRAINEE)
        assert TRAINEE not in (note.cosigned_by,)
        late = note.signed_at is not None and note.signed_at - self.ended > timedelta(hours=LATE_AFTER)
        assert (row.signed_at, row.late_after) == (note.signed_at, LATE_AFTER if late else None)

    def _names(self, row: GroupNote | MemberNote) -> tuple[str, str]:
        names = {staff.pk: name for name, staff in self.cast.staff.items()}
        return names.get(row.signed_by_id, ""), names.get(row.cosigned_by_id, "")

    def _words(self) -> str:
        self.count += 1
        return f"Words number {self.count}."

    def _save(self, key: str, text: str, version: int, by: Actor) -> int:
        if key == "group":
            fields = GROUP_TEXTS | {"narrative": text}
            return actions.save_group_note(session=last(self.cast), fields=fields, version=version, by=by)
        member = self.cast.members[key]
        return actions.save_member_note(
            session=last(self.cast), member=member, fields=TEXTS | {"plan": text}, version=version, by=by
        )

    def _sign(self, key: str, version: int, by: Actor) -> None:
        if key == "group":
            actions.sign_group_note(session=last(self.cast), by=by, version=version)
        else:
            member = self.cast.members[key]
            actions.sign_member_note(session=last(self.cast), member=member, by=by, version=version)

    def _row(self, key: str) -> GroupNote | MemberNote:
        with as_(self.cast.system):
            if key == "group":
                return GroupNote.unscoped.select_related("session").get(session=last(self.cast))
            rows = MemberNote.unscoped.select_related("session").filter(session=last(self.cast))
            return rows.get(member=self.cast.members[key])

    @contextmanager
    def _as(self, name: str) -> Iterator[Actor]:
        with clock.held_at(self.now), as_(self.cast.actor(name)) as by:
            yield by


def test_nothing_signed_changes_and_no_text_is_lost(cast: Cast) -> None:
    everybody_marked(cast)
    with as_(cast.system):
        Facilitation.unscoped.create(
            practice=cast.practice,
            group=cast.groups["tuesday"],
            staff=cast.staff[TRAINEE],
            role="trainee",
            starts_at=LONG_AGO,
        )
    CAST[:] = [cast]
    examples = int(os.environ.get("HOLDSPACE_EXAMPLES", "5"))
    run_state_machine_as_test(  # type: ignore[no-untyped-call]
        NoteLife, settings=settings(max_examples=examples, stateful_step_count=25, deadline=None)
    )
