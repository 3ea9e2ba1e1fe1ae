"""Installs `wortlaut-slim` into a clean environment and uses it: `python -m tests.slim_install`.

Both distributions are built. The slim one is installed with what it requires, from the package
index; then torch and what stands on it must be absent, and index, ask and doctor must run.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.install import QUESTION, bare_environment, build_wheel, environment, run
from benchmarks.options import ROOT

ABSENT = (
    *("torch", "sentence_transformers", "transformers", "tokenizers", "scipy", "sklearn"),
    *("huggingface_hub", "safetensors"),
)


def main() -> int:
    """Does it all; returns the exit status."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        wheels = [build_wheel(folder / "wheels", slim=slim) for slim in (False, True)]
        print(*(wheel.name for wheel in wheels), sep="\n")
        python = environment(folder / "venv")
        run([python, "-m", "pip", "install", "-q", "--only-binary=:all:", wheels[1]])
        look = (
            "from importlib.util import find_spec;"
            f"print(*(name for name in {ABSENT} if find_spec(name)))"
        )
        assert not (found := run([python, "-c", look]).output.split()), found
        work = folder / "work"
        (work / "bot").mkdir(parents=True)  # of one's own, as anybody may have
        (work / "bot" / "__init__.py").write_text("raise SystemExit('theirs')\n")
        shutil.copytree(ROOT / "corpus", work / "corpus")
        use(python, work)
    print("wortlaut-slim: index, ask, doctor and python -m wortlaut run without torch")
    return 0


def use(python: Path, work: Path) -> None:
    """Runs what a user of the slim distribution runs."""
    own = {"HOME": str(work), "WORTLAUT_CACHE_DIR": str(work / "cache"), "LC_ALL": "C.UTF-8"}
    program = python.with_name("wortlaut")
    run([program, "index"], own, work)
    answer = json.loads(run([program, "ask", "--json", QUESTION], own, work).output)
    assert answer["answered"], answer
    assert "18. Januar 2025" in answer["quotes"][0]["text"], answer
    again = run([python, "-m", "wortlaut", "ask", "--json", QUESTION], own, work)
    assert json.loads(again.output)["quotes"] == answer["quotes"]
    findings = json.loads(run([program, "doctor", "--json"], own, work).output)
    assert not [found for found in findings if found["severity"] == "error"], findings
    assert any("torch left out" in found["message"] for found in findings), findings
    refused = subprocess.run(
        [program, "index", "--model", "org/model"],
        cwd=work,
        env=bare_environment() | own,
        capture_output=True,
        text=True,
    )
    assert refused.returncode == 1
    assert refused.stderr.count("\n") == 1, refused.stderr
    assert "pip install 'wortlaut-slim[models]'" in refused.stderr, refused.stderr


if __name__ == "__main__":
    sys.exit(main())
