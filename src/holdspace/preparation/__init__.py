"""Arriving in a group, being away, and coming back."""
