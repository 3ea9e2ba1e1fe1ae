"""One word a thing: each class has a name of its own, and the glossary names what is there."""

import ast
import re
from collections import defaultdict
from importlib import import_module
from pathlib import Path

ROOT = Path(__file__).parents[1]
ROW = re.compile(r"^\| ([a-z ]+) \| .+ \| (?:`([\w.]+):(\w+)`)? ?\|$", re.MULTILINE)


def classes():
    """Every class of the two packages that others may use, with the files that define it."""
    found = defaultdict(list)
    for package in ("retrieval", "bot"):
        for file in sorted((ROOT / package).rglob("*.py")):
            for node in ast.walk(ast.parse(file.read_text("utf-8"))):
                if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                    found[node.name].append(file.relative_to(ROOT).as_posix())
    return found


def test_no_two_classes_share_a_name():
    found = classes()
    assert len(found) > 100
    assert {name: files for name, files in found.items() if len(files) > 1} == {}


def test_every_word_of_the_glossary_is_defined_where_it_says():
    rows = ROW.findall((ROOT / "CONTRIBUTING.md").read_text("utf-8").partition("## One word")[2])
    assert len(rows) > 20
    words = [word for word, _, _ in rows]
    assert len(set(words)) == len(words)
    for word, module, name in rows:
        if module:
            assert getattr(import_module(module), name).__module__ == module, word
