"""Which field of a record is its title, which its text: as it was said, else by usual names.

Usual are the names that people give in German and English, and those of schema.org, JSON Feed,
WordPress, and the interfaces and exports of newspapers. Compared are letters and digits alone,
whatever their case. Of a field in a field, the name is `outer.inner`; its last part may be usual.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Final

from retrieval.corpus.collection.entry import Names
from retrieval.errors import ArticleError

_USUAL: Final[dict[str, str]] = {
    "title": "title titel headline schlagzeile überschrift ueberschrift webtitle subject betreff"
    " name",
    "text": "text body articlebody content inhalt volltext fulltext artikeltext articletext"
    " maintext bodytext contenttext plaintext textcontent contenthtml bodyhtml html artikel"
    " article beitrag",
    "date": "date datum datepublished publishedat publisheddate published pubdate publishdate"
    " publicationdate webpublicationdate veröffentlicht veroeffentlicht veröffentlichtam"
    " veroeffentlichtam erschienen erschienenam erscheinungsdatum createdat created timestamp",
    "publisher": "publisher verlag zeitung medium newspaper outlet publication sitename site"
    " sourcename herausgeber source quelle",
    "url": "url link permalink canonical canonicalurl weburl articleurl webadresse sourceurl href",
    "authors": "authors author autor autoren autorin byline creator verfasser verfasserin",
    "section": "section ressort rubrik sectionname articlesection category kategorie",
    "language": "language lang sprache inlanguage languagecode",
}
KEYS: Final = tuple(_USUAL)
"""What fields can say of an article."""

_MAX_SHOWN: Final = 20
_MARKS = re.compile(r"[\W_]+")


def key_named(word: str) -> str | None:
    """The key that a word means, in German or English; None if it is none."""
    folded = _folded(word)
    return next((key for key, usual in _USUAL.items() if folded in usual.split()), None)


def names_among(fields: Iterable[str], said: Mapping[str, str]) -> Names:
    """Which fields say what.

    Args:
        fields: The names that records have, those of fields in fields joined by dots.
        said: Names by key, as whoever adds the records says; an empty one stands for none.

    Returns:
        The names by key, the likeliest first.

    Raises:
        ArticleError: None is the text, or there is no field of a name that was said.
    """
    fields = list(dict.fromkeys(fields))
    whole: dict[str, list[str]] = {}
    last: dict[str, list[str]] = {}
    for name in fields:
        whole.setdefault(_folded(name), []).append(name)
        if "." in name:
            last.setdefault(_folded(name.rpartition(".")[2]), []).append(name)
    taken = set(said.values())
    names = {}
    for key, usual in _USUAL.items():
        if key in said:
            names[key] = _said(said[key], fields)
            continue
        found = [name for word in usual.split() for name in whole.get(word, ())]
        found = [name for name in found if name.rpartition(".")[0] not in found]
        if key in ("text", "date", "url") and not found:
            found = [name for word in usual.split() for name in last.get(word, ())]
        names[key] = tuple(name for name in found if name not in taken)
    if not names["text"]:
        raise ArticleError("fields.no_text", fields=_listed(fields))
    return {key: found for key, found in names.items() if found}


def _said(name: str, fields: list[str]) -> tuple[str, ...]:
    if not name:
        return ()
    exactly = [field for field in fields if field == name]
    found = exactly or [field for field in fields if field.casefold() == name.casefold()]
    if not found:
        raise ArticleError("fields.unknown", field=name, fields=_listed(fields))
    return tuple(found[:1])


def _listed(fields: list[str]) -> str:
    shown = ", ".join(field[:60] for field in fields[:_MAX_SHOWN])
    return f"{shown}, …" if len(fields) > _MAX_SHOWN else shown or "–"


def _folded(name: str) -> str:
    return _MARKS.sub("", name.casefold())
