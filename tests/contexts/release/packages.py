"""What tests of releases have in common: a release on its way, and what a receiver reads in its files."""

from __future__ import annotations

import json
import shutil
import subprocess
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import transaction

from holdspace.kernel import clock
from holdspace.kernel.actors import Actor
from holdspace.release import actions
from holdspace.release.models import Release
from holdspace.release.rules.bases import Basis, Terms
from holdspace.release.rules.container import opened
from holdspace.release.rules.files import texts_of
from holdspace.release.rules.parts import MAY_HOLD, Purpose
from holdspace.vault.scope import acting_as
from tests.cast import Cast
from tests.environment import required


def terms(purpose: Purpose = Purpose.OWN, basis: Basis = Basis.OWN_REQUEST, **more: Any) -> Terms:
    """Terms that are fine."""
    given: dict[str, Any] = {
        "recipient": "Northfield Clinic",
        "why": "To go on with the treatment.",
        "until": (clock.now() + timedelta(days=14)).date(),
    }
    return Terms(purpose, basis, **{**given, **more})


def asked(cast: Cast, who: str = "ana", wish: str = "A copy, please.") -> Release:
    """A release that a member asked for."""
    with acting_as(cast.actor(who)) as member:
        return actions.ask_for_copy(wish=wish, by=member)


def prepared(
    cast: Cast, by: str = "ruth", who: str = "ana", given: Terms | None = None, parts: list[str] | None = None
) -> Release:
    """A release that was prepared: checked, or stopped by what was found."""
    release, wanted = asked(cast, who), given or terms()
    with acting_as(cast.actor(by)) as actor:
        return actions.prepare(
            release=release,
            terms=wanted,
            parts=parts or [part.value for part in MAY_HOLD[wanted.purpose]],
            version=release.version,
            by=actor,
        )


def approved(cast: Cast, release: Release, *who: str) -> Release:
    """Approved by these people, one after the other."""
    for name in who:
        with acting_as(cast.actor(name)) as actor:
            release = actions.approve(release=release, digest_seen=release.digest, by=actor)
    return release


def sealed(cast: Cast, release: Release, by: str = "ruth") -> tuple[Release, str]:
    with acting_as(cast.actor(by)) as actor:
        return actions.seal(release=release, by=actor)


def handed_over(cast: Cast, release: Release, by: str = "ana") -> bytes:
    with acting_as(cast.actor(by)) as actor:
        return actions.download(release=release, by=actor)


def whole_way(cast: Cast, **more: Any) -> tuple[Release, list[tuple[str, bytes]]]:
    """From asking to the opened files."""
    release = approved(cast, prepared(cast, **more), "ruth", "tomas")
    release, passphrase = sealed(cast, release)
    return release, opened(handed_over(cast, release, more.get("who", "ana")), passphrase)


def everything_in(files: list[tuple[str, bytes]]) -> str:
    """All that anybody can read in the files, by our own reader and by poppler's where it is here."""
    said = [each.text for each in texts_of(files)]
    for name, content in files:
        said.append(name)
        if content.startswith(b"%PDF"):
            said += poppler(content)
        else:
            said.append(json.dumps(json.loads(content), ensure_ascii=False))
    return "\n".join(said)


def poppler(pdf: bytes) -> list[str]:
    """`pdftotext` and `pdfinfo` of a PDF; nothing where they are missing, unless they are required."""
    if not (shutil.which("pdftotext") and shutil.which("pdfinfo")):
        assert not required("poppler"), "poppler is required here (HOLDSPACE_TEST_REQUIRE) and was not found"
        return []
    with TemporaryDirectory() as folder:
        path = Path(folder) / "record.pdf"
        path.write_bytes(pdf)
        runs = (
            ["pdftotext", "-layout", str(path), "-"],
            ["pdfinfo", "-meta", str(path)],
            ["pdfinfo", str(path)],
        )
        return [subprocess.run(run, check=True, capture_output=True, text=True).stdout for run in runs]


def actors(*names: str) -> list[str]:
    return list(names)


@transaction.atomic
def row(cast: Cast, release: Release) -> Release:
    """The row as it lies in the database now."""
    with acting_as(cast.system):
        return Release.unscoped.get(pk=release.pk)


def act(cast: Cast, name: str) -> Actor:
    return cast.actor(name)
