"""The report: one page that answers a question, shows its ranges and names every source; it opens without a network."""
