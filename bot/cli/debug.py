"""What a developer wants to see of an error, if it is asked for: WORTLAUT_DEBUG."""

from __future__ import annotations

import os
import re
import sys
import traceback

from bot.errors import BotError

_TOKEN = re.compile(r"\d{6,}:[\w-]{20,}")


def show_traceback(error: Exception) -> None:
    """Writes where an error came from to standard error, if the setting `debug` asks for it."""
    if _debug():
        # A token in a library's message is still none of the reader's.
        sys.stderr.write(without_token("".join(traceback.format_exception(error))))


def _debug() -> bool:
    if os.environ.get("WORTLAUT_DEBUG"):
        return os.environ["WORTLAUT_DEBUG"].lower() not in {"0", "false", "no", "off"}
    from bot.settings import load_settings

    try:
        return load_settings().debug
    except BotError:
        return False


def without_token(text: str) -> str:
    """A text with whatever looks like a Telegram token taken out."""
    return _TOKEN.sub("***", text)
