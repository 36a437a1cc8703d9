"""Django's own secret: unrelated to the vault's keys, kept beside them, rotated with fallbacks."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

FILE = "django.secret"


def django_secrets(keys: Path) -> list[str]:
    """The newest secret first, one per line in the file; without a file, one for this process alone."""
    try:
        lines = (keys / FILE).read_text().split()
    except OSError:
        lines = []
    return lines or [secrets.token_urlsafe(48)]


def write_django_secret(keys: Path) -> None:
    """Put a new secret before the ones that are there."""
    path = keys / FILE
    older = path.read_text() if path.exists() else ""
    scratch = path.with_suffix(".new")
    with os.fdopen(os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o400), "w") as file:
        file.write(f"{secrets.token_urlsafe(48)}\n{older}")
    scratch.replace(path)
