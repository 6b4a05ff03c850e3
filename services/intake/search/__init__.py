"""Searching requests for staff: words, what is promised, and filters that are kept and shared."""
