"""Goodbye: notice, the last sessions, the farewell round, the keepsake, leaving without a goodbye."""
