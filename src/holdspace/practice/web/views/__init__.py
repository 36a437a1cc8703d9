"""Pages of the practice: its people, what is said of it, its sites and rooms."""
