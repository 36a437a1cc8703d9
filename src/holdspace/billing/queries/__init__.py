"""What is read in billing."""
