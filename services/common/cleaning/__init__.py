"""Making a stranger's file harmless and anonymous; `python -m services.common.cleaning` does it in its own process."""
