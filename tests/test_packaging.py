"""What is handed on: a source archive with all it takes to test it, and a citation that is true."""

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
FOLDERS = (
    *(".ci", "benchmarks", "bot", "corpus", "deploy"),
    *("docs", "retrieval", "slim", "tests", "training", "wortlaut"),
)
TOP = {
    *(".env.example", "CHANGELOG.md", "CITATION.cff", "CONTRIBUTING.md", "LICENSE"),
    *("MANIFEST.in", "Makefile", "README.md", "SECURITY.md", "pyproject.toml"),
}
_LEFT_OUT = shutil.ignore_patterns("__pycache__", "*.pyc", "*.egg-info")
BUILD = "from setuptools.build_meta import build_sdist; build_sdist('dist')"


def left_out(folder: str, names: list[str]) -> set[str]:
    """What tests and tools leave in the project."""
    built = {"build", "dist"} if Path(folder).name == "slim" else set()
    return _LEFT_OUT(folder, names) | built


def run(folder: Path, *arguments: str) -> str:
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    done = subprocess.run(  # noqa: S603
        [sys.executable, *arguments], cwd=folder, env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for top in FOLDERS
        for path in (folder / top).rglob("*")
        if path.is_file()
    }


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project without what tests and tools leave in it."""
    tree = tmp_path_factory.mktemp("tree")
    for name in FOLDERS:
        shutil.copytree(ROOT / name, tree / name, ignore=left_out)
    for name in TOP:
        shutil.copy(ROOT / name, tree)
    return tree


@pytest.fixture(scope="module")
def unpacked(tree: Path) -> Path:
    run(tree, "-c", BUILD)
    (archive,) = (tree / "dist").glob("*.tar.gz")
    with tarfile.open(archive) as opened:
        opened.extractall(tree / "unpacked", filter="data")
    (folder,) = (tree / "unpacked").iterdir()
    return folder


def test_the_source_archive_holds_every_file(tree: Path, unpacked: Path) -> None:
    assert files(unpacked) == files(tree)
    assert {path.name for path in unpacked.iterdir()} >= TOP


def test_the_source_archive_passes_its_tests(unpacked: Path) -> None:
    passed = run(unpacked, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_corpus.py")
    assert " passed" in passed


def test_an_installed_wheel_has_the_sample_articles(tree: Path, tmp_path: Path) -> None:
    run(tree, "-c", BUILD.replace("sdist", "wheel"))
    (wheel,) = (tree / "dist").glob("*.whl")
    installed = tmp_path / "installed"
    pip = ("-m", "pip", "install", "-q", "--no-deps", "--no-index", "--ignore-installed")
    run(tree, *pip, "--prefix", str(installed), str(wheel))
    (packages,) = installed.rglob("site-packages")
    found = run(packages, "-c", "from bot.cli.demo import sample_corpus; print(sample_corpus())")
    assert Path(found.strip()).is_relative_to(installed)
    samples = {path.name: path.read_bytes() for path in Path(found.strip()).iterdir()}
    assert samples == {path.name: path.read_bytes() for path in (ROOT / "corpus").iterdir()}


def test_who_cites_it_names_version_licence_and_authors_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert cited["version"] == project["version"]
    assert cited["license"] == project["license"]
    assert cited["authors"] == project["authors"]
    (author,) = cited["authors"]
    assert author["name"] in (ROOT / "LICENSE").read_text(encoding="utf-8")
