from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "holdspace.safety"
    label = "safety"
