"""What was counted, how it is measured, and its record."""
