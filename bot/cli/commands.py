"""Puts the commands together for Typer, with help in German or English.

Help is written in English beside the code it describes. For German, every text of it is looked up
in `bot.texts.help`; a test sees to it that none is missing there.
"""

from __future__ import annotations

import functools
import importlib
import os
import re
from collections.abc import Callable
from enum import StrEnum
from typing import Annotated, Any, Final

import typer
from typer.core import TyperCommand, TyperGroup

from bot.errors import ReaderGoneError
from bot.texts.texts import Language

COMMANDS: Final = {
    "ask": "bot.cli.ask:ask",
    "check": "bot.cli.check:check",
    "quote": "bot.cli.quote:quote",
    "index": "bot.cli.index:index",
    "watch": "bot.cli.watch:watch",
    "add": "bot.cli.corpus:add",
    "feeds": "bot.cli.feeds:feeds",
    "remove": "bot.cli.corpus:remove",
    "edit": "bot.cli.edit:edit",
    "articles": "bot.cli.index:articles",
    "show": "bot.cli.show:show",
    "diff": "bot.cli.original:diff",
    "verify": "bot.cli.index:verify",
    "eval": "bot.cli.evaluate:evaluate",
    "demo": "bot.cli.demo:demo",
    "doctor": "bot.cli.doctor:doctor",
    "serve": "bot.cli.serve:serve",
    "mcp": "bot.cli.mcp:mcp",
    "bot": "bot.cli.telegram:bot",
    "allow": "bot.cli.telegram:allow",
    "feedback": "bot.cli.telegram:feedback",
}
"""Every command and the function that is it, those people need first at the front."""

_COMPLETE: Final = "_WORTLAUT_COMPLETE"  # Typer's name for what a shell says when it asks


class _Shell(StrEnum):
    bash = "bash"
    zsh = "zsh"
    fish = "fish"


class _Help:
    """Help without the braces that Typer puts about what is required; German where asked for."""

    language: Language = "en"

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - Typer does not export its context's base
        text = re.sub(r"\{(\w+)\}", r"\1", str(super().get_help(ctx)))  # type: ignore[misc]
        if self.language == "de":
            from bot.texts.help import HEADINGS

            for english, german in HEADINGS:
                text = text.replace(english, german)
        return text


class _Command(_Help, TyperCommand):
    """A command of `wortlaut`."""


class _Group(_Help, TyperGroup):
    """`wortlaut` itself."""


def build_program(language: Language, only: str | None = None) -> TyperGroup:
    """Returns the program.

    Args:
        language: Of its help.
        only: The one command that will be called, if that is known: the files of the others are
            not imported then. Ignored if it is no command.

    Returns:
        What parses arguments and runs commands.
    """
    if _COMPLETE in os.environ:
        # Typer does so for its own two options alone, which know only the shell they run in.
        from typer._completion_classes import completion_init

        completion_init()
    app = typer.Typer(
        cls=_Group,
        add_completion=False,
        no_args_is_help=True,
        rich_markup_mode=None,  # plain help: Rich would cost every start its import
        context_settings={"help_option_names": ["-h", "--help"]},
    )
    app.callback()(_wortlaut)
    for name in [only] if only in COMMANDS else COMMANDS:
        module, _, function = COMMANDS[name].partition(":")
        command = getattr(importlib.import_module(module), function)
        app.command(name, cls=_Command)(_quiet(command))
    group = typer.main.get_group(app)
    for parameter in (p for command in group.commands.values() for p in command.params):
        if parameter.param_type_name == "argument":
            # Help names its Python type, `QUESTION <list[str]>`.
            parameter.display_type_rich = lambda ctx: None  # type: ignore[attr-defined]
    if language == "de":
        _speak_german(group)
    return group


def _quiet(command: Callable[..., int]) -> Callable[..., int]:
    # Typer would turn a broken pipe into status 1 by itself.
    @functools.wraps(command)
    def run(*args: object, **options: object) -> int:
        try:
            return command(*args, **options)
        except BrokenPipeError:
            raise ReaderGoneError("output.gone") from None

    return run


def _speak_german(group: TyperGroup) -> None:
    from bot.texts.help import COMMANDS, METAVARS, OPTIONS

    for name, command in {"wortlaut": group, **group.commands}.items():
        assert isinstance(command, _Help)  # noqa: S101 - for the type checker
        command.language = "de"
        command.help = COMMANDS.get(name, command.help)
        for parameter in command.params:
            text = getattr(parameter, "help", None)
            if text:
                parameter.help = OPTIONS.get(text, text)  # type: ignore[attr-defined]
            metavar = getattr(parameter, "metavar", None)
            if metavar:
                parameter.metavar = METAVARS.get(metavar, metavar)


def _version(wanted: bool) -> None:
    if wanted:
        from retrieval.distribution import program_version

        typer.echo(f"wortlaut {program_version() or '(not installed)'}")
        raise typer.Exit


def _show_completion(shell: _Shell | None) -> None:
    if shell:
        from typer._completion_shared import get_completion_script

        script = get_completion_script(
            prog_name="wortlaut", complete_var=_COMPLETE, shell=shell.value
        )
        typer.echo(script)
        raise typer.Exit


def _wortlaut(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Show the version and exit."
        ),
    ] = False,
    show_completion: Annotated[
        _Shell | None,
        typer.Option(
            "--show-completion",
            metavar="SHELL",
            callback=_show_completion,
            is_eager=True,
            help="Print what completes commands with Tab in bash, zsh or fish;"
            ' in ~/.bashrc: eval "$(wortlaut --show-completion bash)".',
        ),
    ] = None,
) -> None:
    """Answers questions about a corpus of articles with the passages that answer them.

    Word for word, each with its source. Settings come from the environment, from .env
    (see .env.example) and from the user's settings.env; options win over them.

    Exit status: 0 answered or done, 1 an error, 2 wrong usage or setting, 3 not in the corpus.
    """
