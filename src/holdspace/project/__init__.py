"""Project: settings, URLs, server and command: the only place that knows every room."""
