"""The pages of feedback: those of members, and those of leaders."""
