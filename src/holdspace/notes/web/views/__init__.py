"""Pages of the notes: of a session, of a practice's formats, of one's own phrases and what stands apart."""
