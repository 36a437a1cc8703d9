from django.apps import AppConfig


class IntakeConfig(AppConfig):
    name = "holdspace.intake"
    label = "intake"
