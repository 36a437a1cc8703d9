"""Pure rules of feedback: where each stands, who gives to whom, hints while writing, the four panes."""
