"""Decisions, assignments, promises, triage: who does it, by when, and how far it is."""
