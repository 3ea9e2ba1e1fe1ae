"""What is known of a language, once: words, folding, telling languages apart."""
