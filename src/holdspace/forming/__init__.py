"""Forming: who could sit with whom, from a waiting list to a proposed circle."""
