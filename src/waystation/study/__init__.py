"""Many runs: draws, scenarios on the same people and the same luck, and what they say together."""
