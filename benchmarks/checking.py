"""Checking quotations: 10,000 generated articles and our corpus, 5,000 sentences drawn from them.

Each sentence is checked as it stands; written otherwise (other quotation marks and dashes, soft
hyphens, decomposed umlauts, other white space, a word parted at a line's end); and with one word
altered, a number where it has one. As many sentences are checked that stand in none of them: from
the half of the news articles that the generated ones are not made of. No model is used.

    python -m benchmarks.checking
"""

from __future__ import annotations

import random
import re
import shutil
import time
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from benchmarks import options, report
from benchmarks.encoders import HASHED, open_model
from benchmarks.generate import Generator, grow
from benchmarks.latency import Percentiles
from benchmarks.layout import ENCYCLOPEDIA, SourceArticle, read_articles
from benchmarks.report import Table, milliseconds
from retrieval.checking.check import has_content_word
from retrieval.library import Library
from retrieval.quotations import CheckReport, Quotation, QuoteVerdict

_ARTICLES = 10_000
_SENTENCES = 5_000
_QUICK = 20
_MIN_WORDS = 5
_WARM_UP = 50
_TIMES = ("p50", "p95", "p99", "p50 at work", "p95 at work")
_NOTE = (
    "Sentences of five words or more; those of function words alone, which are not indexed, are"
    " not drawn. At work: time of the processor, whatever else the machine does."
)
_WORD = re.compile(r"[^\W_]+(?:[-.,][^\W_]+)*")
_PARTS = re.compile(r"(?<=[a-zäöüß]{3})(?=[a-zäöüß]{3})")
_INVENTED = ("Quastelbrumme", "Zwirnefusel", "schnurzeln", "plimpfig", "Wuckelmatz")


class Found(NamedTuple):
    """What checking some texts gave, and how long the processor was at each, in milliseconds."""

    reports: list[CheckReport]
    at_work_ms: list[float]

    def share(self, *verdicts: QuoteVerdict) -> float:
        """How many got one of these verdicts, in [0, 1]."""
        return sum(r.quotations[0].verdict in verdicts for r in self.reports) / len(self.reports)

    @property
    def times(self) -> Percentiles:
        """How long they took."""
        return Percentiles.of([report.took_ms for report in self.reports])


