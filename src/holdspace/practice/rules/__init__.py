"""Words that may leave the building, and a practice's own crisis lines. Pure Python."""
