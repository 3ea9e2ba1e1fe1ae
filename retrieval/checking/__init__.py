"""Whether what a text says is quoted stands in the corpus, and where."""
