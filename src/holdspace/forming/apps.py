from django.apps import AppConfig


class FormingConfig(AppConfig):
    name = "holdspace.forming"
    label = "forming"
