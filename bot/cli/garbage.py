"""How often Python looks for garbage while the program runs."""

from __future__ import annotations

import gc


def collect_seldom() -> None:
    """Looks for garbage among new objects every 100,000, not every 700, as Python does by itself.

    A start makes some 100,000 lasting objects, and looking through them time and again is a tenth
    of the time to the first answer; each later answer makes a few thousand passing ones.
    """
    gc.set_threshold(100_000, 20, 50)
