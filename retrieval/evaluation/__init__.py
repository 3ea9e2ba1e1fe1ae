"""Scoring a question set; `evaluate` is the door to it."""
