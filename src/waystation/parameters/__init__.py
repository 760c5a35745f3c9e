"""Numbers: each with a name, a dimension, dated values, a range and a source."""
