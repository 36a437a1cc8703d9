"""Forming: from the waiting list to a proposed circle, and from there to people who have joined.

The engine in `rules` knows no database and can be used as a library.
"""
