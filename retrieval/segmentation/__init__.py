"""A text → paragraphs, sentences and passages, each an exact span of it."""
