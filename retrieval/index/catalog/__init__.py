"""Articles, paragraphs, sentences and passages of a generation (SQLite)."""
