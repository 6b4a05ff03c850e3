"""Tests, in the folders of what they test; journeys, faults and load go through the whole system."""
