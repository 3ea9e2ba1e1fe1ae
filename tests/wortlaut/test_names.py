"""`import wortlaut` and `python -m wortlaut`: light, and ours whatever else is called so."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import wortlaut
from retrieval.answer import Answer, Quote
from retrieval.library import Library
from retrieval.reports import BuildReport
from tests.fakes import TinyEncoder
from wortlaut.__main__ import run
from wortlaut.beside import claim

ROOT = Path(__file__).parents[2]
PROGRAM = "from wortlaut.__main__ import run; run()"  # as an installed `wortlaut` does it


def python(folder: Path, *arguments: str, first: Path | None = None) -> str:
    """Runs Python in a folder, with this project installed behind `first`."""
    paths = [str(path) for path in (first, ROOT) if path]
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.fixture
def busy(tmp_path: Path) -> Path:
    """A folder in which somebody has packages of the same names, and of one that we need."""
    for name in ("bot", "retrieval", "typer"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "__init__.py").write_text("raise SystemExit('theirs')\n")
    return tmp_path


def test_what_is_promised_is_there() -> None:
    assert wortlaut.Answer is Answer
    assert wortlaut.Quote is Quote
    assert wortlaut.Searcher is Library
    assert wortlaut.__version__[0].isdigit()
    assert set(wortlaut.__all__) <= set(dir(wortlaut))
    with pytest.raises(AttributeError, match="no attribute 'Finder'"):
        wortlaut.Finder  # noqa: B018


def test_importing_it_imports_nothing_else(tmp_path: Path) -> None:
    code = (
        "import sys, wortlaut; wortlaut.build_index, wortlaut.__version__;"
        "heavy = ('numpy', 'bot', 'retrieval.library', 'onnx', 'pydantic');"
        "print([name for name in sys.modules if name.startswith(heavy)])"
    )
    assert python(tmp_path, "-c", code) == "[]"


def test_an_index_is_built_and_asked(
    press_corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, quick_calibration: None
) -> None:
    monkeypatch.setattr("retrieval.models.Models.encoder", lambda *_, **__: TinyEncoder())
    report = wortlaut.build_index(str(press_corpus), tmp_path / "index")
    assert isinstance(report, BuildReport)
    with wortlaut.Searcher(tmp_path / "index", encoder=TinyEncoder()) as searcher:
        assert isinstance(searcher.ask("Wer eröffnete die Brücke?"), wortlaut.Answer)


@pytest.mark.parametrize("where", ["the current folder", "PYTHONPATH"])
@pytest.mark.parametrize("start", [["-m", "wortlaut"], ["-c", PROGRAM]], ids=["-m", "program"])
def test_the_program_runs_where_somebody_has_a_bot_of_his_own(
    busy: Path, tmp_path: Path, start: list[str], where: str
) -> None:
    if where == "PYTHONPATH":
        (busy / "typer" / "__init__.py").unlink()
        (busy / "typer").rmdir()
        said = python(tmp_path.parent, *start, "--version", first=busy)
    else:
        # An installed program has its own folder there; `-c` would put the current one first.
        safe = ["-P"] if start[0] == "-c" else []
        said = python(busy, *safe, *start, "--version")
    assert said.startswith("wortlaut ")


def test_a_program_of_ones_own_may_have_a_retrieval_beside_it(busy: Path) -> None:
    code = "import wortlaut; print(wortlaut.Searcher.__module__)"
    assert python(busy, "-c", code) == "retrieval.library"


def test_a_process_that_it_starts_finds_ours_too(busy: Path, tmp_path: Path) -> None:
    (busy / "typer" / "__init__.py").write_text("")
    code = (
        "from wortlaut.beside import claim; claim('retrieval');"
        "from retrieval.limited import LimitedProcess; import operator;"
        "process = LimitedProcess(); print(process.call(operator.add, 1, 2)); process.close()"
    )
    assert python(tmp_path.parent, "-c", code, first=busy) == "3"


def test_where_another_one_is_imported_already_it_says_so(
    busy: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = type(sys)("retrieval")
    other.__path__ = [str(busy / "retrieval")]
    monkeypatch.setitem(sys.modules, "retrieval", other)
    with pytest.raises(ImportError, match=r"another one of that name, <module 'retrieval'"):
        wortlaut.Searcher  # noqa: B018


def test_a_python_that_is_too_old_is_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "version_info", (3, 10, 13))
    with pytest.raises(SystemExit, match=r"^wortlaut: Python 3\.10\.13 is too old: install Py"):
        run()
    for name in ("__init__", "__main__", "beside"):  # as far as it reads us
        text = (ROOT / "wortlaut" / f"{name}.py").read_text("utf-8")
        ast.parse(text, feature_version=(3, 10))


@pytest.mark.skipif(shutil.which("python3.10") is None, reason="there is no Python 3.10 here")
def test_python_3_10_itself_says_so(tmp_path: Path) -> None:
    done = subprocess.run(  # noqa: S603
        [str(shutil.which("python3.10")), "-m", "wortlaut", "ask"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "PYENV_VERSION": "3.10"},
        capture_output=True,
        text=True,
    )
    if "pyenv" in done.stderr:
        pytest.skip("there is no Python 3.10 behind that name")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "is too old" in done.stderr


def test_ours_is_taken_as_it_is() -> None:
    before, path = sys.modules["retrieval"], list(sys.path)
    claim("retrieval", "bot")
    assert sys.modules["retrieval"] is before
    assert sys.path == path
