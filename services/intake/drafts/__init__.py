"""Requests that are not handed in yet."""
