"""Feedback between the members of a circle: rounds that leaders hold, two views beside each other."""
