"""Our own `retrieval` and `bot`, whatever else is called so.

Both names are common words. A folder in which somebody works may have a `bot/` of its own, and so
may another installed package; with `python -m`, and wherever the current folder or `PYTHONPATH`
goes before the installed packages, theirs would be imported in the place of ours. So ours, which
lie beside this package, are imported from there before anything else looks for those names.
"""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

_FOLDER = Path(__file__).resolve().parents[1]


def claim(*names: str) -> None:
    """Imports packages that lie beside this one, so that their names mean them from here on.

    Args:
        *names: Of the packages.

    Raises:
        ImportError: The program has imported another package of that name already.
    """
    for name in names:
        known = sys.modules.get(name)
        if known is None:
            # At the front for this one import, of a package that imports nothing itself: our folder
            # may be that of all installed packages, and must not go before the standard library.
            sys.path.insert(0, str(_FOLDER))
            try:
                known = import_module(name)
            finally:
                sys.path.remove(str(_FOLDER))
        ours = _FOLDER / name
        if ours not in (Path(path).resolve() for path in getattr(known, "__path__", ())):
            raise ImportError(
                f"Wortlaut's package {name!r} in {ours} cannot be imported: this program has "
                f"imported another one of that name, {known!r}"
            )
