"""Tiny cross-encoders, compiled: scores are sentence-transformers'; what is none is refused."""

import logging

import numpy as np
import pytest
import torch

from retrieval.embedding.compiling import store as compiling
from retrieval.embedding.compiling.compile_cross_encoder import compile_cross_encoder
from retrieval.embedding.compiling.load import compile_named_reader
from retrieval.embedding.cross_encoder import CompiledCrossEncoder, Pair
from retrieval.embedding.model_folder import read_compiled, verify_compiled
from retrieval.errors import ModelError
from tests import models

PAIRS = [
    ("wann wurde der vertrag in der stadt", "der rat hat den vertrag in der nacht"),
    ("Regen", "Der Fluss hat die Stadt 2x überflutet – und der Rat?"),
    ("the river", "the river and the town. the council and the school"),
    ("", "Regen in der Stadt"),
    ("wo ist die schule", ""),
    ("wer", "  zwei   Leerzeichen und\nZeilen  "),
]


def compiled(folder, tmp_path):
    return compile_named_reader(str(folder), tmp_path / "models", lambda *_: None)


def pairs(encoder, texts=PAIRS):
    pieces = encoder.tokenizer.pieces
    return [Pair(pieces(question), pieces(passage)) for question, passage in texts]


def original(folder):
    from sentence_transformers import CrossEncoder

    return CrossEncoder(str(folder), device="cpu", local_files_only=True)


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    """A cross-encoder's folder; read only."""
    return models.build_cross_encoder(tmp_path_factory.mktemp("built"))


@pytest.fixture(scope="module")
def folder(built, tmp_path_factory):
    """The same, compiled; read only."""
    return compiled(built, tmp_path_factory.mktemp("compiled"))


@pytest.fixture(scope="module")
def encoder(folder):
    return CompiledCrossEncoder(folder, read_compiled(folder))


@pytest.mark.parametrize(
    ("architecture", "labels"),
    [
        ("bert", 1),
        ("bert", 2),
        ("xlm-roberta", 1),
        ("distilbert", 2),
        ("qwen3", 1),
        ("modernbert", 1),
    ],
)
def test_scores_agree_with_sentence_transformers(tmp_path, architecture, labels):
    built = models.build_cross_encoder(tmp_path, architecture=architecture, labels=labels)
    folder = compiled(built, tmp_path)
    manifest = read_compiled(folder)
    encoder = CompiledCrossEncoder(folder, manifest)
    logits = encoder.logits(pairs(encoder))
    theirs = original(built).predict(PAIRS, batch_size=1, activation_fn=torch.nn.Identity())
    theirs = theirs.reshape(len(PAIRS), labels)

    assert logits.shape == theirs.shape
    assert np.corrcoef(logits.ravel(), theirs.ravel())[0, 1] > 0.98
    assert manifest.agreement >= 0.99
    assert manifest.dimension == labels
    assert verify_compiled(folder) == []


@pytest.mark.parametrize(("labels", "activation"), [(1, torch.nn.Sigmoid), (2, torch.nn.Identity)])
def test_the_order_is_that_of_its_probabilities(tmp_path, labels, activation):
    built = models.build_cross_encoder(tmp_path, labels=labels)
    model = original(built)
    assert isinstance(model.activation_fn, activation)
    folder = compiled(built, tmp_path)
    encoder = CompiledCrossEncoder(folder, read_compiled(folder))
    certain = model.predict(PAIRS, batch_size=1, apply_softmax=labels > 1).reshape(len(PAIRS), -1)

    order = np.argsort(encoder.scores(pairs(encoder)))
    probabilities = certain[:, -1][order]
    assert (np.diff(probabilities) > -0.02).all()
    assert probabilities[0] < probabilities[-1]


def test_scores_are_in_deviations_of_the_sample_pairs(folder, encoder):
    logits = encoder.logits(pairs(encoder))[:, 0]
    settings = read_compiled(folder).pairs
    expected = (logits - settings.mean) / settings.deviation
    np.testing.assert_allclose(encoder.scores(pairs(encoder)), expected, atol=1e-4)


def test_the_same_pair_scores_the_same_whatever_is_beside_it(encoder):
    together = encoder.scores(pairs(encoder))
    alone = [encoder.scores([pair])[0] for pair in pairs(encoder)]
    assert together.tolist() == alone


