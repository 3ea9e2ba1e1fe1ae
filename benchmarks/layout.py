"""Lays out benchmark articles as a corpus: one Markdown file each, front matter, then the text.

The development data is two JSON-lines files: articles (`id`, `title`, `text`, paragraphs parted by
a blank line) and questions. News articles carry no title there; they get their first words.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from benchmarks.options import stop

ENCYCLOPEDIA = "xquad-"
"""How the ids of the articles that questions are asked about begin; the others are news."""

_MAX_TITLE_CHARS = 60


@dataclass(frozen=True, slots=True)
class SourceArticle:
    """One article of the benchmark data."""

    id: str
    title: str
    text: str
    section: str | None = None


def read_articles(data: Path) -> list[SourceArticle]:
    """Reads the development articles, or stops with one line where they are not to be had."""
    return [
        SourceArticle(record["id"], record["title"], record["text"], record.get("section"))
        for record in _records(data / "dev-articles.jsonl")
    ]


def pick(articles: Sequence[SourceArticle], *, news: int) -> list[SourceArticle]:
    """All encyclopedia articles and the first `news` news articles."""
    about = [article for article in articles if article.id.startswith(ENCYCLOPEDIA)]
    others = [article for article in articles if not article.id.startswith(ENCYCLOPEDIA)]
    return about + others[:news]


def lay_out(articles: Iterable[SourceArticle], folder: Path) -> Path:
    """Makes the folder hold exactly these articles; a file that is right already is not touched.

    Args:
        articles: What to lay out, each as `{id}.md`.
        folder: The corpus folder, made if missing.

    Returns:
        The folder.
    """
    wanted = {folder / f"{article.id}.md": markdown(article) for article in articles}
    folder.mkdir(parents=True, exist_ok=True)
    for stale in set(folder.rglob("*.md")) - wanted.keys():
        stale.unlink()
    for path, content in wanted.items():
        if not path.is_file() or path.read_text(encoding="utf-8") != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
    return folder


def markdown(article: SourceArticle, language: str = "de") -> str:
    """The article as a corpus file."""
    # With its language and address, as `wortlaut add` writes it; else each language would have to
    # be guessed, and no quote would need a link proven to lead to its sentence.
    fields = {
        "title": article.title or first_words(article.text),
        "url": f"https://articles.example/{article.id}",
        "language": language,
    }
    if article.section:
        fields["section"] = article.section
    head = yaml.safe_dump(fields, allow_unicode=True, sort_keys=False, width=1000)
    return f"---\n{head}---\n\n{article.text}\n"


def first_words(text: str) -> str:
    """The beginning of a text, cut at the end of a word."""
    line = " ".join(text[: 4 * _MAX_TITLE_CHARS].split())
    if len(line) <= _MAX_TITLE_CHARS:
        return line
    return line[: _MAX_TITLE_CHARS + 1].rpartition(" ")[0] or line[:_MAX_TITLE_CHARS]


def _records(path: Path) -> Iterator[dict[str, str]]:
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except OSError:
        raise stop(f"no {path}; name the folder that holds it with --data") from None
    yield from (json.loads(line) for line in lines if line.strip())
