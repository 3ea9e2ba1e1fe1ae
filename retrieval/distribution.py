"""Which distribution of the program is installed, and how what it lacks is installed.

There are two of one tree: `wortlaut` brings everything, `wortlaut-slim` what asking, indexing and
the bot need with the embedded model. Nothing is imported to find out what is there.
"""

from __future__ import annotations

import importlib.util
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, Literal

FULL: Final = "wortlaut"
SLIM: Final = "wortlaut-slim"
Extra = Literal["models", "eval"]
OPTIONAL: Final[dict[str, Extra]] = {
    "sentence_transformers": "models",
    "torch": "models",
    "scipy": "eval",
}
"""Packages that `wortlaut-slim` does without, each with the extra that brings it."""


def installed() -> dict[str, str]:
    """The distributions of this program that are installed, with their versions."""
    found = {}
    for name in (FULL, SLIM):
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def program_version() -> str | None:
    """The program's version; None where it runs from a folder that was never installed."""
    return next(iter(installed().values()), None)


def has(package: str) -> bool:
    """Whether a package can be imported; it is not."""
    return importlib.util.find_spec(package) is not None


def command_for(extra: Extra) -> str:
    """The command that installs what is missing: in a clone, of the slim one, or of the whole."""
    if (Path(__file__).parents[1] / "Makefile").is_file():
        return "make install"
    if FULL in installed():
        return f"pip install --upgrade {FULL}"
    return f"pip install '{SLIM}[{extra}]'"
