"""`python -m wortlaut`, and the program `wortlaut`."""

from __future__ import annotations

import sys
from pathlib import Path


def run() -> None:
    """Runs the command line and ends the process with its exit status."""
    if sys.version_info < (3, 11):  # noqa: UP036 - a clone runs with any Python
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(f"wortlaut: Python {found} is too old: install Python 3.11 or newer")
    from wortlaut.beside import claim

    claim("retrieval", "bot")
    from bot.cli.main import run as run_command_line

    run_command_line()


if __name__ == "__main__":
    # With `-m` the current folder comes first; what lies in it is the user's, none of it ours.
    # (Python 3.10 knows no `safe_path`; it is told below that it is too old.)
    if not getattr(sys.flags, "safe_path", False) and sys.path[0] != str(
        Path(__file__).resolve().parents[1]
    ):
        del sys.path[0]
    run()
