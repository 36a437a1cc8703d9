"""The pages of goodbyes."""
