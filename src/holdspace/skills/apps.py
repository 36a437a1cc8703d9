from django.apps import AppConfig


class SkillsConfig(AppConfig):
    name = "holdspace.skills"
    label = "skills"

    def ready(self) -> None:
        """Notes hear from here of what was tried: the room below never asks upward."""
        from holdspace.notes.queries import told_by
        from holdspace.skills.queries.in_notes import tried_since

        told_by(tried_since)
