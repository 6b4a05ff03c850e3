"""Offices of representatives: what they sent to 311, and whose name they may know."""
