"""Words in what a member wrote that may say that somebody is in danger, English and Spanish.

They decide that a clinician reads a text soon and that help is shown beside it. They never decide about a
person, never diagnose, and never stop a text. `find(text, lexicon)` is all that others need.
"""

from holdspace.safety.rules.language.finding import Found, Lowered, Reason, Sensitivity, find
from holdspace.safety.rules.language.lexicon import Lexicon, Tier, parse

__all__ = ["Found", "Lexicon", "Lowered", "Reason", "Sensitivity", "Tier", "find", "parse"]
