"""Database engines: the embedded, encrypted one and PostgreSQL, both of which know who acts."""
