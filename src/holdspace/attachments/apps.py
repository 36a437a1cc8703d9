from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    name = "holdspace.attachments"
    label = "attachments"
