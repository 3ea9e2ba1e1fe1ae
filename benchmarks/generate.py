"""A corpus of any size from a few hundred news articles.

Sentences are recombined, names and numbers exchanged, so that no two articles are the same, and few
sentences.

    python -m benchmarks.generate --articles 100000 --into FOLDER

Article `n` depends on the source, the seed and `n` alone, so a corpus of 1,000 is the beginning of
one of 100,000. What comes out is German by its words only: it is for sizes and times, never for
quality.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks import options
from benchmarks.layout import ENCYCLOPEDIA, SourceArticle, first_words, markdown, read_articles

_SENTENCE_BREAK = re.compile(r"(?<=[a-zäöüß\"“)][.!?])\s+(?=[A-ZÄÖÜ„\"])")
_EXCHANGED = re.compile(r"\d+|(?<=[a-zäöüß,] )[A-ZÄÖÜ][a-zäöüß]{3,}")
_PARAGRAPHS = (4, 8)
_SENTENCES = (2, 5)
_EXCHANGED_SHARE = 0.35
_ARTICLES_A_FOLDER = 1000
_SECTIONS = ("Inland", "International", "Kultur", "Panorama", "Sport", "Web", "Wirtschaft")


class Generator:
    """Makes articles out of the sentences of others."""

    def __init__(self, source: Sequence[SourceArticle], seed: int = 0) -> None:
        """Takes the source apart.

        Args:
            source: Articles to take sentences and nouns from.
            seed: Of everything drawn.
        """
        self._seed = seed
        self.sentences = [s for article in source for s in _SENTENCE_BREAK.split(article.text)]
        nouns = {w for s in self.sentences for w in _EXCHANGED.findall(s) if not w.isdigit()}
        self._nouns = sorted(nouns)

    def article(self, number: int) -> SourceArticle:
        """The article of that number; its id puts a thousand into one folder."""
        draw = random.Random(f"{self._seed}/{number}")  # noqa: S311 - nothing to keep secret
        paragraphs = [
            " ".join(
                self._exchanged(draw.choice(self.sentences), draw)
                for _ in range(draw.randint(*_SENTENCES))
            )
            for _ in range(draw.randint(*_PARAGRAPHS))
        ]
        text = "\n\n".join(paragraphs)
        folder = f"{number // _ARTICLES_A_FOLDER:04d}"
        return SourceArticle(
            f"{folder}/{number:07d}", first_words(text), text, draw.choice(_SECTIONS)
        )

    def articles(self, first: int, end: int) -> Iterator[SourceArticle]:
        """The articles from one number to before another."""
        return map(self.article, range(first, end))

    def question(self, number: int) -> str:
        """A question in words of one article's sentence, for timing."""
        draw = random.Random(f"{self._seed}/question/{number}")  # noqa: S311 - as above
        sentences = _SENTENCE_BREAK.split(self.article(number).text.replace("\n\n", " "))
        words = re.findall(r"\w+", max(sentences, key=len))
        return " ".join(draw.sample(words, min(7, len(words)))) + "?"

    def _exchanged(self, sentence: str, draw: random.Random) -> str:
        def another(match: re.Match[str]) -> str:
            if match[0].isdigit():
                return str(draw.randint(1, 10 ** len(match[0][:6])))
            return draw.choice(self._nouns) if draw.random() < _EXCHANGED_SHARE else match[0]

        return " ".join(_EXCHANGED.sub(another, sentence).split())


def news_generator(data: Path) -> Generator:
    """A generator from the development data's news articles."""
    articles = read_articles(data)
    return Generator([a for a in articles if not a.id.startswith(ENCYCLOPEDIA)])


def write_article(article: SourceArticle, folder: Path, language: str = "de") -> Path:
    """Writes one article into a corpus folder, declared to be in that language."""
    path = folder / f"{article.id}.md"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(markdown(article, language), encoding="utf-8")
    return path


def grow(generator: Generator, folder: Path, size: int, language: str = "de") -> None:
    """Makes a corpus folder hold the first `size` articles; those there already are kept."""
    there = sum(1 for _ in folder.rglob("*.md"))
    for stale in range(size, there):
        (folder / f"{generator.article(stale).id}.md").unlink()
    for article in generator.articles(there, size):
        write_article(article, folder, language)


def main(argv: Sequence[str] | None = None) -> None:
    """Writes a generated corpus."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--articles", type=int, default=100_000)
    arguments.add_argument("--into", type=Path, required=True, help="the corpus folder")
    chosen, parsed = options.read(arguments, argv)
    grow(news_generator(chosen.data), parsed.into, 50 if chosen.quick else parsed.articles)


if __name__ == "__main__":
    main()
