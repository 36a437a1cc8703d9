"""What may be attached, and how a file is made anew: pure, from bytes to bytes."""
