"""Units, days, files, errors and English: nothing here knows a word of the domain."""
