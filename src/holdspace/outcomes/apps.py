from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "holdspace.outcomes"
    label = "outcomes"

    def ready(self) -> None:
        """Notes hear of goals from here: the room below never asks upward."""
        from holdspace.notes.queries import told_by
        from holdspace.outcomes.queries.in_notes import goals_in_use

        told_by(goals_in_use)
