"""Residents as persons: erased on their wish, kept under a legal hold."""
