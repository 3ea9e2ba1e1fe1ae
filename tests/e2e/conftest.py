from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests import models
from tests.e2e.articles import write_corpus
from tests.e2e.cli import Cli
from tests.e2e.site import a_newspaper

__all__ = ["a_newspaper"]


@pytest.fixture(scope="session")
def tiny_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny sentence-transformers model, saved to a folder."""
    return models.build(tmp_path_factory.mktemp("tiny"))


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory, tiny_model: Path) -> Cli:
    """The small corpus, indexed once with the tiny model, which thereby is compiled."""
    folder = tmp_path_factory.mktemp("built")
    environ = {
        "WORTLAUT_EMBEDDING_MODEL": str(tiny_model),
        "WORTLAUT_CACHE_DIR": str(tmp_path_factory.mktemp("cache")),
    }
    cli = Cli(folder, environ)
    write_corpus(folder / "corpus")
    result = cli.run("index")
    assert result.status == 0, result.err
    return cli


@pytest.fixture
def cli(tmp_path: Path, built: Cli) -> Cli:
    """A corpus and no index."""
    write_corpus(tmp_path / "corpus")
    return Cli(tmp_path, dict(built.environ))


@pytest.fixture
def indexed(cli: Cli, built: Cli) -> Cli:
    """A corpus and its index."""
    shutil.copytree(built.folder / "corpus", cli.folder / "corpus", dirs_exist_ok=True)
    shutil.copytree(built.folder / "index", cli.folder / "index")
    return cli
