"""Tier 2: who is at the desk, what is handed to a department's people, and what happens when nobody takes it."""
