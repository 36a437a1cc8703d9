"""The text of an agreement: its sections, and how it begins. Pure Python."""
