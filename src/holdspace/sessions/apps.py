from django.apps import AppConfig


class SessionsConfig(AppConfig):
    name = "holdspace.sessions"
    label = "group_sessions"
