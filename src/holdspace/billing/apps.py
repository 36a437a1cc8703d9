"""The room `billing`."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    name = "holdspace.billing"
    label = "billing"
