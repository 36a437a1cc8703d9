"""What the program says to people can be said in every language, and every act has words."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

from holdspace.audit.acts import WORDS, words_of
from holdspace.practice.roles import Permission
from tests.contracts.source import Module, called, modules

#: How a sentence is marked for translation.
TRANSLATED = {"_", "gettext", "gettext_lazy", "ngettext", "ngettext_lazy", "pgettext", "say", "format_lazy"}

_ACT = re.compile(r"[a-z]+\.[a-z]+(_[a-z]+)*")
ROOMS = {module.room for module in modules()}
MODULES = {module.path.stem for module in modules()} | {module.shelf for module in modules()}


def test_a_refusal_is_a_sentence_in_every_language() -> None:
    assert [at for module in modules() for at in _untranslated(module)] == []


def _untranslated(module: Module) -> Iterator[str]:
    constants = {
        target.id: node.value
        for node in module.tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for call in module.calls():
        if called(call) in ("Refused", "Missing", "Conflict") and call.args:
            said = call.args[0]
            said = constants.get(said.id, said) if isinstance(said, ast.Name) else said
            if isinstance(said, ast.Constant | ast.JoinedStr):
                yield module.at(call)
        if _is_message(call) and isinstance(call.args[1], ast.Constant | ast.JoinedStr):
            yield module.at(call)


def _is_message(call: ast.Call) -> bool:
    if called(call) not in ("success", "info", "warning", "error"):
        return False
    function = call.func
    at = isinstance(function, ast.Attribute) and isinstance(function.value, ast.Name) and function.value.id
    return at == "messages" and len(call.args) > 1


def test_labels_and_choices_are_in_every_language() -> None:
    """`label=`, `help_text=`, `verbose_name=` and `empty_label=` of forms and models."""
    spoken = {"label", "help_text", "verbose_name", "verbose_name_plural", "empty_label", "legend"}
    found = [
        module.at(call)
        for module in modules()
        for call in module.calls()
        for keyword in call.keywords
        if keyword.arg in spoken
        and isinstance(keyword.value, ast.Constant)
        and str(keyword.value.value).strip()
    ]
    assert [at for at in found if "/vault/" not in at and "/cli.py" not in at] == []


# --- Acts ------------------------------------------------------------------------------------------------


def test_every_act_that_is_recorded_has_words() -> None:
    assert {act for act, _ in _recorded()} - set(WORDS) == set()


def test_no_words_are_left_of_acts_that_nobody_records() -> None:
    beginnings = tuple(_beginnings())
    assert {a for a in WORDS if not (beginnings and a.startswith(beginnings))} <= {
        act for act, _ in _recorded()
    }


def test_an_act_that_is_put_together_has_words_for_each_end() -> None:
    assert [begin for begin in _beginnings() if not any(act.startswith(begin) for act in WORDS)] == []


def test_acts_are_named_by_others_as_they_are_recorded() -> None:
    """A feed that waits for `groups.opening_ended` while `groups.record_closed` comes waits for ever."""
    permissions = {permission.value for permission in Permission}
    beginnings = tuple(_beginnings())
    known = {act for act, _ in _recorded()} | {a for a in WORDS if beginnings and a.startswith(beginnings)}
    named = {
        (node.value, module.at(node))
        for module in modules()
        if module.name != "audit/acts.py"
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_act(node.value)
    }
    assert {(act, at) for act, at in named if act not in known | permissions} == set()


def _is_act(text: str) -> bool:
    return bool(_ACT.fullmatch(text)) and text.split(".")[0] in ROOMS and text.split(".")[1] not in MODULES


def test_the_words_of_an_act_that_is_not_known_are_its_code() -> None:
    """An older chain may hold acts that nobody records any more; they are shown, never hidden."""
    assert words_of("somewhere.happened") == "somewhere.happened"


def _recorded() -> Iterator[tuple[str, str]]:
    """Acts in the source: every constant of the form `room.verb` in a module that records."""
    for module in modules():
        if not _records(module):
            continue
        for node in ast.walk(module.tree):
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and _is_act(text):
                yield text, module.at(node)


def _beginnings() -> Iterator[str]:
    """The constant beginnings of acts that end in a value: `groups.proposal_`."""
    for module in modules():
        for node in ast.walk(module.tree) if _records(module) else ():
            first = node.values[0] if isinstance(node, ast.JoinedStr) and node.values else None
            text = first.value if isinstance(first, ast.Constant) else ""
            if re.match(rf"({'|'.join(ROOMS)})\.[a-z_]*$", str(text)):
                yield str(text)


def _records(module: Module) -> bool:
    return module.imports().get("record") == "holdspace.audit.log"
