"""Groups: group, membership, facilitation, contact rule, joining and leaving."""
