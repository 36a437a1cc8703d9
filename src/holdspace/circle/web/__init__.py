"""The pages of the space in between."""
