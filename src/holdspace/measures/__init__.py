"""Measures: instruments, administrations, scoring."""
