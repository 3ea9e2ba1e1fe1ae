"""A question → ranked hits, and whether the best of them answers."""
