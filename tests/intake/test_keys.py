"""Keys of systems: shown once, kept as digests, ended by time or by hand."""
