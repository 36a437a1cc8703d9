"""Pure rules of members: what a roster may say about a person, and when two rows mean the same one."""
