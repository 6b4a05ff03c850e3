"""Tests of the plumbing: on the real database and the real broker."""
