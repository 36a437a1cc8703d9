"""Pages of the time after a group."""
