"""Finding what somebody asked for without the number: by name and a second factor, and by a link to one's own list."""
