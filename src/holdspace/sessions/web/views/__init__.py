"""The pages of sessions: the schedule, attendance, how it was in the room."""
