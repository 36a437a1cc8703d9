"""The authorization matrix: every address and method, as twelve actors, about objects in six relations.

Three oracles. The answer is the one that `authz.toml` declares. No private word stands in a body, a header, a
mail or a log that this actor may not see (`may_see.py`). What is forbidden answers exactly as what does not
exist, and nothing is recorded as done.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse

from holdspace.accounts.access import Access
from holdspace.audit.acts import WORDS
from holdspace.kernel import clock
from holdspace.project import doors
from tests.contracts.authz import METHODS, Outcome, Row, actors_of, addresses, rows, table
from tests.contracts.house import WHO, House, Relation
from tests.contracts.walking import Answer, Walker, address_of
from tests.scratch import held_transaction, module_db

ADDRESSES = {address.name: address for address in addresses()}
ROWS = {(row.name, row.method): row for row in rows()}
OURS = {name: a for name, a in ADDRESSES.items() if isinstance(getattr(a.view, "access", None), Access)}

#: Acts that record that something was shown.
READS = re.compile(r".*(read|opened)$")


db = module_db()


@pytest.fixture(scope="module")
def house(db: None) -> Iterator[House]:
    hashers = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    # However long the whole matrix takes, everybody has just proved who they are.
    with override_settings(PASSWORD_HASHERS=hashers, ACCOUNT_REAUTHENTICATION_TIMEOUT=24 * 3600):
        yield House.build()


@pytest.fixture(scope="module")
def walker(house: House) -> Walker:
    return Walker(house)


# --- Everything is declared ------------------------------------------------------------------------------


@pytest.mark.parametrize("name", OURS)
def test_every_method_of_an_address_has_a_row(name: str) -> None:
    declared = {method for other, method in ROWS if other == name}
    allowed = OURS[name].methods
    assert declared == set(allowed) if allowed else declared


def test_no_row_is_left_of_an_address_that_is_gone() -> None:
    assert {name for name, _ in ROWS} - set(OURS) == set()


def test_every_address_of_a_library_is_declared_or_closed() -> None:
    libraries = {name for name in ADDRESSES if name not in OURS}
    assert set(table()["libraries"]) | set(table()["closed"]["names"]) == libraries
    assert set(table()["libraries"]) == set(doors.OF_LIBRARIES)


def test_every_address_has_a_name() -> None:
    assert [
        str(address.view) for address in ADDRESSES.values() if not address.name or address.name.endswith(":")
    ] == []


def test_every_view_of_ours_says_which_methods_it_takes() -> None:
    """`elsewhere` takes all: whoever wants to leave leaves, however they ask."""
    assert [name for name, address in OURS.items() if address.methods is None] == ["elsewhere"]


@pytest.mark.parametrize("name", OURS)
def test_a_method_that_is_not_declared_does_nothing(walker: Walker, name: str) -> None:
    """Asked by somebody whom the address lets in, with another method."""
    allowed = OURS[name].methods or METHODS
    actor, relation = _somebody_inside(name)
    address = address_of(walker.house, name, actor, relation) or _nowhere(name)
    for method in set(METHODS) - set(allowed):
        answer = walker.ask(actor, method, address)
        assert answer.status in (404, 405), f"{method} {name}"
        assert answer.acts == [], f"{method} {name}"


def _somebody_inside(name: str) -> tuple[str, Relation]:
    """The first who is let in somewhere behind this address; anybody where nobody is."""
    inside = [key for row in ROWS.values() if row.name == name for key in row.lets_in]
    return inside[0] if inside else ("leader", Relation.OWN)


# --- Every row, as everybody -----------------------------------------------------------------------------


@pytest.mark.parametrize("row", ROWS.values(), ids=str)
def test_everybody_finds_what_is_declared_and_nothing_else(walker: Walker, row: Row) -> None:
    failures = [failure for actor in WHO for failure in _failures(walker, row, actor)]
    assert failures == []


def _failures(walker: Walker, row: Row, actor: str) -> Iterator[str]:
    relations = [
        each for each in (Relation if row.args else (Relation.OWN,)) if _asked_here(row, actor, each)
    ]
    missing = _missing(walker, row, actor) if relations else None
    if missing and missing.outcome is not Outcome.OUT:
        yield f"{row} as {actor}: {missing.status} for what does not exist"
    for relation in relations:
        address = address_of(walker.house, row.name, actor, relation)
        if address is None or relation is Relation.NONEXISTENT:
            continue
        answer = walker.ask(actor, row.method, address, _payload(walker.house, row, actor))
        for failure in _wrong(walker, row, actor, relation, answer):
            yield f"{row} as {actor}, {relation}: {failure}"
        out = row.expects(actor, relation) is Outcome.OUT
        if out and missing and answer.alike(address) != missing.alike(_nowhere(row.name)):
            yield f"{row} as {actor}, {relation}: tells that it is there"


def _asked_here(row: Row, actor: str, relation: Relation) -> bool:
    """Behind PostgreSQL's second wall nothing more can be seen than on the embedded database, only less: there
    it is asked whether those still come in whom a row lets in (what it hides, `test_walls_postgres` asks)."""
    return connection.vendor == "sqlite" or row.expects(actor, relation) is not Outcome.OUT


def _wrong(walker: Walker, row: Row, actor: str, relation: Relation, answer: Answer) -> Iterator[str]:
    expected = row.expects(actor, relation)
    if answer.outcome is not expected:
        yield f"{answer.status} {answer.leads_to} instead of {expected}"
    if _closed_to_strangers(row, actor) and not answer.leads_to.startswith(reverse("account_login")):
        yield f"{answer.status} instead of the way to the sign-in page"
    yield from (f"shows {leak}" for leak in walker.leaks(actor, answer))
    yield from (f"recorded {act}, which has no words" for act in answer.acts if act not in WORDS)
    if expected is Outcome.OUT and answer.acts:
        yield f"recorded {answer.acts}"
    kind = answer.headers.get("Content-Type", "text/html")
    if not kind.startswith("text/html") and row.name not in table()["exports"]:
        yield f"answers with {kind}, and is no declared export"


def _closed_to_strangers(row: Row, actor: str) -> bool:
    """Whether the door itself turns this visitor away: nothing behind it is ever asked."""
    nobody_at_all = not any(other.lets_in for other in ROWS.values() if other.name == row.name)
    welcome = any("anonymous" in key for key in row.lets_in)
    return actor == "anonymous" and not welcome and not nobody_at_all


def _missing(walker: Walker, row: Row, actor: str) -> Answer | None:
    """What the actor sees where nothing is; an address without an object has no such twin."""
    if not row.args:
        return None
    return walker.ask(actor, row.method, _nowhere(row.name), _payload(walker.house, row, actor))


def _nowhere(name: str) -> str:
    """The same address of an object that does not exist."""
    args = table()["routes"][name].get("args", {})
    return reverse(
        name, kwargs={arg: House.find(None, kind, "", Relation.NONEXISTENT) for arg, kind in args.items()}
    )  # type: ignore[arg-type]


def _payload(house: House, row: Row, actor: str, more: dict[str, Any] | None = None) -> dict[str, Any]:
    if row.method != "POST":
        return {}
    given = row.payload | (more or {})
    return {_key(house, name, actor): house.fill(value, actor) for name, value in given.items()}


def _key(house: House, name: str, actor: str) -> str:
    """The name of a field; it may begin with an id, as those of the notes' screen do."""
    what, dot, rest = name.rpartition(".")
    return f"{house.fill(what, actor)}{dot}{rest}" if name.startswith("$") else name


