"""Whose place is this: positions, areas, roads, questions, and answers for one place or many."""
