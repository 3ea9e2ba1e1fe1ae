"""Tests wait for facts. How long one takes depends on what else the machine does."""

LAST_RESORT_S = 120.0
"""When a test stops waiting for what should have come true long ago; below pytest's own limit."""
