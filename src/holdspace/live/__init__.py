"""Live: the session while it runs, and the sockets that announce what changed."""
