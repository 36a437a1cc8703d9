"""What leaves the building: the calendar of one person, and when nobody is written to. Pure Python."""
