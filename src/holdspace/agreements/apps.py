from django.apps import AppConfig


class AgreementsConfig(AppConfig):
    name = "holdspace.agreements"
    label = "agreements"
