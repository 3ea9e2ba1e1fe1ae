"""Headlines as file names: ASCII, lower case, hyphens."""

from __future__ import annotations

import re

from retrieval.language.fold import spell_ascii

MAX_SLUG_CHARS = 60


def slug(text: str) -> str:
    """`Größter Angriff: „Wir sind bereit“` → `groesster-angriff-wir-sind-bereit`.

    Args:
        text: A headline.

    Returns:
        At most `MAX_SLUG_CHARS` characters, cut between words; empty where the text holds neither
        a Latin letter nor a digit.
    """
    words = re.findall(r"[a-z0-9]+", spell_ascii(text))
    name = words.pop(0)[:MAX_SLUG_CHARS] if words else ""
    for word in words:
        if len(name) + 1 + len(word) > MAX_SLUG_CHARS:
            break
        name = f"{name}-{word}"
    return name
