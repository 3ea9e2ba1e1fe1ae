"""The embedded model, or any of sentence-transformers → the files that `CompiledEncoder` opens."""