@pytest.mark.parametrize("architecture", ["bert", "xlm-roberta"])
def test_a_long_text_is_tokenised_whole(tmp_path, architecture):
    built = models.build_cross_encoder(tmp_path, architecture=architecture)
    folder = compiled(built, tmp_path)
    encoder = CompiledCrossEncoder(folder, read_compiled(folder))
    text = "der Rat und die Stadt " * 400 + "x" * 2500
    backend = original(built).tokenizer.backend_tokenizer
    backend.no_truncation()
    words = len("der Rat und die Stadt " * 400)
    whole = backend.encode(text[:words], add_special_tokens=False).ids
    assert encoder.tokenizer.pieces(text)[: len(whole)] == whole
    assert encoder.tokenizer.pieces(f" {text[:words]}") == whole


def test_an_embedding_model_is_refused(tmp_path):
    built = models.build(tmp_path)
    with pytest.raises(ModelError, match=r"is no cross-encoder \(it is a BertModel\)") as caught:
        compiled(built, tmp_path)
    assert str(built) in str(caught.value)
    assert "\n" not in str(caught.value)
    assert not (tmp_path / "models").exists()


def test_a_classifier_of_three_labels_is_refused(tmp_path):
    built = models.build_cross_encoder(tmp_path, labels=3)
    with pytest.raises(ModelError, match="gives a pair 3 scores, a reader gives one or two"):
        compiled(built, tmp_path)


@pytest.mark.parametrize("content", [None, "{}", "no JSON"])
def test_a_folder_without_a_configuration_is_refused(tmp_path, content):
    folder = tmp_path / "model"
    folder.mkdir()
    if content is not None:
        (folder / "config.json").write_text(content)
    with pytest.raises(ModelError, match=f"^the folder {folder} holds no model") as caught:
        compiled(folder, tmp_path)
    assert "\n" not in str(caught.value)


def test_one_without_its_weights_is_refused(tmp_path):
    built = models.build_cross_encoder(tmp_path)
    (built / "model.safetensors").unlink()
    with pytest.raises(ModelError, match="holds no model that sentence-transformers can load"):
        compiled(built, tmp_path)


@pytest.mark.filterwarnings("ignore::ResourceWarning")
def test_a_name_that_is_nowhere_is_refused(tmp_path, monkeypatch):
    def no_network(*_, **__):
        raise ConnectionError("no network")

    monkeypatch.setattr("huggingface_hub.HfApi.model_info", no_network)
    with pytest.raises(ModelError, match=r"^the model nobody/no-reader is not on this machine"):
        compiled("nobody/no-reader", tmp_path)


def test_a_name_that_can_be_none_is_refused_with_one_that_is(tmp_path):
    with pytest.raises(ModelError, match=r"or a name such as cross-encoder/"):
        compiled("no such folder/at all", tmp_path)


def test_one_that_reads_too_little_at_a_time_is_refused(tmp_path):
    built = models.build_cross_encoder(tmp_path, max_tokens=64)
    with pytest.raises(ModelError, match="it reads 64 tokens at a time, too few"):
        compiled(built, tmp_path)


def test_one_that_scores_all_alike_is_refused(built, tmp_path):
    model = original(built)
    with torch.no_grad():
        model[0].model.classifier.weight.zero_()
    with pytest.raises(ModelError, match="it gives every pair the same score"):
        compile_cross_encoder(model, "flat", "reader-flat-v1", tmp_path / "models")


def test_one_that_differs_once_compiled_is_refused(built, tmp_path, monkeypatch):
    monkeypatch.setattr(compiling, "MIN_AGREEMENT", 1.1)
    with pytest.raises(ModelError, match=r"correlation of their scores 1\.000, 1\.1 expected"):
        compiled(built, tmp_path)
    assert list((tmp_path / "models").iterdir()) == []


@pytest.mark.parametrize("turned", [False, True])
def test_what_scores_answers_below_the_rest_is_told(built, tmp_path, turned, caplog):
    model = original(built)
    if turned:
        with torch.no_grad():
            for parameter in model[0].model.classifier.parameters():
                parameter.neg_()
    with caplog.at_level(logging.WARNING, logger="retrieval"):
        compile_cross_encoder(model, "tiny", "reader-tiny-v1", tmp_path / "models")
    assert ("tiny gives what answers no higher scores" in caplog.text) == turned
