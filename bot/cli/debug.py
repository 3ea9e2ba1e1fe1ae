"""What a developer wants to see of an error, if it is asked for: WORTLAUT_DEBUG."""

from __future__ import annotations

import re
import sys
import traceback

_TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")


def show_traceback(error: Exception) -> None:
    """Writes where an error came from to standard error, if the setting `debug` asks for it."""
    from bot.settings import read_settings

    if read_settings()[0].debug:
        # A token in a library's message is still none of the reader's.
        sys.stderr.write(without_token("".join(traceback.format_exception(error))))


def without_token(text: str) -> str:
    """A text with whatever looks like a Telegram token taken out."""
    return _TOKEN.sub("***", text)
