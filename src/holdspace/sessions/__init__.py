"""Sessions: schedule, recurrence, attendance, check-in, session rating."""
