"""Demo: one invented practice with a fixed cast, grown by a simulation."""
