"""Pure rules of arriving: which steps, whose first sessions, who is missed."""