def main(argv: Sequence[str] | None = None) -> None:
    """Builds the index, unless it is there, checks, and prints the table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--articles", type=int, default=_ARTICLES)
    arguments.add_argument("--sentences", type=int, default=_SENTENCES)
    arguments.add_argument("--index", type=Path, help="an index built by an earlier run")
    arguments.add_argument("--show", type=int, default=0, help="print so many failures of a kind")
    chosen, parsed = options.read(arguments, argv)
    size = _QUICK if chosen.quick else parsed.articles
    count = _QUICK if chosen.quick else parsed.sentences
    news = [a for a in read_articles(chosen.data) if not a.id.startswith(ENCYCLOPEDIA)]
    index_dir = parsed.index or _built(chosen, Generator(news[::2]), size)
    with Library(index_dir, encoder=open_model(HASHED), reader="off") as library:
        drawn = _drawn(library, count)
        foreign = _foreign(news, count)
        for text in drawn[:_WARM_UP]:
            library.check(text)
        rows = [row for row in _measured(library, drawn, foreign, parsed.show)]
    table = Table(
        f"Checking one quotation, {size:,} generated articles and our corpus",
        ("quotations", "number", "verdict as it should be", "right word named", *_TIMES),
        tuple(rows),
        (_NOTE,),
    )
    report.publish([table], chosen.json, quick=chosen.quick)


def _measured(
    library: Library, drawn: Sequence[str], foreign: Sequence[str], show: int
) -> Iterable[tuple[str, ...]]:
    draw = random.Random(1)  # noqa: S311 - nothing to keep secret
    verbatim = (QuoteVerdict.VERBATIM,)
    yield _row("as they stand", _checked(library, drawn), verbatim, show)
    written = [_otherwise(text, draw) for text in drawn]
    yield _row("written otherwise", _checked(library, written), verbatim, show)
    changed = [_altered(text, draw) for text in drawn]
    found = _checked(library, [text for text, _ in changed])
    named = [
        _names(report.quotations[0], word)
        for report, (_, word) in zip(found.reports, changed, strict=True)
    ]
    for (text, word), right, got in zip(changed, named, found.reports, strict=True):
        if not right and show > 0:
            show -= 1
            print(word, "|", text, "|", got.quotations[0].alterations, sep=" ")
    right = f"{sum(named) / len(named):.4f}"
    yield _row("one word altered", found, (QuoteVerdict.ALTERED,), show, right)
    outside = (QuoteVerdict.NOT_IN_CORPUS,)
    yield _row("of other articles", _checked(library, foreign), outside, show)


def _row(
    name: str, found: Found, wanted: tuple[QuoteVerdict, ...], show: int, named: str = "–"
) -> tuple[str, ...]:
    wrong = [r.quotations[0] for r in found.reports if r.quotations[0].verdict not in wanted]
    for quotation in wrong[:show]:
        print(name, quotation.verdict, repr(quotation.text), quotation.occurrences[:1], sep=" | ")
    times = found.times
    at_work = Percentiles.of(found.at_work_ms)
    cells = [milliseconds(v) for v in (times.p50, times.p95, times.p99, at_work.p50, at_work.p95)]
    return (name, f"{len(found.reports):,}", f"{found.share(*wanted):.4f}", named, *cells)


def _checked(library: Library, texts: Iterable[str]) -> Found:
    found = Found([], [])
    for text in texts:
        began = time.process_time()
        found.reports.append(library.check(f"„{text}“"))
        found.at_work_ms.append((time.process_time() - began) * 1000)
    return found


def _names(quotation: Quotation, word: str) -> bool:
    """Whether the word that was put in is named, and nothing else."""
    return [word in alteration.quoted for alteration in quotation.alterations] == [True]


def _built(chosen: options.Options, generator: Generator, size: int) -> Path:
    folder = chosen.work / "checking"
    corpus, index_dir = folder / "corpus", folder / "index"
    corpus.mkdir(parents=True, exist_ok=True)
    for article in corpus.glob("*.md"):
        article.unlink()
    grow(generator, corpus, size)
    for article in (options.ROOT / "corpus").glob("*.md"):
        shutil.copy(article, corpus / article.name)
    library = Library(
        index_dir, corpus_dir=corpus, encoder=open_model(HASHED), model=HASHED, reader="off"
    )
    with closing(library):
        library.build()
    return index_dir


def _drawn(library: Library, count: int) -> list[str]:
    """Sentences of the corpus, from articles drawn anew for each."""
    draw = random.Random(0)  # noqa: S311 - nothing to keep secret
    ids = sorted(article.id for article in library.articles())
    found: list[str] = []
    while len(found) < count:
        paragraphs = library.paragraphs(draw.choice(ids))
        paragraph = draw.choice(paragraphs)
        start, end = draw.choice(paragraph.sentences)
        text = paragraph.text[start - paragraph.start : end - paragraph.start]
        if _can_be_checked(text):
            found.append(text)
    return found


def _foreign(news: Sequence[SourceArticle], count: int) -> list[str]:
    """Sentences that stand in articles of the other half alone."""
    generators = Generator(news[::2]), Generator(news[1::2])
    known, other = ({" ".join(s.split()) for s in generator.sentences} for generator in generators)
    texts = sorted(filter(_can_be_checked, other - known))
    random.Random(2).shuffle(texts)  # noqa: S311 - as above
    return texts[:count]


def _can_be_checked(text: str) -> bool:
    """Whether a sentence is long enough, and has no marks that would make it another quotation."""
    long = len(_WORD.findall(text)) >= _MIN_WORDS and has_content_word(text)
    return long and not re.search(r"[„“”\"«»‚‘…\[\]]|\.\.\.", text)


def _otherwise(text: str, draw: random.Random) -> str:
    """The same words, written otherwise."""
    ways: tuple[Callable[[str], str], ...] = (
        lambda t: unicodedata.normalize("NFD", t),
        lambda t: t.replace(" ", "\u00a0", 2),
        lambda t: t.replace("-", "\u2011").replace("–", "-"),
        lambda t: _PARTS.sub("\u00ad", t, count=3),
        lambda t: _PARTS.sub("-\n", t, count=1),
        lambda t: "\n".join(t.rsplit(" ", 2)),
        lambda t: t.replace("'", "’"),
    )
    for way in draw.sample(ways, 3):
        text = way(text)
    return text


def _altered(text: str, draw: random.Random) -> tuple[str, str]:
    """A sentence with one word replaced, and what it was replaced with."""
    words = list(_WORD.finditer(text))
    counts = Counter(match[0] for match in words)
    numbers = [m for m in words if m[0].isdigit()]
    others = [m for m in words if m[0].isalpha() and len(m[0]) > 1 and counts[m[0]] == 1]
    match = draw.choice(numbers or others or words)
    # Greater than any number that is generated in its place.
    new = (
        str(int(match[0]) * 100 + draw.randint(1, 9))
        if match[0].isdecimal()
        else draw.choice(_INVENTED)
    )
    return text[: match.start()] + new + text[match.end() :], new


if __name__ == "__main__":
    main()
