"""The room `feedback`."""

from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "holdspace.feedback"
    label = "feedback"
