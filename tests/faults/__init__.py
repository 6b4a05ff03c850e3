"""Faults: processes are killed under load, and a checker compares what everybody has seen with what was promised."""
