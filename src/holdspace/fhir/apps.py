from django.apps import AppConfig


class FhirConfig(AppConfig):
    name = "holdspace.fhir"
    label = "fhir"
