"""Contracts, examples and canvases of all services, held against each other."""
