"""Pages of the time after a group, by who opens them."""
