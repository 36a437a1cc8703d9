from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "holdspace.correspondence"
    label = "correspondence"
