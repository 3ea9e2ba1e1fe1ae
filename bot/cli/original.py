"""`wortlaut diff`: what an article's original holds and the article does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Final

import typer

from bot.answer_json import to_line
from bot.cli import options
from bot.cli.streams import write_json, write_line
from bot.cli.word_changes import MAX_COLUMNS
from bot.engine import library_of
from bot.escape import one_line
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from retrieval.library import ArticleVersion, LeftLine, OriginalDiff

_LEAST_SHOWN_CHARS: Final = 20


def diff(
    article: Annotated[
        str,
        typer.Argument(metavar="ARTICLE", help="Its name in `wortlaut articles`, or its file."),
    ],
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
) -> int:
    """Shows what an article's original holds and the article does not.

    Line by line, each with the reason; a page is taken whole, menus and all. Then whether each word
    of the article stands in the original, in the same order; status 1: not each does.
    """
    session = options.start(corpus_dir=corpus, index_dir=index)
    folder = library_of(session.settings).corpus
    try:
        version, found = folder.original_diff(article)
    finally:
        folder.close()
    if json:
        write_json(to_line(_record(version, found)))
    else:
        _write(version, found, session.texts)
    return int(bool(found.own))


def _write(version: ArticleVersion, found: OriginalDiff, texts: Texts) -> None:
    if version.origin is not None:
        place = version.origin.address or version.origin.name
        fetched = version.origin.fetched
        facts = [texts.versions["from"].format(place=one_line(place))]
        if fetched:
            facts.append(texts.moment(fetched.astimezone()))
        write_line(" · ".join(facts))
    write_line(one_line(str(version.original)))
    if found.left:
        write_line(texts.only_in_original.format(n=len(found.left), lines=found.lines))
    else:
        write_line(texts.all_of_original)
    for line in found.left:
        write_line(_shortened(f"{line.line_number:>6}  ", line.text, f" ({_why(line, texts)})"))
    if not found.own:
        write_line(texts.words_in_order)
        return
    write_line(texts.not_in_original[len(found.own) != 1].format(n=len(found.own)))
    for own in found.own:
        write_line(_shortened(f"{'+':>6}  ", own, ""))


def _shortened(margin: str, text: str, end: str) -> str:
    shown = one_line(text)
    room = max(MAX_COLUMNS - len(margin) - len(end), _LEAST_SHOWN_CHARS)
    if len(shown) > room:
        shown = f"{shown[: room - 4].rstrip()} […]"
    return f"{margin}{shown}{end}"


def _why(line: LeftLine, texts: Texts) -> str:
    dropped = line.dropped
    if dropped is None:
        return texts.beside_article
    if dropped.moved:
        return texts.in_front_matter.format(what=texts.shared.labels[dropped.reason])
    if dropped.recurrence is not None:
        found = dropped.recurrence
        where = texts.recurs_in if found.publisher else texts.recurs_in_unnamed
        return where.format(n=found.articles, publisher=one_line(found.publisher or ""))
    return texts.reasons[dropped.reason]


def _record(version: ArticleVersion, found: OriginalDiff) -> dict[str, Any]:
    origin = version.origin
    return {
        "id": version.article.id if version.article else None,
        "version": version.number,
        "original": {
            "sha256": version.original_sha256,
            "path": str(version.original),
            "name": origin.name if origin else None,
            "address": origin.address if origin else None,
            "fetched": origin.fetched.isoformat() if origin and origin.fetched else None,
        },
        "lines": found.lines,
        "only_in_original": [
            {
                "line": line.line_number,
                "text": line.text,
                "reason": line.dropped.reason if line.dropped else None,
            }
            for line in found.left
        ],
        "not_in_original": list(found.own),
    }