# --- Other people's things inside a form -----------------------------------------------------------------

FOREIGN = [(row, number) for row in ROWS.values() for number in range(len(row.foreign))]


@pytest.mark.parametrize(("row", "number"), FOREIGN, ids=lambda value: str(value))
def test_a_form_that_names_other_peoples_things_does_nothing(walker: Walker, row: Row, number: int) -> None:
    tried = 0
    for (actor, relation), outcome in row.lets_in.items():
        address = address_of(walker.house, row.name, actor, relation)
        if outcome is not Outcome.IN or address is None or actor == "other_practice":
            continue
        answer = walker.ask(
            actor, row.method, address, _payload(walker.house, row, actor, row.foreign[number])
        )
        done = [act for act in answer.acts if not READS.match(act)]
        assert done == [], f"{row} as {actor}, {relation}"
        assert walker.leaks(actor, answer) == []
        tried += 1
    assert tried


@pytest.mark.parametrize("row", [row for row in ROWS.values() if len(row.args) > 1], ids=str)
def test_every_id_of_an_address_counts(walker: Walker, row: Row) -> None:
    """An own session with another group's member is as little there as another group's session."""
    for actor in {actor for actor, _ in row.lets_in}:
        own = {arg: walker.house.find(kind, actor, Relation.OWN) for arg, kind in row.args.items()}
        for arg, kind in row.args.items():
            for relation in (Relation.OTHER_GROUP, Relation.OTHER_PRACTICE):
                other = walker.house.find(kind, actor, relation)
                if other is None:
                    continue  # it belongs to the practice as a whole
                answer = walker.ask(actor, row.method, reverse(row.name, kwargs=own | {arg: other}))
                assert answer.outcome is Outcome.OUT, f"{row} as {actor} with {relation} {arg}"


