"""What changes in skills: assigned, chosen, tried, shown, returned, brought back; the practice's own."""

from holdspace.skills.actions.trying import bring

__all__ = ["bring"]
