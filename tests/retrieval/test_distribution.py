"""What an installation lacks is said in one line, with the command that brings it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli import checks
from bot.cli.options import Session
from bot.settings import Settings
from bot.texts.languages import texts_for
from retrieval import distribution
from retrieval.distribution import command_for
from retrieval.embedding import encoder, fingerprint, gpu
from retrieval.embedding import open as opening
from retrieval.errors import ModelError, QuestionSetError
from retrieval.evaluation import evaluate as evaluation
from retrieval.evaluation.questions import EvalQuestion

LACKING = {"sentence_transformers", "torch", "transformers", "tokenizers", "scipy"}


@pytest.fixture
def slim(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installation of `wortlaut-slim`, somewhere that is no clone."""

    def has(package: str) -> bool:
        return package not in LACKING | {"huggingface_hub"}

    for module in (checks, encoder, evaluation, fingerprint, gpu, opening):
        monkeypatch.setattr(module, "has", has)
    monkeypatch.setattr(distribution, "__file__", str(tmp_path / "retrieval" / "distribution.py"))
    for module in (checks, distribution):
        monkeypatch.setattr(module, "installed", lambda: {"wortlaut-slim": "0.1.0"})


MODELS = r"run `pip install 'wortlaut-slim\[models\]'`, or use the "


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("opened", [opening.open_encoder, opening.open_cross_encoder])
def test_another_model_names_the_extra(opened: object, tmp_path: Path) -> None:
    (tmp_path / "model").mkdir()
    for model in ("org/model", str(tmp_path / "model")):
        with pytest.raises(ModelError, match=rf"needs sentence-transformers, .*{MODELS}model") as e:
            opened(model, cache_dir=tmp_path / "cache")  # type: ignore[operator]
        assert "\n" not in str(e.value)


@pytest.mark.usefixtures("slim")
@pytest.mark.parametrize("state_of", [opening.state_of, opening.reader_state_of])
def test_the_doctor_hears_so_too(state_of: object, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match=MODELS):
        state_of("org/model", tmp_path)  # type: ignore[operator]


@pytest.mark.usefixtures("slim")
def test_the_embedded_model_needs_none(tmp_path: Path) -> None:
    assert opening.state_of("embedded", tmp_path).folder is None


@pytest.mark.usefixtures("slim")
def test_a_graphics_card_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ModelError, match=f"the device cuda needs torch, .*{MODELS}device"):
        gpu.with_device(None, "cuda")  # type: ignore[arg-type]
    assert gpu._torch_has_cuda() is False


@pytest.mark.usefixtures("slim")
def test_scoring_names_the_extra_before_anything_is_asked() -> None:
    question = EvalQuestion("1", "Wer?", language="de")
    with pytest.raises(QuestionSetError, match=r"run `pip install 'wortlaut-slim\[eval\]'`"):
        evaluation.evaluate(lambda _: pytest.fail("asked"), [question])


@pytest.mark.usefixtures("slim")
def test_the_doctor_notes_what_is_left_out(tmp_path: Path) -> None:
    session = Session(Settings(_env_file=None), texts_for("en"))
    found = list(checks.dependencies(session))
    assert [finding.severity for finding in found] == ["ok", "note", "note"]
    assert "scipy left out" in found[1].message
    assert "sentence_transformers, torch left out" in found[2].message
    assert found[2].remedy == "run `pip install 'wortlaut-slim[models]'` should it be needed"


def test_both_at_once_are_a_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    both = {"wortlaut": "0.1.0", "wortlaut-slim": "0.1.0"}
    monkeypatch.setattr(checks, "installed", lambda: both)
    found = list(checks.dependencies(Session(Settings(_env_file=None), texts_for("en"))))
    assert [finding.severity for finding in found] == ["ok", "warning"]
    assert found[1].remedy
    assert found[1].remedy.startswith("run `pip uninstall -y wortlaut wortlaut-slim`")


def test_the_command_fits_the_installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    assert command_for("models") == "make install"  # this is a clone
    monkeypatch.setattr(distribution, "__file__", str(tmp_path / "retrieval" / "distribution.py"))
    monkeypatch.setattr(distribution, "installed", lambda: {"wortlaut": "0.1.0"})
    assert command_for("models") == "pip install --upgrade wortlaut"
