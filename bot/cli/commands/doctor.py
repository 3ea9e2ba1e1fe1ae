"""`wortlaut doctor`: what is wrong with this installation, and what to do about it."""

from __future__ import annotations

from bot.cli import options


def command(
    json: options.Json = False,
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> int:
    """Examines the installation; each finding comes with its remedy.

    Ends with status 1 if anything stands in the way of answering.
    """
    from bot.cli.doctor import examine, write_findings
    from bot.cli.session import start

    session = start(corpus_dir=corpus, index_dir=index, embedding_model=model)
    findings = examine(session)
    return write_findings(findings, session.texts, as_json=json)
