"""`wortlaut bot`, `allow`, `feedback`: the Telegram bot and what it remembers."""

from __future__ import annotations

from typing import Annotated

import typer

from bot.cli import options
from bot.cli.streams import notice, write_json, write_line
from bot.escape import one_line


def bot(
    corpus: options.Corpus = None,
    index: options.Index = None,
    model: options.Model = None,
    reader: options.Reader = None,
) -> int:
    """Runs the Telegram bot until it is stopped.

    Needs WORTLAUT_TELEGRAM_TOKEN, from @BotFather, in the environment or in .env.
    """
    from bot.telegram.app import run

    return run(
        options.start(
            corpus_dir=corpus, index_dir=index, embedding_model=model, reader_model=reader
        ).settings
    )


def allow(
    code: Annotated[
        str | None,
        typer.Argument(metavar="CODE", help="The code the bot has shown, or a Telegram number."),
    ] = None,
    revoke: Annotated[
        int | None,
        typer.Option("--revoke", metavar="NUMBER", help="Take an admission back."),
    ] = None,
) -> int:
    """Lets someone ask the bot; it holds at once, without a restart.

    Without CODE it lists who waits and who has been let in. Status 1: the code is not, or no
    longer, valid.
    """
    from bot.telegram.admission import Gate
    from bot.telegram.state import AccessStore
    from bot.telegram.state.database import existing_state
    from bot.texts.telegram_languages import texts_for

    session = options.start()
    texts = texts_for(session.texts.language)
    with existing_state(session.settings.state_path) as database:
        store = AccessStore(database)
        if revoke is not None:
            settings = session.settings
            gate = Gate(settings.access, settings.admin_ids, settings.allowed_ids, store)
            done = store.revoke(revoke)
            (write_line if done else notice)(gate.revoked(revoke, done, texts).format(id=revoke))
            return int(not done)
        if code is None:
            for request in store.waiting():
                write_line(f"{request.id}\t{one_line(request.name)}\t{texts.allow_waits}")
            for one in store.admitted():
                write_line(f"{one.id}\t{one_line(one.name)}")
            return 0
        admitted = store.let_in(code)
        if admitted is None:
            notice(one_line(texts.allow_unknown.format(code=code)))
            return 1
        write_line(one_line(texts.allow_done.format(name=admitted.name, id=admitted.id)))
    return 0


def feedback(
    all_: Annotated[
        bool, typer.Option("--all", help="The 👎 as well, without an answer, to be completed.")
    ] = False,
) -> int:
    """Prints the ratings from Telegram for `wortlaut eval`.

    A 👍 says what is right; a 👎 only that something is wrong, and is left out unless asked for.
    """
    from bot.telegram.state import FeedbackStore
    from bot.telegram.state.database import existing_state

    with existing_state(options.start().settings.state_path) as database:
        for line in FeedbackStore(database).eval_lines(include_down=all_):
            write_json(line)
    return 0
