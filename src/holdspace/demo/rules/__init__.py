"""The pure part of the simulation: who comes, how they feel, how the room was."""
