"""Requests that belong together: likely duplicates, merged ones, and the parts of one that was split."""
