"""What is read of skills: the shelf, what is to be tried, what was tried, what came back."""

from holdspace.skills.queries.bringing import Noted, noted_for, to_bring
from holdspace.skills.queries.own import on_home, to_try
from holdspace.skills.queries.shelf import area_by_area, names_of, skill_for

__all__ = ["Noted", "area_by_area", "names_of", "noted_for", "on_home", "skill_for", "to_bring", "to_try"]
