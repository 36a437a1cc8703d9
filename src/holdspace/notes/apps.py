from django.apps import AppConfig


class NotesConfig(AppConfig):
    name = "holdspace.notes"
    label = "notes"
