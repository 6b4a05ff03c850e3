"""Whose place is this: layers with versions, roads with their owner, addresses, and one answer for a place."""
