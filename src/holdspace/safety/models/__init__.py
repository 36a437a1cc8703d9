"""The records of safety: concerns and who was told of them; who is on call; safety plans; where somebody is
while they sit in a session from elsewhere.
"""

from holdspace.safety.models.concerns import Alert, Concern, ConcernEvent
from holdspace.safety.models.incidents import Incident
from holdspace.safety.models.plans import SafetyPlan
from holdspace.safety.models.rota import Away, Duty, Escalation
from holdspace.safety.models.whereabouts import Whereabouts

__all__ = [
    "Alert",
    "Away",
    "Concern",
    "ConcernEvent",
    "Duty",
    "Escalation",
    "Incident",
    "SafetyPlan",
    "Whereabouts",
]
