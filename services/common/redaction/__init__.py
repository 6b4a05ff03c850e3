"""Personal data in words that everybody will read: found, named by its kind, and blotted out."""
