"""What departments are told about their work by mail: new, unaccepted, late, and how the day begins."""
