"""The chain itself, in plain Python: how a row is hashed, and what a broken chain looks like."""
