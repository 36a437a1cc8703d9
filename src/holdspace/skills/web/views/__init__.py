"""Views of skills."""
