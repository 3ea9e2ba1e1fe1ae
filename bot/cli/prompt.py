"""The interactive prompt: arrow keys, history across sessions, a clean end.

Ctrl-D, `:q`, `exit` and Ctrl-C on an empty line end it; Ctrl-C on a line being typed drops the
line. The prompt is written to standard error, so that standard output holds answers only. The
history lies in the user's state folder, readable by the user alone.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from bot.cli.streams import notice
from bot.texts.problems import in_words
from bot.texts.texts import Texts
from retrieval.errors import QuestionError

if TYPE_CHECKING:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.history import History
    from prompt_toolkit.key_binding import KeyBindings

_END = frozenset({*(":q", ":quit", ":exit"), *("q", "quit", "exit", "ende", "bye", "tschüss")})
_HELP = frozenset({"?", "h", "help", "hilfe", ":h", ":help", ":hilfe"})


def converse(
    answer: Callable[[str], None],
    open_source: Callable[[int], bool],
    texts: Texts,
    welcome: str,
) -> None:
    """Reads questions and answers them until the reader has had enough.

    A number opens that source of the last answer; a few words end it or explain it.

    Args:
        answer: Answers one question on standard output.
        open_source: Shows the article of that quote, counted from 1; false if there is none.
        texts: In which language to speak.
        welcome: Said first, on standard error.
    """
    notice(welcome)
    for question in _questions(_session(texts), texts):
        if question.casefold() in _HELP:
            notice(texts.prompt_help)
            continue
        if question.isdecimal() and open_source(int(question)):
            continue
        try:
            answer(question)
        except QuestionError as error:
            notice(in_words(error.problem, texts.language))


def history_file() -> Path:
    """Returns where the questions typed at the prompt are remembered."""
    from platformdirs import user_state_path

    return user_state_path("wortlaut", appauthor=False) / "history"


def _questions(session: PromptSession[str], texts: Texts) -> Iterator[str]:
    while True:
        try:
            line = session.prompt(texts.prompt).strip()
        except (EOFError, KeyboardInterrupt):
            return
        if line.casefold() in _END:
            return
        if line:
            yield line


def _session(texts: Texts) -> PromptSession[str]:
    from prompt_toolkit import PromptSession
    from prompt_toolkit.output import create_output

    return PromptSession(
        history=_history(texts),
        output=create_output(stdout=sys.stderr),
        key_bindings=_keys(),
        reserve_space_for_menu=0,  # there is nothing to complete
    )


def _keys() -> KeyBindings:
    """Ctrl-C on a line being typed; on an empty one it ends the prompt, as it does by itself."""
    from prompt_toolkit.application.current import get_app
    from prompt_toolkit.enums import DEFAULT_BUFFER
    from prompt_toolkit.filters import Condition, has_focus
    from prompt_toolkit.key_binding import KeyBindings, KeyPressEvent

    keys = KeyBindings()
    typing = has_focus(DEFAULT_BUFFER) & Condition(lambda: bool(get_app().current_buffer.text))

    # Within the prompt: between this one and a next, a second Ctrl-C would be lost.
    @keys.add("c-c", filter=typing)
    def drop_line(event: KeyPressEvent) -> None:
        event.current_buffer.reset()

    return keys


def _history(texts: Texts) -> History:
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    path = history_file()
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        path.touch(mode=0o600)
        with path.open("ab"):
            pass
    except OSError as error:
        notice(texts.no_history.format(reason=f"{path}: {texts.reason(error)}"))
        return InMemoryHistory()
    return FileHistory(str(path))
