"""Charts: each is one function from a table to one drawing, in the style that readers of official statistics know."""
