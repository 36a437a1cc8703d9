"""Pure rules of the time after a group."""
