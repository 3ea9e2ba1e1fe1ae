"""What lies on disk: generations, their catalog and vectors, and the embedding cache."""
