"""Texts → vectors, without torch; models and their compilation."""
