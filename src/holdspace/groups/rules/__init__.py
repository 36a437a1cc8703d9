"""Pure rules of groups."""
