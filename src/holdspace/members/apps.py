from django.apps import AppConfig


class MembersConfig(AppConfig):
    name = "holdspace.members"
    label = "members"
