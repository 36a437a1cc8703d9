"""What may happen to a concern, and the numbers to call. Pure Python."""
