import re

import pytest

from bot.cli.commands import COMMANDS, build_program
from bot.texts.help import COMMANDS as GERMAN
from bot.texts.help import OPTIONS

NEEDED = {"ask", "index", "add", "remove", "articles", "verify", "eval", "bot", "doctor"}


def commands(program):
    return {"wortlaut": program, **program.commands}


def option_texts(program):
    return {
        parameter.help
        for command in commands(program).values()
        for parameter in command.params
        if parameter.help
    }


def test_every_command_is_there():
    assert set(COMMANDS) >= NEEDED
    assert next(iter(COMMANDS)) == "ask"


def test_every_command_and_option_has_help():
    program = build_program("en")
    without = [name for name, command in commands(program).items() if not command.help]
    bare = [
        (name, parameter.name)
        for name, command in commands(program).items()
        for parameter in command.params
        if not getattr(parameter, "help", None)
    ]

    assert without == []
    assert bare == []


def test_help_is_translated_whole_and_nothing_else_is():
    program = build_program("en")

    assert set(commands(program)) == set(GERMAN)
    assert option_texts(program) == set(OPTIONS)


def test_german_help_holds_no_english():
    english, german = build_program("en"), build_program("de")

    assert not {command.help for command in commands(german).values()} & {
        command.help for command in commands(english).values()
    }
    assert not option_texts(german) & option_texts(english)


@pytest.mark.parametrize("language", ["de", "en"])
def test_help_of_every_command_can_be_shown(language, capsys):
    for name in COMMANDS:
        program = build_program(language)
        program.main([name, "--help"], prog_name="wortlaut", standalone_mode=False)
        shown = capsys.readouterr().out
        assert shown.startswith("Aufruf: " if language == "de" else "Usage: ")
        assert not re.search(r" <[a-z]|\{\w+\}", shown)
        assert language == "en" or not re.search(r"\b(FILE|DIR|DAY|ARTICLE|QUESTIONS?)\b", shown)
        assert max(map(len, shown.splitlines())) <= 80
        # A first line that is cut off in the list of commands helps nobody.
    program.main(["--help"], prog_name="wortlaut", standalone_mode=False)
    listing = capsys.readouterr().out
    assert "..." not in listing.split("\n\n")[-1]


def test_a_command_that_is_known_is_built_alone():
    assert list(build_program("en", only="verify").commands) == ["verify"]
    assert list(build_program("en", only="verfy").commands) == list(COMMANDS)
