"""Stories of the context `correspondence`."""
