"""`wortlaut allow`: lets people and groups ask the Telegram bot."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    code: Annotated[
        str | None,
        typer.Argument(metavar="[CODE]", help="The code the bot has shown, or a Telegram number."),
    ] = None,
    revoke: Annotated[
        int | None,
        typer.Option("--revoke", metavar="NUMBER", help="Take an admission back."),
    ] = None,
) -> int:
    """Lets someone ask the bot; it holds at once, without a restart.

    Without CODE it lists who has been let in. Status 1: the code is not, or no longer, valid.
    """
    from bot.cli.session import start
    from bot.cli.streams import notice, write_line
    from bot.escape import one_line
    from bot.telegram.state import AccessStore
    from bot.telegram.state.database import existing_state
    from bot.texts.telegram_languages import texts_for

    session = start()
    texts = texts_for(session.texts.language)
    with existing_state(session.settings.state_path) as database:
        store = AccessStore(database)
        if revoke is not None:
            done = store.revoke(revoke)
            text = texts.revoke_done if done else texts.revoke_unknown
            (write_line if done else notice)(text.format(id=revoke))
            return int(not done)
        if code is None:
            for one in store.admitted():
                write_line(f"{one.id}\t{one_line(one.name)}")
            return 0
        admitted = store.let_in(code)
        if admitted is None:
            notice(one_line(texts.allow_unknown.format(code=code)))
            return 1
        write_line(one_line(texts.allow_done.format(name=admitted.name, id=admitted.id)))
    return 0
