from django.apps import AppConfig


class EndingsConfig(AppConfig):
    name = "holdspace.endings"
    label = "endings"
