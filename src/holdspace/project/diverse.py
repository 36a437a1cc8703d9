"""What `holdspace form-diverse` does: a public instance is read, searched, and answered in two lines."""

from __future__ import annotations

from pathlib import Path

from holdspace.forming.rules import diverse


def answer(path: Path, *, seconds: float, seed: int) -> tuple[str, str]:
    """The objective, counted afresh from the assignment, and the assignment. Raises diverse.BadInstance."""
    instance = diverse.read(path.read_text(encoding="utf-8", errors="replace"))
    assignment = diverse.solve(instance, seconds, seed).assignment
    counted = f"{diverse.objective(instance, assignment):.6f}".rstrip("0").rstrip(".")
    return f"objective {counted}", f"assignment {' '.join(map(str, assignment))}"
