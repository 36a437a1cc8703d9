from django.apps import AppConfig


class ReleaseConfig(AppConfig):
    name = "holdspace.release"
    label = "release"
