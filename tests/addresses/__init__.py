"""Addresses as people write and mistype them, made without a word of the matcher's own code, and how many are found."""
