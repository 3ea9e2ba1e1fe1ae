"""What `wortlaut articles --doubles` shows: groups of articles that say the same."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from bot.answer_json import to_line
from bot.cli.streams import write_json, write_line
from bot.escape import one_line
from bot.texts.texts import Texts

if TYPE_CHECKING:
    from retrieval.article import ArticleSummary
    from retrieval.library import Double, DoubleGroup


def write_doubles(groups: Sequence[DoubleGroup], texts: Texts, *, json: bool) -> None:
    """Writes the groups, each sentence that differs whole.

    Args:
        groups: From `Library.doubles`.
        texts: In which language.
        json: As one JSON array.
    """
    if json:
        write_json(to_line([_record(group) for group in groups]))
        return
    for group in groups:
        write_line(_named(group.first, texts))
        for double in group.doubles:
            write_line(f"  {_named(double.article, texts)} ({_how(double, texts)})")
            for sign, sentences in (("-", double.missing), ("+", double.added)):
                for sentence in sentences:
                    write_line(f"    {sign} {one_line(sentence)}")
    if not groups:
        write_line(texts.doubles_none)
        return
    count = sum(len(group.doubles) for group in groups)
    write_line(texts.doubles_found.format(groups=len(groups), n=count))


def _named(article: ArticleSummary, texts: Texts) -> str:
    day = texts.day(article.date) if article.date else ""
    return one_line(" · ".join(fact for fact in (article.id, day, article.publisher) if fact))


def _how(double: Double, texts: Texts) -> str:
    kind = "similar_text" if double.similarity < 1 else "same_text"
    # Down, so that 100 % is said of the same text only.
    return texts.same[kind].format(percent=int(double.similarity * 100))


def _record(group: DoubleGroup) -> dict[str, object]:
    doubles = [
        {
            "id": double.article.id,
            "similarity": double.similarity,
            "added": double.added,
            "missing": double.missing,
        }
        for double in group.doubles
    ]
    return {"id": group.first.id, "doubles": doubles}
