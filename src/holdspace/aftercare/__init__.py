"""After a group: questions by an address, a plan for when it gets harder again, the way back, what stays."""
