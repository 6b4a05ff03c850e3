"""How the tables of routing came to be, step by step."""
