"""What is read of arriving: somebody's own steps, who is on the way, who is new, who is missed."""

from holdspace.preparation.queries.absence import Missed, to_reach
from holdspace.preparation.queries.newcomers import hidden_in, newcomers_at, settled_buddy, shares_hopes
from holdspace.preparation.queries.own import Joining, OnHome, joining_in, on_home

__all__ = [
    "Joining",
    "Missed",
    "OnHome",
    "hidden_in",
    "joining_in",
    "newcomers_at",
    "on_home",
    "settled_buddy",
    "shares_hopes",
    "to_reach",
]
