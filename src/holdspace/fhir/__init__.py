"""FHIR: what arrives and leaves as FHIR R4."""
