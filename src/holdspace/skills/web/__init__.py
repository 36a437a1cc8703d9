"""The pages of skills."""
