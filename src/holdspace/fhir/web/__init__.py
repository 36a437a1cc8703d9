"""Pages of fhir."""
