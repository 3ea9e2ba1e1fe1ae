"""What any served face needs: rate limit, metrics, rebuilding."""
