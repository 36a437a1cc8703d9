"""Views of arriving."""
