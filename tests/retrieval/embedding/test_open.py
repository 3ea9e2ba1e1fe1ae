from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding.compiling import in_own_process
from retrieval.embedding.compiling.load import compile_named
from retrieval.embedding.fingerprint import fingerprint_of
from retrieval.embedding.model_folder import FORMAT, GRAPH, MANIFEST, publish, read_compiled
from retrieval.embedding.open import default_models_dir, open_encoder
from retrieval.errors import ModelError, StorageError
from tests import LAST_RESORT_S, models


@pytest.fixture(scope="module")
def model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A tiny model's folder, as sentence-transformers saves it."""
    return models.build(tmp_path_factory.mktemp("model"))


@pytest.fixture(scope="module")
def compiled(model: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    models_dir = tmp_path_factory.mktemp("cache") / "models"
    return compile_named(str(model), models_dir, lambda *_: None)


@pytest.fixture
def cache(compiled: Path, tmp_path: Path) -> Path:
    """A cache folder of the test's own, which holds the compiled model."""
    target = tmp_path / "cache" / "models" / compiled.name
    target.mkdir(parents=True)
    for path in compiled.iterdir():
        (target / path.name).write_bytes(path.read_bytes())
    return tmp_path / "cache"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Lets models be compiled in this process, which has torch already; lists them."""
    begun: list[str] = []

    def compile_here(name: str, models_dir: Path, progress: object, kind: str) -> Path:
        begun.append(name)
        return compile_named(name, models_dir, lambda *_: None)

    monkeypatch.setattr(in_own_process, "compile_in_own_process", compile_here)
    return begun


def test_the_first_opening_compiles_in_a_process_of_its_own(model: Path, tmp_path: Path) -> None:
    steps: list[tuple[str, int, int]] = []
    encoder = open_encoder(
        str(model), cache_dir=tmp_path, progress=lambda *step: steps.append(step)
    )
    assert steps == [("compile", done, 6) for done in range(7)]
    assert encoder.fingerprint == fingerprint_of(model)
    original = models.load(model).encode(["der regen"], normalize_embeddings=True)
    assert (encoder.embed_passages(["der regen"]) @ original.T).item() > 0.99
    again = open_encoder(str(model), cache_dir=tmp_path, progress=lambda *_: pytest.fail("again"))
    assert np.array_equal(again.embed_questions(["wo"]), encoder.embed_questions(["wo"]))


def test_a_compiled_model_is_not_compiled_again(
    model: Path, cache: Path, compilations: list[str]
) -> None:
    assert open_encoder(str(model), cache_dir=cache).fingerprint == fingerprint_of(model)
    assert compilations == []


def test_with_the_fingerprint_of_an_index_nothing_else_is_looked_at(
    compiled: Path, cache: Path, compilations: list[str]
) -> None:
    encoder = open_encoder("gone/away", cache_dir=cache, fingerprint=compiled.name)
    assert encoder.fingerprint == compiled.name
    assert compilations == []


def test_a_fingerprint_without_its_folder_leads_to_the_model(
    model: Path, tmp_path: Path, compilations: list[str]
) -> None:
    encoder = open_encoder(str(model), cache_dir=tmp_path, fingerprint="old-model-v1")
    assert encoder.fingerprint == fingerprint_of(model)
    assert compilations == [str(model)]


def test_a_hub_model_that_left_the_hubs_cache_is_still_opened(
    compiled: Path, cache: Path, compilations: list[str]
) -> None:
    staging = cache / "models" / ".staging-test"
    named = replace(read_compiled(cache / "models" / compiled.name), model="nobody/no-model")
    (cache / "models" / compiled.name).rename(staging)
    publish(staging, named)
    assert open_encoder("nobody/no-model", cache_dir=cache).fingerprint == compiled.name
    assert compilations == []


def truncate_the_graph(folder: Path) -> None:
    (folder / GRAPH).write_bytes((folder / GRAPH).read_bytes()[:-9])


def lose_the_manifest(folder: Path) -> None:
    (folder / MANIFEST).unlink()


def empty_the_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("{}", encoding="utf-8")


def use_another_format(folder: Path) -> None:
    text = (folder / MANIFEST).read_text(encoding="utf-8")
    (folder / MANIFEST).write_text(
        text.replace(f'"format": {FORMAT}', '"format": 0'), encoding="utf-8"
    )


@pytest.mark.parametrize(
    "damage", [truncate_the_graph, lose_the_manifest, empty_the_manifest, use_another_format]
)
def test_a_damaged_compiled_model_is_compiled_anew_with_one_line(
    model: Path,
    compiled: Path,
    cache: Path,
    compilations: list[str],
    caplog: pytest.LogCaptureFixture,
    damage: Callable[[Path], None],
) -> None:
    damage(cache / "models" / compiled.name)
    with caplog.at_level(logging.WARNING, logger="retrieval"):
        encoder = open_encoder(str(model), cache_dir=cache, fingerprint=compiled.name)
    assert encoder.embed_questions(["wo"]).shape == (1, encoder.dimension)
    assert compilations == [str(model)]
    [line] = caplog.messages
    assert "cannot be used and is compiled anew" in line
    assert "\n" not in line
    assert sorted(path.name for path in (cache / "models").iterdir()) == ["lock", compiled.name]


def test_what_a_killed_compilation_left_is_cleared_away(
    model: Path, tmp_path: Path, compilations: list[str]
) -> None:
    leftover = tmp_path / "models" / ".staging-killed"
    leftover.mkdir(parents=True)
    (leftover / GRAPH).write_bytes(b"half")
    encoder = open_encoder(str(model), cache_dir=tmp_path)
    assert not leftover.exists()
    assert sorted(p.name for p in (tmp_path / "models").iterdir()) == ["lock", encoder.fingerprint]


def test_two_openings_at_once_compile_once(
    model: Path, tmp_path: Path, compilations: list[str]
) -> None:
    barrier = threading.Barrier(3)

    def open_one(_: int) -> str:
        barrier.wait()
        return open_encoder(str(model), cache_dir=tmp_path).fingerprint

    with ThreadPoolExecutor(3) as pool:
        fingerprints = list(pool.map(open_one, range(3)))
    assert set(fingerprints) == {fingerprint_of(model)}
    assert len(compilations) == 1


def test_a_cache_folder_that_cannot_be_written_is_named(model: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(StorageError, match=r"file/models cannot be written \(Not a directory\)"):
        open_encoder(str(model), cache_dir=tmp_path / "file")


@pytest.mark.parametrize("name", ["", "/no/such/folder", "./nowhere", "a/b/c", "ein modell"])
def test_what_is_neither_folder_nor_hub_name_is_said_so(name: str, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="is neither a folder nor a hub name") as caught:
        open_encoder(name, cache_dir=tmp_path)
    assert repr(name) in str(caught.value)


def test_a_hub_model_without_a_network_is_one_line_with_the_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compilations: list[str]
) -> None:
    monkeypatch.setenv("HF_HUB_DISABLE_TELEMETRY", "1")
    with pytest.raises(ModelError, match="is not on this machine and cannot be downl") as caught:
        open_encoder("nobody/nothing-of-the-kind", cache_dir=tmp_path)
    message = str(caught.value)
    assert "connect to the network once" in message
    assert "\n" not in message
    assert len(message) < 500


def test_a_folder_that_holds_no_model_is_said_so(tmp_path: Path, compilations: list[str]) -> None:
    (tmp_path / "empty").mkdir()
    with pytest.raises(ModelError, match="holds no model that sentence-transformers can load"):
        open_encoder(str(tmp_path / "empty"), cache_dir=tmp_path)


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("import os; os.kill(os.getpid(), 9)", "was stopped by signal 9; the default model needs"),
        ("raise SystemExit('no more room')", r"compiling the model tiny failed \(no more room\)"),
        ("print('chatter'); raise SystemExit(3)", r"failed \(exit status 3\)"),
        (
            """print('{"error": {"code": "model.file", "fields": {"detail": "as it says"}}}')""",
            "^as it says$",
        ),
    ],
)
def test_a_compilation_that_dies_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: str, message: str
) -> None:
    monkeypatch.setattr(in_own_process, "_CODE", code)
    with pytest.raises(ModelError, match=message):
        in_own_process.compile_in_own_process("tiny", tmp_path, None)


def test_a_full_disk_while_compiling_is_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    code = """print('{"storage": "No space left on device"}')"""
    monkeypatch.setattr(in_own_process, "_CODE", code)
    with pytest.raises(StorageError, match="tiny cannot be stored: No space left on device"):
        in_own_process.compile_in_own_process("tiny", tmp_path, None)


def test_ctrl_c_ends_the_compilation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = (
        "import os, signal; print('{\"progress\": [%d, 6]}' % os.getpid(), flush=True);"
        "signal.pause()"
    )
    monkeypatch.setattr(in_own_process, "_CODE", code)
    started: list[int] = []

    def interrupt(stage: str, done: int, total: int) -> None:
        started.append(done)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        in_own_process.compile_in_own_process("tiny", tmp_path, interrupt)
    with pytest.raises(ProcessLookupError):
        os.kill(started[0], 0)


def test_a_warning_while_compiling_is_passed_on(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    code = """print('{"warning": "100 % slower"}'); print('{"folder": "/x"}')"""
    monkeypatch.setattr(in_own_process, "_CODE", code)
    with caplog.at_level(logging.WARNING, logger="retrieval"):
        assert in_own_process.compile_in_own_process("tiny", tmp_path, None) == Path("/x")
    assert caplog.messages == ["100 % slower"]


def test_the_cache_is_the_users_by_default(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    if sys.platform == "linux":
        assert default_models_dir() == tmp_path / "wortlaut" / "models"
    assert default_models_dir(tmp_path / "own") == tmp_path / "own" / "models"


def test_importing_the_module_is_light() -> None:
    code = (
        "import sys, retrieval.embedding.open; print(*{'torch', 'transformers',"
        " 'sentence_transformers',"
        " 'onnxruntime', 'onnx', 'huggingface_hub', 'sentencepiece'} & set(sys.modules))"
    )
    done = subprocess.run(  # noqa: S603 (our own code)
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=True,
        timeout=LAST_RESORT_S,
    )
    assert done.stdout.strip() == ""
