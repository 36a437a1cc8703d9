"""What a skill's file may hold, and how easy it is to read. Pure Python."""
