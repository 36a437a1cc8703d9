"""What changes in the time after a group."""
