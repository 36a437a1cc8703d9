"""Correspondence: reminders and calendar feeds, in neutral words."""
