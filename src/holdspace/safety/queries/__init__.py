"""What is known of concerns, of who was told of them, and of who is on call."""

from holdspace.safety.queries.concerns import (
    ConcernList,
    Reach,
    Told,
    all_leaders_told,
    circles_to_answer,
    concern,
    concern_list,
    leaders_told,
    numbers_for,
    of_member,
    open_count,
    overlooked_count,
    reach_of,
    state,
    told_about,
    unclosed_in,
)

__all__ = [
    "ConcernList",
    "Reach",
    "Told",
    "all_leaders_told",
    "circles_to_answer",
    "concern",
    "concern_list",
    "leaders_told",
    "numbers_for",
    "of_member",
    "open_count",
    "overlooked_count",
    "reach_of",
    "state",
    "told_about",
    "unclosed_in",
]
