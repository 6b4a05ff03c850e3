"""What staff do to many requests at once, and how these are chosen."""
