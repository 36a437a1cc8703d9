"""Views of goodbyes."""
