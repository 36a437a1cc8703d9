"""Loaded before anything else (`-p tests.environment`): a home of its own for every process that tests."""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from pathlib import Path

# A worker of xdist inherits the home of whoever started it, and takes another: keys and checkpoints are files.
if "HOLDSPACE_HOME" not in os.environ or "PYTEST_XDIST_WORKER" in os.environ:
    _home = Path(tempfile.mkdtemp(prefix="holdspace-tests-"))
    os.environ["HOLDSPACE_HOME"] = str(_home)
    os.environ.setdefault("HOLDSPACE_EMAIL_BACKEND", "django.core.mail.backends.locmem.EmailBackend")
    for _name in ("data", "static"):
        (_home / _name).mkdir()
    (_home / "keys").mkdir(mode=0o700)
    for _name in ("root.key", "psychotherapy.key"):
        (_home / "keys" / _name).write_bytes(os.urandom(32))
    atexit.register(shutil.rmtree, _home, True)


def required(service: str) -> bool:
    """Whether the environment says that a missing `service` is a failure (CI) instead of a skip."""
    return service in os.environ.get("HOLDSPACE_TEST_REQUIRE", "").split(",")
