"""Stories of the context `groups`."""
