"""Members: the person in therapy, contacts, access needs."""
