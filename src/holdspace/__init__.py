"""Holdspace: a home for therapist-led group therapy."""

__version__ = "0.1.0"
