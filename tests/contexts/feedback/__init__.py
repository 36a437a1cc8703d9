"""Stories of the context `feedback`."""
