"""What changes in safety: concerns are raised and answered, people are told, the rota is kept,
safety plans are written.
"""

from holdspace.safety.actions.concerns import (
    NOT_SAFE,
    acknowledge,
    close,
    heed,
    heed_refused,
    judge,
    raise_concern,
    say_not_safe,
    worry,
)
from holdspace.safety.actions.incidents import begin_crisis
from holdspace.safety.actions.plans import write_plan

__all__ = [
    "NOT_SAFE",
    "acknowledge",
    "begin_crisis",
    "close",
    "heed",
    "heed_refused",
    "judge",
    "raise_concern",
    "say_not_safe",
    "worry",
    "write_plan",
]
