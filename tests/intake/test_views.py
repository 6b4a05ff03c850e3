"""What a request shows: by number alone, with the PIN, to staff."""
