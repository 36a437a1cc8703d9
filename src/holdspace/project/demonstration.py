"""Building the demonstration: an own home, an own database that says what it is, and the simulation."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from django.conf import settings
from django.db import connection

from holdspace.demo import queries
from holdspace.demo.simulation import grow
from holdspace.project import install
from holdspace.vault import roots
from holdspace.vault.models import Installation


class NotADemonstration(Exception):  # noqa: N818
    """The database at hand holds a real practice: it is neither shown nor built over."""


def build(*, fresh: bool, say: Callable[[str], object]) -> None:
    """Build the practice unless it stands already; `fresh` begins again."""
    data, keys = Path(settings.HOLDSPACE_DATA), Path(settings.HOLDSPACE_KEYS)
    stands = (data / "grown").exists()
    if stands and not fresh:
        _check_demonstration()
        install.migrate(kind=Installation.Kind.DEMO)  # it may stand since an older version
        say("The demo practice stands already; --fresh builds it again.")
        return
    if not (keys / "root.key").exists():
        install.make_keys()
    if (data / "holdspace.db").exists():
        install.migrate(kind=Installation.Kind.DEMO)  # a build that was interrupted may have no tables yet
        _check_demonstration()
        connection.close()
        shutil.rmtree(data)
        shutil.rmtree(keys)  # with the signed checkpoints, which would rightly call a new chain cut short
        roots.forget()
        install.make_keys()
    install.migrate(kind=Installation.Kind.DEMO)
    say("Growing Harbour Street Practice: three groups, their people and their weeks …")
    grow()
    (data / "grown").touch(mode=0o600)


def _check_demonstration() -> None:
    if not install.is_demo():
        raise NotADemonstration("This database holds a real practice.")


def who_can_sign_in() -> Iterator[str]:
    """Lines for the terminal: households and names."""
    yield ""
    for household in queries.who_can_sign_in():
        names = ", ".join(f"{door.name} ({door.words})" for door in household.doors)
        yield f"{household.title}: {names}"
