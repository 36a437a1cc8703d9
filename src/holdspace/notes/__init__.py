"""Notes: the group note, each member's layer, signing, locking, amending."""
