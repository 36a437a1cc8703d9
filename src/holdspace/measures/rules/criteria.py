"""Rules over single questions: a symptom cluster, or the levels of a form that is never added up."""

from __future__ import annotations

from collections.abc import Mapping

from holdspace.measures.rules.parts import Condition, Criterion


def met(criterion: Criterion, answers: Mapping[str, int | None]) -> bool | None:
    """Whether the criterion is met; None when the answers that are missing decide it."""
    said = {holds(condition, answers) for condition in criterion.conditions}
    decisive = criterion.enough  # one that holds is enough; or one that does not hold is enough against it
    if decisive in said:
        return decisive
    return None if None in said else not decisive


def holds(condition: Condition, answers: Mapping[str, int | None]) -> bool | None:
    """Whether enough questions were rated highly enough; None when missing answers could still make it so."""
    values = [answers.get(key) for key in condition.items]
    rated = sum(value is not None and value >= condition.rated for value in values)
    if rated >= condition.at_least:
        return True
    return None if rated + values.count(None) >= condition.at_least else False
