"""Load: replay of real records, the benchmark, and what both use."""
