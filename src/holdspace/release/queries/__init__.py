"""What is read: the rows of one member for a package, everybody else to be looked for, and the lists."""
