"""Census Bureau files: how they are named, and the manifest that they make for a county."""
