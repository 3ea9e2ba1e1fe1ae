"""`wortlaut bot`: runs the Telegram bot."""

from __future__ import annotations

from bot.cli import options


def command(
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
) -> int:
    """Runs the Telegram bot until it is stopped.

    Needs WORTLAUT_TELEGRAM_TOKEN, from @BotFather, in the environment or in .env.
    """
    from bot.cli.session import start
    from bot.telegram.app import run

    return run(start(corpus_dir=corpus, index_dir=index, embedding_model=model).settings)
