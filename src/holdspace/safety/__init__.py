"""Safety: concerns and what was done about them."""
