"""Hits → quotes with citations, or why there is none."""
