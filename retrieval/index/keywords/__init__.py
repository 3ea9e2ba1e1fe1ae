"""Finding passages by their words: German analysis, verified compound parts, BM25."""
