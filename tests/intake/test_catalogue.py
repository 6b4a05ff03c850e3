"""The copy of routing's catalogue: the newest version stays, and each process sees it."""
