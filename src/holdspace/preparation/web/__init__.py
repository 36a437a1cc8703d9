"""The pages of arriving."""
