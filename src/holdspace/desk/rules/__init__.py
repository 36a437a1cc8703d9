"""What comes first for a member, what a brief says, and audit acts in words. Pure Python."""
