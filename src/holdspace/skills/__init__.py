"""Skills practised between sessions: a library, what is assigned or chosen, what was tried."""
