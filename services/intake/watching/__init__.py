"""What the screens of staff are told: what was said since they looked, as far as each may hear it."""
