"""Layers: files read and checked, manifests, versions and when each holds."""
