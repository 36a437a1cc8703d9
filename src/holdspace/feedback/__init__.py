"""Feedback within a circle: rounds that leaders hold, and two views beside each other."""
