"""Actions on many objects at once: looked at first, confirmed, done one by one, taken back."""
