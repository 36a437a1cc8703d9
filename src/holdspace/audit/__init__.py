"""Audit: the append-only chain of what was done and read; also the feed that higher rooms follow."""
