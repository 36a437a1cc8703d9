"""What changes on the way into a group, and when somebody is missed."""
