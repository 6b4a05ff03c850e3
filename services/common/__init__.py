"""Plumbing that knows no service: settings, database, events, calls, metrics, health, logs, errors."""
