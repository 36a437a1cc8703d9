"""Nobody goes round the wall: rows come through `visible_to`, never by a key that a request named."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from django.apps import apps

from holdspace.vault.records import Record
from tests.contracts.source import Module, called, modules, templates, where

#: Shelves of a row's own room that may start from all its rows, because they scope them themselves.
OWN_SHELVES = {"models", "queries", "policies", "actions", "tasks"}

#: Shelves that say who sees what; they may ask about rows of rooms below.
SCOPING_SHELVES = {"models", "policies"}

#: What starts from all rows elsewhere, with the reason why it may.
ELSEWHERE = {
    "vault/records.py": "where `unscoped` is declared",
    "members/actors.py": "finds out who asks; there is no actor yet",
    "live/gate.py": "reads a version number after the right was asked of `visible_to`",
}
WHOLE_ROOMS = {"demo": "builds the invented practice as the system"}

#: Where the moment may be asked of the machine instead of `kernel.clock`.
OWN_CLOCKS = {"kernel/clock.py", "kernel/ids.py"}


def test_rows_are_reached_unscoped_only_where_they_live() -> None:
    assert list(_strays()) == []


def _strays() -> Iterator[str]:
    for module in modules():
        if module.name in ELSEWHERE or module.room in WHOLE_ROOMS:
            continue
        imported = module.imports()
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Attribute) or node.attr not in (
                "unscoped",
                "_base_manager",
                "_default_manager",
            ):
                continue
            owner = imported.get(node.value.id, "") if isinstance(node.value, ast.Name) else ""
            at_home = not owner or owner.startswith(f"holdspace.{module.room}.")
            if module.shelf not in (OWN_SHELVES if at_home else SCOPING_SHELVES):
                yield module.at(node)


def test_no_model_of_a_practice_has_another_way_in() -> None:
    """`objects` is not there, and nobody made a manager of their own."""
    models = [model for model in apps.get_models() if issubclass(model, Record)]
    assert [m._meta.label for m in models if hasattr(m, "objects")] == []
    assert [m._meta.label for m in models if {x.name for x in m._meta.managers} != {"unscoped"}] == []


def test_every_model_of_a_practice_says_who_sees_it() -> None:
    silent = [
        m._meta.label
        for m in apps.get_models()
        if issubclass(m, Record) and m.visible_to.__func__ is Record.visible_to.__func__
    ]
    assert silent == []


def test_a_request_names_neither_columns_nor_an_order() -> None:
    """`filter(**request.GET)` and `order_by(request.GET["sort"])` have opened other people's houses."""
    assert [
        module.at(call) for module in modules() for call in module.calls() if _is_named_outside(call)
    ] == []


def _is_named_outside(call: ast.Call) -> bool:
    name = called(call)
    if name in ("filter", "exclude", "get_or_create", "update_or_create", "annotate"):
        return any(k.arg is None and _comes_from_request(k.value) for k in call.keywords)
    if name in ("order_by", "values", "values_list", "only", "defer", "select_related", "prefetch_related"):
        return any(_comes_from_request(argument) for argument in call.args)
    return False


def _comes_from_request(node: ast.AST) -> bool:
    taken = {"GET", "POST", "FILES", "COOKIES", "headers", "cleaned_data", "data", "body"}
    return any(
        (isinstance(part, ast.Attribute) and part.attr in taken)
        or (isinstance(part, ast.Name) and part.id in ("request", "form"))
        for part in ast.walk(node)
    )


def test_an_order_is_written_down_and_not_computed() -> None:
    """Every argument of `order_by` is a constant or an expression of constants."""
    found = [
        module.at(call)
        for module in modules()
        if module.room not in ("vault",)
        for call in module.calls()
        if called(call) == "order_by" and not all(_is_written_down(argument) for argument in call.args)
    ]
    assert found == []


def _is_written_down(node: ast.AST) -> bool:
    return not any(isinstance(part, ast.Subscript | ast.JoinedStr | ast.Starred) for part in ast.walk(node))


#: Statements whose text is not a constant, with what stands in their places.
BUILT_STATEMENTS = {
    "audit/reading.py": "names of columns from the module itself",
    "vault/walls.py": "names of tables and columns from the models",
    "vault/engines/postgres/base.py": "as many placeholders as there are settings",
    "vault/engines/sqlcipher/base.py": "pragmas from a fixed list",
}


def test_sql_is_never_put_together_from_words() -> None:
    assert {m.name for m in modules() for c in m.calls() if _builds_sql(c)} <= set(BUILT_STATEMENTS)


def _builds_sql(call: ast.Call) -> bool:
    name = called(call)
    if name in ("extra", "RawSQL"):
        return True
    statement = call.args[0] if call.args else None
    return name in ("raw", "execute", "executemany") and isinstance(statement, ast.JoinedStr | ast.BinOp)


def test_the_moment_is_asked_of_the_houses_own_clock() -> None:
    """Otherwise time-outs and spells cannot be held in tests, nor the demo be grown."""
    assert [at for module in modules() if module.name not in OWN_CLOCKS for at in _other_clocks(module)] == []


def _other_clocks(module: Module) -> Iterator[str]:
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
            asked = f"{node.value.id}.{node.attr}"
            if asked in ("timezone.now", "datetime.now", "datetime.utcnow", "date.today", "time.time"):
                yield module.at(node)


def test_no_form_is_let_in_without_its_token_and_nothing_is_trusted_as_html() -> None:
    forbidden = {"csrf_exempt", "requires_csrf_token", "non_atomic_requests", "mark_safe", "SafeString"}
    allowed = {
        "ui/templatetags/ui.py",  # draw SVG from numbers and escaped words
        "ui/rendering.py",
        "aftercare/web/views/answering.py",  # whoever can send that form holds its secret address already
        "correspondence/web/views.py",  # the calendar feed answers 405 to every POST, before anything is read
        "correspondence/web/reminders.py",  # RFC 8058: a mail program switches mails off, without a cookie
    }
    found = [
        module.at(node)
        for module in modules()
        if module.name not in allowed
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Name) and node.id in forbidden)
        or (isinstance(node, ast.Attribute) and node.attr in forbidden)
    ]
    assert found == []


#: Templates that show something as HTML, with what it is.
TRUSTED = {
    "form_field.html": "the help text of a form field: written in the form's class, never typed by anybody"
}


def test_no_template_trusts_what_it_shows() -> None:
    trusting = re.compile(r"\|\s*(safe|safeseq)\b|\{%\s*autoescape\s+off")
    assert [where(p) for p in templates() if trusting.search(p.read_text()) and p.name not in TRUSTED] == []
