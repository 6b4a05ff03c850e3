"""Other Open311 servers: which agencies have one, what has been handed over to them, and what they say became of it."""
