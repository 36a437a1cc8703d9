"""Agreements: the group agreement, its versions and signatures."""
