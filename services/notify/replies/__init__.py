"""Standard replies: texts in several languages that departments and 311 answer residents with."""
