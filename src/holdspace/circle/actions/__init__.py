"""What changes in the space in between: see the modules."""
