"""Who may do what with intake's objects: every action, every level, and nothing beside the table."""
