from django.apps import AppConfig


class CircleConfig(AppConfig):
    name = "holdspace.circle"
    label = "circle"
