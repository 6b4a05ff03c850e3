"""Who wishes to stay unknown is nowhere in the database."""
