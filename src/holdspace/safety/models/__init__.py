"""The records of safety: concerns and who was told of them; who is on call; safety plans."""

from holdspace.safety.models.concerns import Alert, Concern, ConcernEvent
from holdspace.safety.models.incidents import Incident
from holdspace.safety.models.plans import SafetyPlan
from holdspace.safety.models.rota import Away, Duty, Escalation

__all__ = [
    "Alert",
    "Away",
    "Concern",
    "ConcernEvent",
    "Duty",
    "Escalation",
    "Incident",
    "SafetyPlan",
]
