"""A day at the desk: contacts invented and written to a log, replayed through the public API, and counted twice."""
