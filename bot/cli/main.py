"""`wortlaut`: finds the command, runs it, and turns whatever happens into one line and a status.

Exit status: 0 answered or done; 1 an error; 2 wrong usage or a wrong setting; 3 not in the corpus;
130 interrupted (Ctrl-C); 141 the reader of standard output went away. An error is one line on
standard error: what, the value seen, what to do. WORTLAUT_DEBUG=1 shows the traceback as well.

`--help` speaks German where WORTLAUT_LANGUAGE (in the environment) or the locale says so, else
English; everything else also heeds `.env`. Typer speaks English; `bot.texts.help` translates it.
"""

from __future__ import annotations

import errno
import gc
import os
import shlex
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import NoReturn

import typer

from bot.cli.commands import COMMANDS, build_program
from bot.cli.debug import show_traceback, without_token
from bot.cli.streams import notice, prepare_streams, stdout_refuses
from bot.errors import BotError, ReaderGoneError
from bot.texts.languages import help_language, texts_for
from bot.texts.texts import Language
from retrieval.errors import WortlautError
from retrieval.machine import exhausted

USAGE = 2
INTERRUPTED = 130

# Typer exports neither of these two parents, and which Click it stands on depends on its version.
_UsageError: type[Exception] = typer.BadParameter.__bases__[0]
_ClickError: type[Exception] = _UsageError.__bases__[0]


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs a command.

    Args:
        arguments: Without the program's name; the process's own if None.

    Returns:
        The exit status.
    """
    collect_seldom()
    prepare_streams()
    try:
        status = _run(sys.argv[1:] if arguments is None else arguments)
    except (KeyboardInterrupt, typer.Abort):
        status = INTERRUPTED
    except Exception as error:
        status = _failed(error)
    return _close_stdout(status)


def run() -> NoReturn:
    """The console script: runs the command of `sys.argv` and ends the process."""
    status = main()
    if sys.argv[1:2] == ["ask"]:
        # All is written and closed by now; taking the interpreter apart, object by object, would
        # add a fifth to the time of an answer.
        sys.stderr.flush()
        os._exit(status)
    sys.exit(status)


def _run(arguments: Sequence[str]) -> int:
    program = build_program(help_language(), only=arguments[0] if arguments else None)
    try:
        result = program.main(list(arguments), prog_name="wortlaut", standalone_mode=False)
    except _ClickError as error:
        return _wrong_usage(error, arguments)
    return int(result or 0)


def _wrong_usage(error: Exception, arguments: Sequence[str]) -> int:
    if type(error).__name__ == "NoArgsIsHelpError":
        sys.stderr.write(f"{getattr(error, 'message', error)}\n")
        return USAGE
    context = getattr(error, "ctx", None)
    command = f"wortlaut {arguments[0]}" if arguments[0] in COMMANDS else "wortlaut"
    where = getattr(context, "command_path", command)
    said, texts = _format(error), texts_for(_language())
    understood = isinstance(error, typer.BadParameter) or "Did you" in said
    question = _question_in(arguments) if where == "wortlaut" and not understood else None
    if question:
        said = texts.ask_hint.format(command=question)
    else:
        if texts.language == "de":
            from bot.texts.help import usage_in_german

            said = usage_in_german(said)
        said = f"{said} ({texts.see_help.format(command=where)})"
    notice(f"wortlaut: {without_token(said)}")
    return USAGE


def _question_in(arguments: Sequence[str]) -> str | None:
    """The call that asks what was typed without `ask`; None where a command was typed."""
    words = [argument for argument in arguments if not argument.startswith("-")]
    if not words or any(word in COMMANDS for word in arguments):
        return None
    if len(words) < len(arguments):
        return shlex.join(("wortlaut", "ask", *arguments))
    question = " ".join(words)
    # What a shell would take for its own within double quotes.
    special = any(character in question for character in '"$`\\!')
    quoted = shlex.quote(question) if special else f'"{question}"'
    return f"wortlaut ask {quoted}"


def _format(error: Exception) -> str:
    describe = getattr(error, "format_message", None)
    return (str(describe()) if describe else str(error)).strip().rstrip(".")


def _failed(error: Exception) -> int:
    if isinstance(error, BrokenPipeError | ReaderGoneError):
        return ReaderGoneError.exit_status
    show_traceback(error)
    notice(f"wortlaut: {without_token(_words(error))}")
    return error.exit_status if isinstance(error, BotError) else 1


def _words(error: Exception) -> str:
    if isinstance(error, WortlautError | BotError):
        from bot.texts.problems import in_words

        return in_words(error.problem, _language())
    return _unexpected(error)


def _language() -> Language:
    from bot.settings import read_settings

    return texts_for(read_settings()[0].language).language


def _unexpected(error: Exception) -> str:
    texts = texts_for(_language())
    if reason := exhausted(error):
        from bot.texts.problems import in_words

        return in_words(reason, texts.language)
    if isinstance(error, OSError) and error.strerror:
        where = f"{error.filename}: " if error.filename else ""
        what = f"{where}{texts.reason(error)}"
        if error.errno == errno.ENOSPC:
            return f"{what}; {texts.make_room}"
    else:
        what = f"{texts.unexpected} {type(error).__name__}: {error}".strip(": ")
    return f"{what} ({texts.shows_where})"


def _close_stdout(status: int) -> int:
    """Writes what is still buffered: no full disk, no gone reader may shout when Python ends."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        status = ReaderGoneError.exit_status
    except (OSError, ValueError) as error:
        if status in (0, 3):  # else it has been said already
            notice(f"wortlaut: {stdout_refuses(error)}")
            status = 1
    else:
        return status
    # What cannot be written would be tried again, loudly, when Python ends.
    with suppress(OSError, ValueError):
        devnull = os.open(os.devnull, os.O_WRONLY)
        os.dup2(devnull, sys.stdout.fileno())
    return status


def collect_seldom() -> None:
    """Looks for garbage among new objects every 100,000, not every 700, as Python does by itself.

    A start makes some 100,000 lasting objects, and looking through them time and again is a tenth
    of the time to the first answer; each later answer makes a few thousand passing ones.
    """
    gc.set_threshold(100_000, 20, 50)


if __name__ == "__main__":
    run()
