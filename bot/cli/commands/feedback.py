"""`wortlaut feedback`: what readers thought of the bot's answers, as a question set."""

from __future__ import annotations

from typing import Annotated

import typer


def command(
    all_: Annotated[
        bool, typer.Option("--all", help="The 👎 as well, without an answer, to be completed.")
    ] = False,
) -> int:
    """Prints the ratings from Telegram for `wortlaut eval`.

    A 👍 says what is right; a 👎 only that something is wrong, and is left out unless asked for.
    """
    from bot.cli.session import start
    from bot.cli.streams import write_json
    from bot.telegram.state import FeedbackStore
    from bot.telegram.state.database import existing_state

    with existing_state(start().settings.state_path) as database:
        for line in FeedbackStore(database).eval_lines(include_down=all_):
            write_json(line)
    return 0
