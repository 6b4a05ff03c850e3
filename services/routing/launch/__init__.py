"""Launching departments: drills that play a request through, and what each department still lacks."""
