"""Desk: pages that join contexts: today, the brief, the member's home, the coordinator's board."""
