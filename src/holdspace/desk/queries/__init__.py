"""What the pages of the desk read, page by page. Every page asks a constant number of questions."""
