"""Pure rules of the session room: `session_flow` is the door; the other modules are its parts."""
