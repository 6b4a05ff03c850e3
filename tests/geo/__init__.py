"""Tests of geo: layers, index, roads, addresses, places, versions, and the running service."""
