"""In which order those come who were in a group here before, by the rule of the practice.

First among equals means one step of priority, with its reason: they come before whoever has none, and wait
behind whom somebody gave two. A priority that was given for another reason stays as it is.
"""

from __future__ import annotations

ONE_STEP = 1


def priority_of(given: int, *, was_here: bool, first_among_equals: bool) -> int:
    """The priority of a new wait to which `given` was given by hand (0: none)."""
    return ONE_STEP if was_here and first_among_equals and not given else given
