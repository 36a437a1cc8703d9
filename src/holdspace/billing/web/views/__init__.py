"""Pages of billing: for who bills, for therapists, for members."""
