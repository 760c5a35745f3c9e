"""Everything resolved, nothing sampled."""
