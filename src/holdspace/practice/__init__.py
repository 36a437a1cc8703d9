"""Practice: practices, sites, rooms, staff, roles and what roles permit."""
