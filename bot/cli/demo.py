"""`wortlaut demo`: answers from articles that come with the program, in any folder."""

from __future__ import annotations

import shlex
from contextlib import closing
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from bot.cli import options
from bot.cli.options import Session
from bot.cli.streams import notice, show_answer
from bot.engine import library_of
from bot.errors import InputError
from retrieval.errors import IndexDamagedError, IndexMissingError

if TYPE_CHECKING:
    from retrieval.library import Library

_QUESTIONS: Final = (
    "Wann wurde der Kooperationsvertrag unterzeichnet?",
    "Wo sind sich Putin und Pezeshkian zum ersten Mal begegnet?",
    "Why does Iran want new fighter jets?",
    "Wie hoch ist die Hundesteuer?",  # which no article answers
)
_INSTALLED: Final = "share/wortlaut/corpus"  # as pyproject.toml says, below the environment


def demo(
    question: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUESTION", help="The question; without one, an example."),
    ] = None,
) -> int:
    """Answers from sample articles, in any folder.

    They come with Wortlaut. Their index is kept in the cache folder; your own articles and index
    are left alone. Exit status 3: the articles do not answer.
    """
    from bot.cli import question as reading

    asked = reading.from_words(question) if question else _QUESTIONS[0]
    corpus = sample_corpus()
    settings = options.start().settings
    if (cache := settings.cache_dir) is None:
        from platformdirs import user_cache_path

        cache = user_cache_path("wortlaut", appauthor=False)
    session = options.start(corpus_dir=corpus, index_dir=cache / "demo")
    with closing(library_of(session.settings)) as library:
        _bring_up_to_date(session, library)
        texts = session.texts
        if not question:
            notice(texts.demo_asked.format(question=asked))
        answer = library.ask(asked, k=session.settings.max_quotes)
        show_answer(answer, texts, corpus)
    if not question:
        notice(texts.demo_more.format(folder=corpus))
        for other in _QUESTIONS[1:]:
            notice(f"  wortlaut demo {shlex.quote(other)}")
        notice(texts.demo_own)
    return 0 if answer.answered else 3


def sample_corpus() -> Path:
    """Finds the folder of sample articles.

    Returns:
        That of a checkout, else the one that was installed.

    Raises:
        InputError: There is neither.
    """
    checkout = Path(__file__).parents[2] / "corpus"
    if checkout.is_dir() and (checkout.parent / "pyproject.toml").is_file():
        return checkout
    for name in ("wortlaut-slim", "wortlaut"):
        try:
            files = metadata.files(name) or ()
        except metadata.PackageNotFoundError:
            continue
        for file in files:
            if file.parent.as_posix().endswith(_INSTALLED) and (path := file.locate()):
                return Path(path).resolve().parent
    raise InputError("input.no_samples")


def _bring_up_to_date(session: Session, library: Library) -> None:
    from bot.cli.index import rebuild
    from bot.cli.progress import progress_on_stderr

    try:
        with progress_on_stderr(session.texts) as progress:
            library.open(progress)
        if not library.changes():
            return
    except (IndexMissingError, IndexDamagedError):
        pass
    rebuild(session, library, wait=True)
