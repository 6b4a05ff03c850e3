"""How the geography of the sample county is drawn from its plan."""
