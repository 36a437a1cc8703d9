"""What is read of the time after a group."""
