"""One question's way: candidates, hits, quotes, and whether they answer."""
