from django.apps import AppConfig


class OutcomesConfig(AppConfig):
    name = "holdspace.outcomes"
    label = "outcomes"
