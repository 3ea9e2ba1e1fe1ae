"""The parts of an encoder: tokenizer, token vectors, the compiled graph."""
