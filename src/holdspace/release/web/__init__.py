"""Pages of releases, corrections, keeping and erasing."""
