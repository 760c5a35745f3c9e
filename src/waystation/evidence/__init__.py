"""What we know, who says so, and when it was said."""
