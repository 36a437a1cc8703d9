from django.apps import AppConfig


class AftercareConfig(AppConfig):
    name = "holdspace.aftercare"
    label = "aftercare"
