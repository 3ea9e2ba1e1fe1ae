from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from retrieval.embedding import fingerprint
from retrieval.embedding.bundled import DATA_SHA256, HUB_NAME
from retrieval.embedding.compiling import load
from retrieval.embedding.fingerprint import cached_commit, fingerprint_of, resolve_model
from retrieval.errors import ModelError

VERSION = f"v{fingerprint._COMPILATION}"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    model = tmp_path / "Mein Modell!"
    (model / "1_Pooling").mkdir(parents=True)
    (model / "model.safetensors").write_bytes(b"weights")
    (model / "1_Pooling" / "config.json").write_bytes(b"{}")
    return model


def test_the_embedded_models_is_a_constant() -> None:
    assert fingerprint_of("embedded") == f"embedded-{DATA_SHA256[:12]}-{VERSION}"


def test_a_folders_follows_its_content(folder: Path) -> None:
    before = fingerprint_of(folder)
    assert before is not None
    assert before.startswith("mein-modell-")
    (folder / "README.md").write_text("words", encoding="utf-8")
    (folder / ".git").mkdir()
    (folder / ".git" / "HEAD").write_text("main", encoding="utf-8")
    assert fingerprint_of(folder) == before
    (folder / "model.safetensors").write_bytes(b"weightz")
    assert fingerprint_of(folder) != before


def test_a_folders_follows_the_names_of_its_files(folder: Path) -> None:
    before = fingerprint_of(folder)
    (folder / "model.safetensors").rename(folder / "other.safetensors")
    assert fingerprint_of(folder) != before


def test_a_hub_models_is_its_commit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    assert fingerprint_of("org/Some.Model") is None
    repository = tmp_path / "models--org--Some.Model"
    (repository / "refs").mkdir(parents=True)
    (repository / "refs" / "main").write_text("0123456789abcdef0123\n", encoding="utf-8")
    assert cached_commit("org/Some.Model") is None  # named, but its files are not there
    (repository / "snapshots" / "0123456789abcdef0123").mkdir(parents=True)
    assert fingerprint_of("org/Some.Model") == f"org-some-model-0123456789ab-{VERSION}"


def test_a_folder_in_the_home_of_nobody_is_no_name() -> None:
    with pytest.raises(ModelError, match="'~nobody-of-that-name/x' is neither a folder nor a hub"):
        resolve_model("~nobody-of-that-name/x")


def test_a_folder_goes_before_a_hub_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder.parent)
    assert resolve_model("Mein Modell!") == folder
    assert resolve_model("org/model") == "org/model"
    assert resolve_model("model") == "model"
    with pytest.raises(ModelError, match="neither a folder nor a hub name"):
        resolve_model("Kein Modell!")


@pytest.mark.parametrize("system", ["linux", "darwin", "win32"])
def test_the_embedded_model_is_the_same_on_every_platform(
    monkeypatch: pytest.MonkeyPatch, system: str
) -> None:
    monkeypatch.setattr("sys.platform", system)
    monkeypatch.setattr("platform.machine", lambda: "arm64")
    assert resolve_model("embedded") == "embedded"


@pytest.mark.parametrize(
    ("name", "own", "expected"),
    [
        (HUB_NAME, "", "query: "),
        (HUB_NAME, "theirs: ", "theirs: "),
        ("intfloat/multilingual-e5-large-instruct", "", ""),
    ],
)
def test_published_e5_models_get_the_prompts_that_their_authors_give_in_prose(
    monkeypatch: pytest.MonkeyPatch, name: str, own: str, expected: str
) -> None:
    loaded = SimpleNamespace(prompts={"query": own, "document": ""})
    monkeypatch.setattr(load, "_load_from_hub", lambda *_: loaded)
    assert load.load_model(name).prompts["query"] == expected


def test_the_hub_s_library_is_silent_whoever_imports_it_first() -> None:
    """A graphics card has the model loaded in the process that looked for it."""
    code = (
        "from retrieval.embedding.fingerprint import fingerprint_of; fingerprint_of('no/model');"
        "import huggingface_hub.constants as c; print(c.HF_HUB_DISABLE_TELEMETRY)"
    )
    bare = {name: value for name, value in os.environ.items() if "TELEMETRY" not in name}
    done = subprocess.run([sys.executable, "-c", code], env=bare, capture_output=True, check=True)  # noqa: S603
    assert done.stdout.strip() == b"True"
