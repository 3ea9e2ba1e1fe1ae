"""Every problem that engine or faces can name has its sentences, and says what it has seen."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from pathlib import Path
from string import Formatter

import pytest

from bot import messages as faces
from bot.texts import problems_de, problems_en
from bot.texts.problems import in_words
from retrieval import messages as engine
from retrieval.errors import Problem

ROOT = Path(__file__).parents[3]
GERMAN = problems_de.GERMAN | problems_de.FACES
ENGLISH = engine.ENGLISH | faces.ENGLISH
# Words that German sentences hold only as names, and the little words of English ones.
ENGLISH_WORDS = re.compile(r"\b(the|is|are|was|not|cannot|with|from|and|run|has)\b")


def codes() -> dict[str, list[set[str] | None]]:
    """Every code that is made anywhere, with the names of its fields where they can be seen."""
    found: dict[str, list[set[str] | None]] = defaultdict(list)
    for package in ("retrieval", "bot"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.args:
                    for code, fields in _made(node.func.id, node):
                        found[code].append(fields)
    return found


def _made(name: str, node: ast.Call) -> list[tuple[str, set[str] | None]]:
    if name != "Problem" and not name.endswith("Error"):
        return []
    first = node.args[0]
    texts = [first.body, first.orelse] if isinstance(first, ast.IfExp) else [first]
    fields: set[str] | None = {keyword.arg or "" for keyword in node.keywords}
    if name == "Problem" and len(node.args) > 1:
        given = node.args[1]
        fields = (
            {str(key.value) for key in given.keys if isinstance(key, ast.Constant)}
            if isinstance(given, ast.Dict)
            else None
        )
    return [
        (text.value, fields)
        for text in texts
        if isinstance(text, ast.Constant)
        and isinstance(text.value, str)
        and re.fullmatch(r"[a-z_]+(\.[a-z0-9_]+)?", text.value)
    ]


def named(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}


def test_every_code_has_its_sentences_and_every_sentence_its_code() -> None:
    made = set(codes())
    assert len(made) > 100
    assert made - set(ENGLISH) == set()
    assert set(ENGLISH) - made == set()
    assert set(GERMAN) == set(ENGLISH)


def test_sentences_name_what_they_are_given() -> None:
    for code, several in codes().items():
        for fields in several:
            if fields is not None:
                assert named(ENGLISH[code]) == fields, code
        assert named(GERMAN[code]) == named(ENGLISH[code]), code


@pytest.mark.parametrize("own", [problems_de.TELEGRAM, problems_en.TELEGRAM], ids=["de", "en"])
def test_on_telegram_nothing_is_said_of_commands_and_paths(own: dict[str, str]) -> None:
    assert len(own) > 10
    for code, sentence in own.items():
        assert named(sentence) <= named(ENGLISH[code])
    for code in engine.ENGLISH:
        values = {name: 7 if name != "max_megabytes" else 8 for name in named(ENGLISH[code])}
        language = "de" if own is problems_de.TELEGRAM else "en"
        said = in_words(Problem(code, values), language, "telegram")
        assert not re.search(r"`wortlaut|--\w|WORTLAUT_|pip install", said), said


def test_german_sentences_are_german() -> None:
    for code, sentence in GERMAN.items():
        assert not ENGLISH_WORDS.search(re.sub(r"`[^`]*`|\{\w+[^}]*\}", "", sentence)), code


def test_a_problem_within_a_problem_speaks_the_same_language() -> None:
    reason = Problem("file.no_text_kind", {"kind": Problem("kind.pdf")})
    problem = Problem("file", {"path": "bild.md", "reason": reason})
    said = "bild.md: ist eine PDF-Datei, kein Text; als reinen Text oder Markdown speichern"
    assert in_words(problem, "de") == said
    assert str(problem).startswith("bild.md: is a PDF, not text;")
    assert Problem.from_json(problem.to_json()) == problem
