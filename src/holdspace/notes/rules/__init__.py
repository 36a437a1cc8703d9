"""Whose name stands in a note, what a note still lacks, and which notes are copies. Pure Python."""
