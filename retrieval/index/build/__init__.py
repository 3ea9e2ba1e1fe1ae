"""Articles → the files of a new generation."""
