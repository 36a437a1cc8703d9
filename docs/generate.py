"""Documents made from code: `python -m docs.generate` writes them, a test fails when one is stale."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from pathlib import Path

import click

from docs import instruments

ROOT = Path(__file__).parent.parent
NOTE = "<!-- Made by `python -m docs.generate`; do not edit. -->\n\n"


def settings_reference() -> str:
    """Every HOLDSPACE_ variable that the settings read, with its default and the comment above it."""
    source = (ROOT / "src/holdspace/project/settings.py").read_text()
    lines = source.splitlines()
    rows = [
        f"| `HOLDSPACE_{name}` | {_default(default)} | {_comment_above(lines, line)} |"
        for name, default, line in sorted(_variables(ast.parse(source)))
    ]
    head = "# Settings\n\nRead from the environment. The embedded default needs none of them.\n\n"
    return head + "| variable | default | meaning |\n|---|---|---|\n" + "\n".join(rows) + "\n"


def _variables(tree: ast.Module) -> Iterator[tuple[str, str, int]]:
    """Name, default, and the line on which the statement begins."""
    seen = set()
    for statement in tree.body:
        for node in ast.walk(statement):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "env":
                name = ast.literal_eval(node.args[0])
                if name not in seen:
                    seen.add(name)
                    default = ast.unparse(node.args[1]) if len(node.args) > 1 else ""
                    yield name, default, statement.lineno


def _default(expression: str) -> str:
    return f"`{expression}`" if expression else "–"


def _comment_above(lines: list[str], line: int) -> str:
    comments: list[str] = []
    for text in reversed(lines[: line - 1]):
        if not text.startswith("#:"):
            break
        comments.insert(0, text.removeprefix("#:").strip())
    return " ".join(comments)


def command_reference() -> str:
    """The help of the `holdspace` command and of each of its commands."""
    from holdspace.project.cli import main

    context = click.Context(main, info_name="holdspace", terminal_width=100, **main.context_settings)
    parts = ["# The holdspace command\n"]
    parts.extend(
        _help(command, name, context) for name, command in sorted(main.commands.items()) if not command.hidden
    )
    return "\n".join(parts)


def _help(command: click.Command, name: str, parent: click.Context) -> str:
    context = click.Context(command, info_name=name, parent=parent, terminal_width=100)
    text = f"## holdspace {name}\n\n```text\n{command.get_help(context)}\n```\n"
    if isinstance(command, click.Group):
        text += "".join(
            "\n" + _help(sub, f"{name} {each}", parent) for each, sub in sorted(command.commands.items())
        )
    return text


def concern_states() -> str:
    """What may happen to a concern, drawn and as a table, with the sentence for what may not."""
    from holdspace.safety.rules.concern_states import NEXT, REFUSALS, Act, State

    arrows = "".join(
        f"    {state.value} --> {following.value}: {act.value}\n" for (state, act), following in NEXT.items()
    )
    rows = "".join(
        f"| {state.value} | {act.value} | {_follows(NEXT.get((state, act)), REFUSALS.get((state, act)))} |\n"
        for state in State
        for act in Act
    )
    return (
        "# The life of a concern\n\nFrom `holdspace.safety.rules.concern_states`. A `signal` is new words of"
        " danger from the same source.\n\n"
        f"```mermaid\nstateDiagram-v2\n    [*] --> {State.OPEN.value}: {Act.SIGNAL.value}\n{arrows}```\n\n"
        f"| where it stands | what happens | then |\n|---|---|---|\n{rows}"
    )


def _follows(following: object | None, refusal: object) -> str:
    return f"refused: “{refusal}”" if following is None else str(following)


def _schema(table: str) -> Callable[[], str]:
    return lambda: instruments.schema(table)


DOCUMENTS: dict[str, Callable[[], str]] = {
    "docs/reference/settings.md": settings_reference,
    "docs/reference/concern-states.md": concern_states,
    "docs/reference/command.md": command_reference,
    "docs/reference/instrument-file.md": instruments.format_reference,
    "docs/reference/instrument.schema.json": _schema("instrument"),
    "docs/reference/wording.schema.json": _schema("wording"),
    "docs/reference/scoring-sheet.md": instruments.scoring_sheet,
}


def made(path: str) -> str:
    """The document as the code says it now."""
    return DOCUMENTS[path]() if path.endswith(".json") else NOTE + DOCUMENTS[path]()


def standing(path: str) -> str:
    """The document as it lies in the tree; empty where there is none."""
    file = ROOT / path
    return file.read_text() if file.exists() else ""


def main() -> None:
    """Write them all."""
    for path in DOCUMENTS:
        (ROOT / path).write_text(made(path))


if __name__ == "__main__":
    main()
