"""Any sentence-transformers model → the files that `CompiledEncoder` opens (`compile.py`)."""
