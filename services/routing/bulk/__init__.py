"""What departments do to many pieces of their work at once, and how these are chosen."""
