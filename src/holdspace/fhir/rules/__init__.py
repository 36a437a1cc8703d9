"""Pure rules of FHIR: from resources to the practice's own terms and back."""
