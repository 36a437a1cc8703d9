"""Writes `docs/reference/permission-matrix.md` from `practice/roles.py` and `authz.toml`.

    python -m tests.contracts.generate

A test fails when the document is stale.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from tests.contracts.authz import Row
    from tests.contracts.house import Relation

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "holdspace.project.settings")

DOCUMENT: Final = "docs/reference/permission-matrix.md"

_HEAD = """<!-- Made by `python -m tests.contracts.generate`; do not edit. -->

# Who may do what

Permissions come with roles, and a role is held for a dated spell. What a permission reaches depends on the group:
who leads it now, who sits in it now. Both tables are checked: the first is the program's own, the second is walked
by the tests as every actor, in every relation.

## Roles

"""
_MATRIX = """
## Addresses

Twelve people ask for each address. `own`: what is theirs or of the group in which they sit or which they lead now.
`yes`: an address without an object. `practice`: everything in their practice. `each`: whoever holds the secret address. A `·` means that they find
nothing there, exactly as if it did not exist; anonymous visitors are led to the sign-in page. `(refused)`: they are
let in, and in the tests' house the answer is a sentence that says why it cannot be done now.

"""


def document() -> str:
    """The whole document."""
    return "".join([_HEAD, *_roles(), _MATRIX, *_addresses(), *_others()])


def _roles() -> Iterator[str]:
    from holdspace.practice.roles import PERMITS, Permission, Role

    yield _line("permission", *(role.value for role in Role))
    yield _line(*["---"] * (len(Role) + 1))
    for permission in Permission:
        yield _line(
            f"`{permission.value}`", *("yes" if permission in PERMITS[role] else "·" for role in Role)
        )


def _addresses() -> Iterator[str]:
    from tests.contracts.authz import rows
    from tests.contracts.house import WHO

    yield _line("address", "", *(actor.replace("_", " ") for actor in WHO))
    yield _line(*["---"] * (len(WHO) + 2))
    for row in rows():
        yield _line(f"`{row.name}`", row.method, *(_cell(row, actor) for actor in WHO))


def _cell(row: Row, actor: str) -> str:
    from tests.contracts.authz import Outcome

    outcomes = {relation: outcome for (who, relation), outcome in row.lets_in.items() if who == actor}
    if not outcomes:
        return "·"
    words = _reach(set(outcomes)) if row.args else "yes"
    return f"{words} (refused)" if Outcome.REFUSED in outcomes.values() else words


def _reach(relations: set[Relation]) -> str:
    from tests.contracts.authz import WHOLE_PRACTICE
    from tests.contracts.house import Relation

    if Relation.OTHER_PRACTICE in relations:
        return "each"
    return "practice" if relations == set(WHOLE_PRACTICE) else "own"


def _others() -> Iterator[str]:
    from tests.contracts.authz import table

    yield "\n## Without a page\n\n"
    for title in ("sockets", "tasks", "periodic", "commands", "exports"):
        yield f"**{title.title()}**\n\n"
        for name, entry in table()[title].items():
            words = f"heard by {entry['listens']}" if isinstance(entry, dict) else entry
            yield f"- `{name}`: {words}\n"
        yield "\n"
    yield "**Asked for proof again, at most five minutes old**\n\n"
    yield from (f"- `{name}`\n" for name in table()["step_up"]["names"])


def _line(*cells: str) -> str:
    return f"| {' | '.join(cells)} |\n"


def main() -> None:
    """Write the document."""
    import django

    django.setup()
    from tests.contracts.models import ROOT

    (ROOT / DOCUMENT).write_text(document())


if __name__ == "__main__":
    main()
