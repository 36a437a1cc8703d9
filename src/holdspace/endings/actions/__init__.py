"""What changes at a goodbye: notice, a farewell, a closing, a leaving without goodbye."""
