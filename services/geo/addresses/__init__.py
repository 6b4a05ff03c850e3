"""Addresses and streets: taken apart, matched with what somebody wrote, worked out from ranges and crossings."""
