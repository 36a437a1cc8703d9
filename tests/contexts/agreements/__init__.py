"""Stories of the context `agreements`."""
