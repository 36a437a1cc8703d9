"""Stories of the context `sessions`."""
