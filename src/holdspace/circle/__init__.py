"""The space in between: what members share with their circle from one session to the next."""
