"""Pure rules of releasing, keeping and erasing a record."""
