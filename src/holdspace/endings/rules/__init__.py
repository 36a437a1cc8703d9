"""Pure rules of goodbyes."""
