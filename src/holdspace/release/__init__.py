"""Release: a package of one member's record, built from their own rows alone; keeping, holding and
erasing."""
