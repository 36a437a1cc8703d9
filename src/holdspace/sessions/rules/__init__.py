"""When a group meets across clock changes, who was there, how the room was rated. Pure Python."""
