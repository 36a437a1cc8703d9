"""Files in a member's record: letters, forms, pictures; made anew when they come, sealed where they lie."""
