"""Journeys: stories told to the whole running system through its public doors."""
