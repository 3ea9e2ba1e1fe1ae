"""What Wortlaut finds, how fast and in how much memory, beside what people use instead.

`python -m benchmarks` runs everything, `python -m benchmarks.NAME` one benchmark; each prints
Markdown tables that name the machine and the date. `--quick` runs it small, to see that it runs:
its figures mean nothing. What each one measures, and the last tables: `benchmarks/README.md`.
"""
