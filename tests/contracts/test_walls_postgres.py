"""The second wall stands alone: with the application's scoping switched off, PostgreSQL shows no foreign row.

`Model.unscoped.all()` here is what a forgotten `visible_to` would be. What counts as foreign is said once,
in `_may_reach`, in plain words over the cast and not in SQL.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from uuid import UUID

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction

from holdspace.audit.log import record
from holdspace.audit.models import Concerned, Entry
from holdspace.kernel.actors import ANONYMOUS, Actor
from holdspace.vault.records import Record, Wall
from holdspace.vault.scope import acting_as
from tests.cast import Cast, build_cast
from tests.furnishing import furnish
from tests.scratch import held_transaction, module_db

if connection.vendor != "postgresql":
    pytest.skip("row-level security is PostgreSQL's: set HOLDSPACE_DATABASE_URL", allow_module_level=True)

pytestmark = pytest.mark.postgres

WALLED = [m for m in apps.get_models() if issubclass(m, Record) and m.wall is not Wall.OPEN]


@dataclass
class House:
    """Two practices with the same life, and where each row of theirs belongs."""

    here: Cast
    there: Cast

    def actor(self, name: str) -> Actor:
        return (
            self.there.actor(name.removeprefix("other "))
            if name.startswith("other ")
            else self.here.actor(name)
        )


db = module_db()


@pytest.fixture(scope="module")
def house(db: None) -> House:
    here, there = build_cast(), build_cast("other-")
    for cast in (here, there):
        furnish(cast)
    return House(here, there)


@pytest.fixture(autouse=True)
def _savepoint(db: None) -> Iterator[None]:
    with held_transaction():
        yield


ACTORS = [
    "ana", "eve", "dana", "ruth", "tomas", "kit", "lena", "ines", "sam", "olu", "other ruth", "other ana",
]  # fmt: skip


@pytest.mark.parametrize("name", ACTORS)
def test_without_the_applications_scoping_no_foreign_row_is_seen(house: House, name: str) -> None:
    actor = house.actor(name)
    with acting_as(actor):
        for model in WALLED:
            seen = set(model.unscoped.values_list("pk", flat=True))
            with acting_as(house.here.system):
                ours = _where(model, house.here)
            with acting_as(house.there.system):
                theirs = _where(model, house.there)
            foreign = {pk for pk in seen if not _may_reach(actor, model.wall, pk, ours | theirs, house)}
            assert foreign == set(), f"{name} sees {len(foreign)} foreign rows of {model._meta.label}"


@pytest.mark.parametrize("name", ["ana", "ruth", "ines", "sam", "olu"])
def test_the_wall_lets_through_what_the_application_shows(house: House, name: str) -> None:
    """The second wall never hides what `visible_to` allows; otherwise pages would be silently empty."""
    actor = house.actor(name)
    for model in WALLED:
        with acting_as(actor):
            shown = model.visible_to(actor).count()
        with acting_as(house.here.system):
            meant = _meant_for(actor, model)
        assert shown == meant, model._meta.label


def _meant_for(actor: Actor, model: type[Record]) -> int:
    """How many rows the application alone would show, asked by the system, which passes every wall."""
    return model.visible_to(actor).count()


@pytest.mark.parametrize("actor", [None, ANONYMOUS], ids=["no context", "anonymous"])
def test_without_an_actor_there_is_no_row(house: House, actor: Actor | None) -> None:
    with acting_as(actor or ANONYMOUS):
        if actor is None:
            with connection.cursor() as cursor:
                cursor.execute("SELECT set_config('holdspace.kind', '', true)")
        counts = {m._meta.label: m.unscoped.count() for m in WALLED}
    assert counts == dict.fromkeys(counts, 0)


def test_the_application_can_neither_change_nor_shorten_the_audit(house: House) -> None:
    with acting_as(house.here.system), transaction.atomic():
        record("sessions.cancelled", by=house.here.actor("ines"), about=[house.here.members["ana"].pk])
    for statement in (
        "UPDATE audit_entry SET act = 'sessions.moved'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry CASCADE",
        "UPDATE audit_concerned SET member_id = gen_random_uuid()",
        "DELETE FROM audit_concerned",
        "TRUNCATE audit_concerned",
        "ALTER TABLE audit_entry DISABLE TRIGGER ALL",
        "DROP TABLE audit_concerned",
    ):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Entry.objects.count() == 1
    assert Concerned.objects.count() == 1


@pytest.mark.usefixtures("db")
def test_every_table_of_a_practice_has_a_forced_policy() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.relname FROM pg_class c JOIN pg_policy p ON p.polrelid = c.oid"
            " WHERE c.relrowsecurity AND c.relforcerowsecurity"
        )
        walled = {name for (name,) in cursor.fetchall()}
        cursor.execute(
            "SELECT table_name FROM information_schema.columns"
            " WHERE column_name = 'practice_id' AND table_schema = 'public'"
        )
        of_a_practice = {name for (name,) in cursor.fetchall()}
    assert {model._meta.db_table for model in WALLED} <= walled
    # The audit holds ids alone; a feed is asked for by its token, before anybody is known.
    assert of_a_practice - walled == {"audit_entry", "correspondence_calendarfeed"}


@pytest.mark.usefixtures("db")
def test_the_applications_role_passes_no_wall() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper, rolbypassrls, rolcreatedb, rolcreaterole FROM pg_roles"
            " WHERE rolname = current_user"
        )
        assert cursor.fetchone() == (False, False, False, False)
        cursor.execute("SELECT count(*) FROM pg_tables WHERE tableowner = current_user")
        assert cursor.fetchone() == (0,)


# --- What belongs to whom --------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Row:
    practice: UUID
    member: UUID | None
    group: UUID | None
    user: UUID | None
    staff: UUID | None
    author: UUID | None
    two: tuple[UUID | None, UUID | None]
    to_circle: bool
    out: bool
    released: bool
    began_by: UUID | None
    taken_over_by: UUID | None
    is_shared: bool
    is_administrative: bool
    supervised: tuple[UUID | None, UUID | None]


def _where(model: type[Record], cast: Cast) -> dict[UUID, _Row]:
    return {row.pk: _row(row) for row in model.unscoped.filter(practice=cast.practice)}  # type: ignore[misc]


def _row(row: Record) -> _Row:
    def above(*steps: str) -> Iterator[Record]:
        found = (getattr(row, step, None) for step in steps)
        return (step for step in found if isinstance(step, Record))

    def reach(name: str) -> UUID | None:
        for step in (row, *above("session", "note", "group_note")):
            if getattr(step, name, None) is not None:
                return getattr(step, name)  # type: ignore[no-any-return]
        for step in above("note", "group_note"):
            return getattr(step.session, name, None)  # type: ignore[attr-defined]
        return None

    name = row._meta.label
    return _Row(
        practice=row.practice_id,  # type: ignore[attr-defined]
        member=row.pk if name == "members.Member" else reach("member_id"),
        group=reach("group_id"),
        user=getattr(row, "user_id", None),
        staff=row.pk if name == "practice.Staff" else getattr(row, "staff_id", None),
        author=getattr(row, "author_id", None),
        two=(getattr(row, "giver_id", None), getattr(row, "receiver_id", None)),
        to_circle=getattr(row, "to_circle", False),
        out=getattr(row, "standing", "") not in ("private", "returned", "withdrawn"),
        released=getattr(row, "released_at", None) is not None,
        began_by=getattr(row, "began_by_id", None),
        taken_over_by=getattr(row, "taken_over_by_id", None),
        is_shared=getattr(row, "is_shared", False),
        is_administrative=getattr(row, "is_administrative", False),
        supervised=(getattr(row, "trainee_id", None), getattr(row, "supervisor_id", None)),
    )


def _may_reach(actor: Actor, wall: Wall, pk: UUID, rows: dict[UUID, _Row], house: House) -> bool:
    row = rows[pk]
    if row.practice != actor.practice_id:
        return False
    cast = house.here if house.here.practice.pk == row.practice else house.there
    circle = _People(cast)

    def treated() -> bool:
        return row.member == actor.person_id or row.member in circle.ever_led_by(actor.person_id)

    rule: dict[Wall, Callable[[], bool]] = {
        Wall.PRACTICE: lambda: True,
        Wall.SELF: lambda: True,
        Wall.PERSON: lambda: not actor.is_member or row.member in circle.around(actor.person_id),
        Wall.CLINICAL: treated,
        Wall.CONCERN: treated,  # nobody in the house was told of a concern from outside its group
        Wall.INCIDENT: lambda: (
            actor.may("incident.read") or actor.person_id in (row.began_by, row.taken_over_by)
        ),
        Wall.CLINICAL_GROUP: lambda: row.group in circle.led_by(actor.person_id) | circle.of(actor.person_id),
        Wall.ALLOWED: lambda: actor.person_id in (row.member, row.author),
        Wall.SHARED: lambda: (
            row.author == actor.person_id
            or row.released
            or (row.out and row.group in circle.led_by(actor.person_id) | circle.of(actor.person_id))
        ),
        Wall.BETWEEN: lambda: (
            row.group in circle.led_by(actor.person_id)
            or (row.group in circle.of(actor.person_id) and actor.person_id in row.two)
        ),
        Wall.FILES: lambda: (
            row.member in circle.ever_led_by(actor.person_id)
            or (row.member == actor.person_id and row.is_shared)
            or (actor.may("roster.read") and row.is_administrative)
        ),
        Wall.ACCOUNT: lambda: actor.may("billing.edit") or row.member == actor.person_id,
        Wall.OWN_OR_CIRCLE: lambda: (
            row.member == actor.person_id
            or row.group in circle.led_by(actor.person_id)
            or (row.to_circle and row.group in circle.of(actor.person_id))
        ),
        Wall.LEADERS: lambda: row.group in circle.led_by(actor.person_id),
        Wall.SCREENING: lambda: treated() or (actor.may("screening.write") and row.member in circle.waiting),
        Wall.KEPT: lambda: not actor.is_member or row.member == actor.person_id,
        Wall.AUTHOR: lambda: row.author == actor.person_id,
        Wall.SUPERVISION: lambda: (
            actor.person_id in row.supervised and row.group in circle.led_by(actor.person_id)
        ),
        Wall.SCREENERS: lambda: actor.may("screening.write"),
    }
    return rule[wall]()


class _People:
    """Who sits and leads where, by hand: the cast as `tests.cast` and `tests.furnishing` describe it."""

    SIT = {"tuesday": ("ana", "bo", "chidi"), "thursday": ("dana",), "wednesday": ("gus",)}
    SAT = {"tuesday": ("eve",), "wednesday": ("ana",)}
    LEAD = {"tuesday": ("ruth", "tomas"), "thursday": ("kit",), "wednesday": ("wren",)}

    WAIT = ("eve", "joss")

    def __init__(self, cast: Cast) -> None:
        self.cast = cast

    @property
    def waiting(self) -> set[UUID]:
        """Who waits for a circle now."""
        return set(self._ids(self.WAIT))

    def of(self, person: UUID) -> set[UUID]:
        """The groups in which somebody sits now."""
        return set(self._groups(self.SIT, person, self.cast.members))

    def led_by(self, person: UUID) -> set[UUID]:
        """The groups that somebody leads now."""
        return set(self._groups(self.LEAD, person, self.cast.staff))

    def around(self, person: UUID) -> set[UUID]:
        """Somebody and everybody who shares a circle with them now."""
        circles = [names for names in self.SIT.values() if person in self._ids(names)]
        return {person} | {member for names in circles for member in self._ids(names)}

    def ever_led_by(self, person: UUID) -> set[UUID]:
        """Whoever sits or sat in a group that somebody leads now."""
        led = self.led_by(person)
        keys = [key for key, group in self.cast.groups.items() if group.pk in led]
        return {m for key in keys for m in self._ids((*self.SIT.get(key, ()), *self.SAT.get(key, ())))}

    def _ids(self, names: tuple[str, ...]) -> list[UUID]:
        return [self.cast.members[name].pk for name in names]

    def _groups(self, table: dict[str, tuple[str, ...]], person: UUID, people: dict) -> Iterator[UUID]:  # type: ignore[type-arg]
        for key, names in table.items():
            if person in [people[name].pk for name in names]:
                yield self.cast.groups[key].pk
