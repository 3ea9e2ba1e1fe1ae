"""Wortlaut from Python: what a program of one's own needs, under one name.

    from wortlaut import Searcher, build_index

    build_index("corpus", "index")
    with Searcher(Path("index")) as searcher:
        for quote in searcher.ask("Wer ist Viktor Bout?").quotes:
            print(quote.highlight.text, "-", quote.citation.title)

`Searcher` is `retrieval.library.Library`, the door to the engine, which does all the rest. Nothing
is imported before it is asked for.

The engine and the faces are the packages `retrieval` and `bot` beside this one, and only those:
whatever else of these names the current folder or another installation holds is passed over
(`wortlaut.beside`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from retrieval.answer import Answer, Quote
    from retrieval.library import Library as Searcher
    from retrieval.progress import Progress
    from retrieval.reports import BuildReport

    __version__: str

__all__ = ["Answer", "Quote", "Searcher", "__version__", "build_index"]

_WHERE = {
    "Answer": ("retrieval.answer", "Answer"),
    "Quote": ("retrieval.answer", "Quote"),
    "Searcher": ("retrieval.library", "Library"),
}


def build_index(
    corpus_dir: Path | str, index_dir: Path | str, progress: Progress | None = None
) -> BuildReport:
    """Brings an index up to date with a folder of articles; makes it first if there is none.

    What has been embedded before is not embedded again.

    Args:
        corpus_dir: The folder of articles.
        index_dir: The index folder.
        progress: Told of the model compiled, files read, texts embedded, files written.

    Returns:
        What was done.

    Raises:
        retrieval.errors.WortlautError: Whatever is wrong, in one line; see `Library.build`.
    """
    from contextlib import closing
    from pathlib import Path

    from wortlaut.beside import claim

    claim("retrieval")
    from retrieval.library import Library

    with closing(Library(Path(index_dir), corpus_dir=Path(corpus_dir))) as library:
        return library.build(progress)


def __getattr__(name: str) -> object:
    """Imports what is asked for."""
    from wortlaut.beside import claim

    claim("retrieval")
    if name == "__version__":
        from retrieval.distribution import program_version

        return program_version() or "0+unknown"
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    module, attribute = _WHERE[name]
    return getattr(import_module(module), attribute)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
