"""The lines that left articles for recurring: how many they were, though they stand in none now.

What leaves an article is no longer in the index, where recurring lines are counted. Without a
memory, a line would be kept again as soon as it had left enough articles. It lies beside what is
kept of articles, in `.wortlaut/recurring.json`, and may be deleted: then the index alone counts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from retrieval.corpus.cleaning import Dropped
from retrieval.corpus.cleaning.recurrence import key_of
from retrieval.corpus.history.places import HIDDEN, changing
from retrieval.corpus.storing import store_over
from retrieval.errors import ArticleError, StorageError
from retrieval.regular_file import read_regular

_NAME: Final = "recurring.json"
_MAX_LINES: Final = 10_000


@dataclass(frozen=True, slots=True)
class RememberedLine:
    """A line that has left articles.

    Attributes:
        publisher: Whose; None for articles that name none.
        text: As the first of them wrote it.
        articles: How many it has left.
    """

    publisher: str | None
    text: str
    articles: int

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by: the publisher and the line, as they are compared."""
        return folded(self.publisher), key_of(self.text)


Remembered = Mapping[tuple[str, str], RememberedLine]
"""By `RememberedLine.key`."""


def folded(publisher: str | None) -> str:
    """A publisher's name as names are compared; empty for none."""
    return (publisher or "").casefold()


def remembered(corpus_dir: Path) -> dict[tuple[str, str], RememberedLine]:
    """The lines that have left articles of a corpus folder; none where nothing can be read."""
    with suppress(OSError, ValueError, TypeError, KeyError, ArticleError):
        read = json.loads(read_regular(corpus_dir / HIDDEN / _NAME))
        lines = [RememberedLine(e["publisher"], str(e["text"]), int(e["articles"])) for e in read]
        return {line.key: line for line in lines}
    return {}


def remember(corpus_dir: Path, dropped: Iterable[Dropped], before: bytes | None = None) -> None:
    """Counts the lines that have left one article for recurring.

    Where the disk refuses they are not counted: the article is there already.

    Args:
        corpus_dir: The corpus folder.
        dropped: All lines that left it.
        before: What its file held, if it was there: only lines that it held are counted anew.
    """
    held = None
    if before is not None:
        held = set(map(key_of, before.decode("utf-8", "replace").split("\n")))
    left = {
        line.key: line
        for each in dropped
        if each.recurrence is not None and (held is None or key_of(each.text) in held)
        for line in (RememberedLine(each.recurrence.publisher, each.text.strip(), 1),)
    }
    if not left:
        return
    with suppress(OSError, StorageError), changing(corpus_dir):
        known = remembered(corpus_dir)
        for key, line in left.items():
            last = known.get(key, replace(line, articles=0))
            known[key] = replace(last, articles=last.articles + 1)
        lines = sorted(known.values(), key=lambda line: (-line.articles, line.key))[:_MAX_LINES]
        records = [
            {"publisher": line.publisher, "text": line.text, "articles": line.articles}
            for line in lines
        ]
        path = corpus_dir / HIDDEN / _NAME
        path.parent.mkdir(exist_ok=True)
        store_over(path, (json.dumps(records, ensure_ascii=False, indent=1) + "\n").encode())
