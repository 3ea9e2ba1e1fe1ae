"""What many tests share: a small corpus, its index, a searcher. Built once; never to be changed."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings

from retrieval.library import Library
from tests.fakes import TinyEncoder, build_index
from tests.retrieval.press import few_impostors, write_corpus

# No deadline: how long an example takes depends on what else the machine does. In CI the same
# examples each time, so that a failure is the change's.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(scope="session", autouse=True)
def no_settings_of_whoever_tests(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Whoever runs the tests may have a file of settings; none is read."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CONFIG_HOME", str(tmp_path_factory.mktemp("config")))
        yield


@pytest.fixture(scope="session")
def press_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The invented news of `tests.retrieval.press`; read only."""
    return write_corpus(tmp_path_factory.mktemp("press") / "corpus")


@pytest.fixture(scope="session")
def press_index(press_corpus: Path) -> Path:
    """Their index; read only."""
    folder = press_corpus.with_name("index")
    build_index(press_corpus, folder, TinyEncoder(), model="tiny")
    return folder


@pytest.fixture(scope="session")
def press(press_index: Path) -> Iterator[Library]:
    """A searcher over it."""
    with Library(press_index, encoder=TinyEncoder()) as searcher:
        yield searcher


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the corpus that a test may change."""
    return write_corpus(tmp_path / "corpus")


@pytest.fixture
def index(tmp_path: Path, press_index: Path) -> Path:
    """A copy of the index that a test may change or damage."""
    return shutil.copytree(press_index, tmp_path / "index")


@pytest.fixture
def quick_calibration() -> Iterator[None]:
    """Calibrates with four questions: for tests that build and ask nothing of confidence."""
    with few_impostors():
        yield
