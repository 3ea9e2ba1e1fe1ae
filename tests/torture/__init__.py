"""The torture: what the program promises to survive, tried until it breaks or does not.

`python -m tests.torture` runs all of it and prints a table; see docs/torture.md. Each part is a
file: `kills`, `corruption`, `files`, `questions`, `scaling`. The `test_*.py` beside them run each
part for a few seconds.
"""
