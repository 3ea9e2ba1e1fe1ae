"""Scoring a question set: the parts behind `retrieval.evaluate`, which is the door to use."""
