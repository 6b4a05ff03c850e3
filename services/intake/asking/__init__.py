"""What staff ask residents while work waits, and what residents say when it is done."""
