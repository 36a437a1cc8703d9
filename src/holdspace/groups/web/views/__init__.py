"""The pages of groups: setting up, the circle's coming and going, records opened for a reason."""
