"""Feedback between the members of a circle: rounds that leaders hold, given, received when one is ready, answered."""
