"""What `wortlaut articles --versions ARTICLE` shows: when what changed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, Final

from bot.answer_json import to_line
from bot.cli.streams import write_json, write_line
from bot.cli.word_changes import one_change, write_changes
from bot.escape import one_line
from bot.texts.texts import Texts
from retrieval.library import CorpusFolder

if TYPE_CHECKING:
    from retrieval.article import Article
    from retrieval.library import ArticleVersion

FIELDS: Final = ("title", "date", "publisher", "url", "authors", "section", "sources")
"""What else than the text may change in an article."""


def write_versions(versions: Sequence[ArticleVersion], texts: Texts, *, json: bool) -> None:
    """Writes an article's versions, the newest first, each with what it changed.

    Args:
        versions: From `CorpusFolder.versions`.
        texts: In which language.
        json: As one JSON array.
    """
    before = (None, *versions)
    pairs = list(zip(before, versions, strict=False))[::-1]
    if json:
        write_json(to_line([_record(old, new, len(versions)) for old, new in pairs]))
        return
    for old, new in pairs:
        _write(old, new, texts, newest=new is versions[-1])


def changed_fields(before: Article, after: Article, texts: Texts) -> Iterator[str]:
    """What else than the text has changed, a line each: `Titel: Alt → Neu`."""
    for key in FIELDS:
        old, new = _field(before, key, texts), _field(after, key, texts)
        if old != new:
            yield f"{texts.shared.labels[key]}: {one_change(old, new)}"


def _write(old: ArticleVersion | None, new: ArticleVersion, texts: Texts, *, newest: bool) -> None:
    at = new.at.astimezone()
    facts = [texts.moment(at), texts.versions[new.how]]
    if newest:
        facts.append(texts.versions["in_force"])
    write_line(f"{new.number}  {' · '.join(facts)}")
    if new.origin is not None and (old is None or new.origin != old.origin):
        place = new.origin.address or new.origin.name
        fetched = new.origin.fetched
        at_time = f" · {texts.moment(fetched.astimezone())}" if fetched else ""
        write_line(f"   {texts.versions['from'].format(place=one_line(place))}{at_time}")
    if old is None:
        return
    if old.article is None or new.article is None:
        write_line(f"   {texts.versions['not_kept']}")
        return
    for line in changed_fields(old.article, new.article, texts):
        write_line(f"   {line}")
    changes = CorpusFolder.text_changes(old.article.text, new.article.text)
    write_changes(changes, old.article.text, new.article.text, "   ")


def _field(article: Article, key: str, texts: Texts) -> str:
    value = getattr(article, key)
    if key == "date":
        return texts.day(value) if value else ""
    return ", ".join(value) if isinstance(value, tuple) else value or ""


def _record(old: ArticleVersion | None, new: ArticleVersion, count: int) -> dict[str, Any]:
    record: dict[str, Any] = {
        "version": new.number,
        "at": new.at.isoformat(),
        "how": new.how,
        "in_force": new.number == count,
        "text_sha256": new.text_sha256 or None,
        "file_sha256": new.file_sha256,
        "text": new.article.text if new.article else None,
        "original": None,
        "fields": None,
        "changes": None,
    }
    if new.origin is not None:
        record["original"] = {
            "sha256": new.original_sha256,
            "name": new.origin.name,
            "address": new.origin.address,
            "fetched": new.origin.fetched.isoformat() if new.origin.fetched else None,
            "path": str(new.original) if new.original else None,
        }
    if old is not None and old.article is not None and new.article is not None:
        record["fields"] = {
            key: {"before": plain_value(old.article, key), "after": plain_value(new.article, key)}
            for key in FIELDS
            if getattr(old.article, key) != getattr(new.article, key)
        }
        changes = CorpusFolder.text_changes(old.article.text, new.article.text)
        record["changes"] = [
            {"start": c.start, "end": c.end, "before": c.before, "after": c.after} for c in changes
        ]
    return record


def plain_value(article: Article, key: str) -> object:
    """What is known of an article, as JSON holds it."""
    value = getattr(article, key)
    return value.isoformat() if key == "date" and value else value
