"""As few open files as it takes: an answer, or one line that says so; nothing is thrown away."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.e2e.cli import Cli


def at_most(files: int) -> Callable[[], None]:
    return lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))


def states(folder: Path) -> dict[str, tuple[int, int]]:
    """The files, but for a lock and for what a failed build could not even remove."""
    files = (path for path in folder.glob("[!t]*/**/*") if path.is_file())
    return {str(path): (path.stat().st_size, path.stat().st_mtime_ns) for path in files}


@pytest.mark.skipif(sys.platform == "win32", reason="there is no such limit")
@pytest.mark.parametrize(
    ("arguments", "limits"),
    [
        (("ask", "Was hat die Brücke gekostet?"), (5, 6, 8, 10, 11)),
        (("verify",), (5, 9)),
        (("index",), (5, 7, 8, 9, 11, 13)),
        (("add", "neu.txt"), (6, 9, 12)),
    ],
    ids=lambda value: value[0] if isinstance(value[0], str) else "",
)
def test_few_files(indexed: Cli, arguments: tuple[str, ...], limits: tuple[int, ...]) -> None:
    models = Path(indexed.environ["WORTLAUT_CACHE_DIR"]) / "models"
    (indexed.folder / "corpus" / "weiter.md").write_text("# Weiter\n\nDer Bus fährt.\n", "utf-8")
    before = states(models), states(indexed.folder / "index" / "generations")
    for limit in limits:
        text = f"Grenze {limit}\n\nDie Brücke trägt {limit} Wagen.\n"
        (indexed.folder / "neu.txt").write_text(text, "utf-8")
        done = indexed.spawn(*arguments, preexec_fn=at_most(limit))
        if done.status == 0:  # so few will do on this system
            continue
        *_, said = done.err.splitlines()
        assert "too many files are open" in said, (limit, done.err)
        assert "wortlaut index" not in done.err
        assert "damaged" not in done.err
        assert (states(models), states(indexed.folder / "index" / "generations")) == before, limit
