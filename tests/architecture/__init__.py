"""Which rooms the code has, and which doors between them."""
