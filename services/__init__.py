"""The five services of hub311 and the plumbing they share."""
