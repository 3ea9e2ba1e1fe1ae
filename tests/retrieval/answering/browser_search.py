"""A browser's side of text directives: it reads one and finds it in an article's text."""

from __future__ import annotations

import re
from urllib.parse import unquote

from retrieval.answering.text_directive import TextDirective, matches, render
from retrieval.language.fold import fold_accents


def parse(value: str) -> TextDirective | None:
    """The directive that `text=` holds, or None where browsers would ignore it."""
    parts = value.split(",")
    prefix = unquote(parts.pop(0)[:-1]) if parts[0].endswith("-") else None
    suffix = unquote(parts.pop()[1:]) if parts and parts[-1].startswith("-") else None
    terms = [unquote(part) for part in parts]
    if not 1 <= len(terms) <= 2 or "" in (*terms, prefix, suffix):
        return None
    return TextDirective(terms[0], terms[1] if len(terms) == 2 else None, prefix, suffix)


def find_matches(text: str, directive: TextDirective | str) -> list[tuple[int, int]]:
    """Start and end of each match in the text, in order; a browser goes to the first."""
    if isinstance(directive, str):
        parsed = parse(directive)
        if parsed is None:
            return []
        directive = parsed
    origins = _origins(text)
    return [(origins[s], origins[e - 1] + 1) for s, e in matches(render(text), directive)]


def _origins(text: str) -> list[int]:
    """The position in the text of each character of its rendering."""
    folded = [at for at, c in enumerate(text) for _ in fold_accents(c)]
    dropped: set[int] = set()
    for space in re.finditer(r"\s+", fold_accents(text)):
        dropped.update(range(space.start() + 1, space.end()))
    return [at for position, at in enumerate(folded) if position not in dropped]
