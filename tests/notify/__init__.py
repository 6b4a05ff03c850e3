"""Tests of the service notify."""
