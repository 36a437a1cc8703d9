"""Pure rules of feedback, usable as a library: `hints` while writing, `panes` of two views."""
