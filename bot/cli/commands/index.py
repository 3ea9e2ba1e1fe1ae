"""`wortlaut index`: brings the index up to date with the corpus."""

from __future__ import annotations

from bot.cli import options


def command(
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    device: options.Device = None,
) -> int:
    """Brings the index up to date with the corpus.

    Only texts never seen before are embedded. Files that cannot be read are named with the reason;
    the rest is indexed. Killed at any moment, the earlier index stays in force.
    """
    from bot.cli.library import build_summary, name_skipped
    from bot.cli.progress import progress_on_stderr
    from bot.cli.session import start
    from bot.cli.streams import write_line
    from bot.engine import library_of

    session = start(corpus_dir=corpus, index_dir=index, embedding_model=model, device=device)
    with progress_on_stderr(session.texts) as progress:
        report = library_of(session.settings).build(progress)
    name_skipped(session, report)
    write_line(build_summary(session, report))
    return 0
