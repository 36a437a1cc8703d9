"""What every room shares, in plain Python: the clock, ids, refusals, the actor, how private a field is."""