# --- What asks for proof again ---------------------------------------------------------------------------


def test_what_asks_for_proof_again_is_declared() -> None:
    assert {name for name, address in OURS.items() if address.view.access.step_up} == set(
        table()["step_up"]["names"]
    )


@pytest.mark.parametrize("name", table()["step_up"]["names"])
def test_what_asks_for_proof_again_is_not_done_without_it(walker: Walker, name: str) -> None:
    assert step_up_failures(walker, name) == []


def step_up_failures(walker: Walker, name: str) -> list[str]:
    """Who is let in although they proved themselves six minutes ago."""
    found = []
    for row in (row for row in ROWS.values() if row.name == name):
        actor, relation = _somebody_inside(name)
        address = address_of(walker.house, name, actor, relation)
        assert address is not None
        later = clock.held_at(clock.now() + timedelta(minutes=6))
        with later, override_settings(ACCOUNT_REAUTHENTICATION_TIMEOUT=5 * 60):
            answer = walker.ask(actor, row.method, address, _payload(walker.house, row, actor))
        if not answer.leads_to.startswith(reverse("account_reauthenticate")) or answer.acts:
            found.append(f"{row}: {answer.status} {answer.leads_to} {answer.acts}")
    return found


# --- Libraries, sockets, tasks, commands -----------------------------------------------------------------


@pytest.mark.parametrize("name", table()["libraries"])
def test_a_library_lets_in_whom_we_say(walker: Walker, name: str) -> None:
    welcome = actors_of(table()["libraries"][name])
    for actor in WHO:
        answer = walker.ask(actor, "GET", _library_address(name))
        allowed = actor in welcome
        assert allowed or answer.leads_to.startswith(reverse("account_login")), f"{name} as {actor}"
        assert answer.status < 500, f"{name} as {actor}"
        assert walker.leaks(actor, answer) == []


@pytest.mark.parametrize("name", table()["closed"]["names"])
def test_what_a_library_brings_and_we_do_not_serve_is_not_there(walker: Walker, name: str) -> None:
    for actor in WHO:
        for method in ("GET", "POST"):
            assert walker.ask(actor, method, _library_address(name)).status == 404, (
                f"{method} {name} as {actor}"
            )


def _library_address(name: str) -> str:
    shapes: dict[str, dict[str, Any]] = {
        "account_confirm_email": {"key": "nothing"},
        "account_reset_password_from_key": {"uidb36": "1", "key": "set-password"},
        "mfa_edit_webauthn": {"pk": 1},
        "mfa_remove_webauthn": {"pk": 1},
    }
    return reverse(name, kwargs=shapes.get(name, {}))


