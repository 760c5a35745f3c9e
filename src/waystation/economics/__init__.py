"""Money after a run: prices, cost lines, the ledger, and the published sums of other schemes."""
