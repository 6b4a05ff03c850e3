"""Webhooks: a department's feed pushed to its own system, signed, in order, by addresses that have been looked at."""
