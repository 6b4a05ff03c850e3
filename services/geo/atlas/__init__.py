"""The map in the process: areas and borders of one moment, found by position, replaced in one step."""
