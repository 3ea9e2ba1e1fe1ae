"""What the keys of a front matter are called: by us, by people, by the tools that write them.

Letter case, hyphens, underscores and blanks do not tell keys apart: `Date Published`,
`date-published` and `datePublished` are one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

# Notebooks' (Obsidian, Zettlr), web clippers', site generators' (Hugo, Jekyll, Hexo, Pelican,
# Pandoc), and people's.
_MEANT: Final = {
    "title": "titel headline schlagzeile überschrift",
    "date": "datum published publishdate publisheddate publishedat publishedtime datepublished"
    " publicationdate pubdate pubdatum veröffentlicht veröffentlichtam erschienen erschienenam",
    "publisher": "verlag zeitung medium sitename site website quelle source publication outlet"
    " newspaper",
    "url": "link permalink canonical canonicalurl webadresse weblink sourceurl originalurl quelle"
    " source website",
    "authors": "author autor autoren autorin autorinnen byline creator verfasser verfasserin",
    "section": "ressort rubrik category kategorie categories kategorien",
    "language": "lang sprache locale",
    "sources": "quellen",
    "created": "erstellt createdat datecreated creationdate clipped",
    "guessed": "",
}
_KEYS_BY_NAME: Final = {
    name: [key for key, names in _MEANT.items() if name in (key, *names.split())]
    for key, names in _MEANT.items()
    for name in (key, *names.split())
}
_BETWEEN: Final = re.compile(r"[\s_:-]+")
# Where Hugo has what it does not know itself.
_NESTED: Final = "params"
_AMBIGUOUS: Final = frozenset({"source", "quelle", "website"})  # a newspaper, or an address
# `published: false` says whether a page is, `permalink: /:title/` how a site is laid out.
_SAYS_WHETHER: Final = frozenset({"true", "false", "yes", "no", "ja", "nein"})


def is_known(name: str) -> bool:
    """Whether a key of this name is read."""
    return _plain(name) in _KEYS_BY_NAME


def name_of(key: str, values: Mapping[str, Any]) -> str:
    """What a front matter calls a key: as we do, if it has none that means the same.

    Args:
        key: As we call it.
        values: The front matter.

    Returns:
        The name.
    """
    own = (n for n, _ in said_of(key, values) if n in values and _plain(n) not in _AMBIGUOUS)
    return next(own, key)


def said_of(key: str, values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """What a front matter says of a key, by whatever name.

    Args:
        key: As we call it.
        values: The front matter.

    Yields:
        Name and value: our own name first, then in the order of the file, then what is nested.
    """
    for places in (values, values.get(_NESTED)):
        if isinstance(places, dict):
            found = [(n, v) for n, v in places.items() if _can_say(key, _plain(str(n)), v)]
            yield from sorted(found, key=lambda item: _plain(str(item[0])) != key)


def _can_say(key: str, name: str, value: object) -> bool:
    """Whether a value under this name can be meant for a key."""
    if key not in _KEYS_BY_NAME.get(name, ()):
        return False
    text = value.strip() if isinstance(value, str) else ""
    if name == "published" and text.lower() in _SAYS_WHETHER:
        return False
    if name == "permalink" and not is_address(text):
        return False
    if name in _AMBIGUOUS:
        return isinstance(value, str) and is_address(text) == (key == "url")
    return True


def is_address(text: str) -> bool:
    """Whether a text begins as a web address does."""
    return text.startswith(("https://", "http://"))


def _plain(name: str) -> str:
    return _BETWEEN.sub("", name).casefold()