@pytest.mark.parametrize("kind", table()["sockets"])
def test_a_socket_opens_for_whom_we_say(walker: Walker, kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from holdspace.live.gate import DatabaseGate
    from tests.contracts.authz import _lets_in

    # The gate tidies its thread's connections first; here that thread's transaction is the test's own.
    monkeypatch.setattr("holdspace.live.gate.close_old_connections", lambda: None)
    entry, gate = table()["sockets"][kind], DatabaseGate()
    welcome = _lets_in(entry["listens"], has_object=True)
    wrong = []
    for actor in WHO:
        for relation in Relation:
            subject = walker.house.find(entry["object"], actor, relation)
            if isinstance(subject, UUID):
                with held_transaction():
                    admitted = gate._admit(walker.session_key(actor) or "nothing", kind, subject) is not None
                if admitted is not ((actor, relation) in welcome):
                    wrong.append(f"{kind} as {actor}, {relation}: {admitted}")
    assert wrong == []


def test_a_client_may_say_what_is_declared_and_nothing_else() -> None:
    from holdspace.live.consumers import SAYS, _checked, _Closing
    from holdspace.live.lines import Part

    says = {part: what for entry in table()["sockets"].values() for part, what in entry["says"].items()}
    assert says == {part.value: sorted(what) for part, what in SAYS.items()}
    for part in Part:
        assert _checked('{"t":"ping"}', 1, part) == {"t": "ping"}
        for text in ('{"t":"pong"}', '{"t":"version","v":1}', '{"t":"ping","room":"x"}', "[]", "ping", ""):
            with pytest.raises(_Closing):
                _checked(text, 1, part)
    for part in (Part.LISTENER, Part.AT_THE_DOOR):
        with pytest.raises(_Closing):
            _checked('{"t":"sig","to":"x","d":1}', 1, part)


def test_every_task_and_every_periodic_work_is_declared() -> None:
    from holdspace.project.worker import PERIODIC

    periodic = {f"{work.__module__}.{work.__name__}".removeprefix("holdspace.") for _, work in PERIODIC}
    assert periodic == set(table()["periodic"])
    assert _tasks() == set(table()["tasks"])


def _tasks() -> set[str]:
    """Every function that is marked as a task."""
    import importlib

    from django_tasks.base import Task

    from tests.contracts.source import modules

    found = set()
    for module in modules():
        if "@task" in module.path.read_text():
            name = "holdspace." + module.name.removesuffix(".py").replace("/", ".")
            held = vars(importlib.import_module(name)).values()
            found |= {task.module_path.removeprefix("holdspace.") for task in held if isinstance(task, Task)}
    return found


def test_every_command_is_declared() -> None:
    import click

    from holdspace.project.cli import main

    found = set()
    for name, command in main.commands.items():
        inner = command.commands if isinstance(command, click.Group) else {}
        found |= {f"{name} {each}" for each in inner} or {name}
    assert found == set(table()["commands"])


def test_every_export_is_an_address_of_the_matrix() -> None:
    """What answers with something other than a page is declared as a way out."""
    assert set(table()["exports"]) <= set(OURS)


def test_reminders_say_nothing_private(walker: Walker) -> None:
    """What goes out by mail: no canary but the address it goes to, in any practice."""
    from django.core import mail

    from holdspace.correspondence.models import Reminder
    from holdspace.correspondence.tasks import deliver, send_reminders
    from holdspace.kernel import clock
    from holdspace.kernel.actors import system_actor
    from holdspace.vault.scope import acting_as

    with held_transaction():
        mail.outbox.clear()
        with acting_as(system_actor()):
            send_reminders(clock.now())
            waiting = list(Reminder.unscoped.filter(sent_at__isnull=True).values_list("practice_id", "pk"))
        for practice, reminder in waiting:
            deliver.func(str(practice), str(reminder))
        assert mail.outbox
        for sent in mail.outbox:
            assert walker.house.canaries.found(f"{sent.subject}\n{sent.body}\n{sent.from_email}") == set()
            assert len(sent.to) == 1
            assert sent.cc == sent.bcc == []


def test_no_secret_of_an_address_stands_in_a_log(walker: Walker) -> None:
    """An invitation, a calendar, a tablet are opened by their address alone: no line of a log may hold it."""
    for name, arg, payload in (
        ("accounts:welcome", "welcome_token", {"password": "short"}),
        ("correspondence:feed", "feed_token", {}),
        ("correspondence:mails_off", "mail_token", {}),
        ("measures:tablet", "tablet_token", {"phq-9-mood": "9"}),
    ):
        token = walker.house.find(arg, "member", Relation.OWN)
        for method in ("GET", "POST"):
            lines = walker.ask("anonymous", method, reverse(name, kwargs={"token": token}), payload).lines
            assert not any(str(token) in line for line in lines), f"{method} {name}"


def test_no_private_word_lies_open_in_any_table(walker: Walker) -> None:
    """Rows as they lie: only what is listed as open on purpose is found in a column that is not sealed."""
    from django.db import connection

    from tests.contracts.test_privacy import OPEN_ON_PURPOSE

    found = set()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("RESET ROLE")
        for name in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(name)}")
            text = "\n".join(map(str, cursor.fetchall()))
            found |= {canary.where for canary in walker.house.canaries.said(text)}
        if connection.vendor == "postgresql":
            cursor.execute(f"SET ROLE {connection.settings_dict['OPTIONS']['assume_role']}")
    assert found <= set(OPEN_ON_PURPOSE)


def test_the_matrix_is_as_large_as_it_says() -> None:
    assert len(WHO) == 12
    assert len(Relation) == 6
    assert len(ROWS) >= 80
