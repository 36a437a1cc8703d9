"""Outcomes: what changes for a person and for a group, and when to look again.

The numbers in `rules` know no database and can be used as a library.
"""
