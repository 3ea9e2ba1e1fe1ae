"""From examples to the data file: the reader computes from it what was learned."""

from __future__ import annotations

import random
from types import SimpleNamespace

import numpy as np
import pytest
import torch

from retrieval.errors import ModelError
from retrieval.reading.late_interaction import LateInteraction
from training import train as training
from training.data import Example
from training.export import export
from training.late import loss_of
from training.pairs import Pairs
from training.prepare import prepare
from training.train import CHECKPOINT, Settings, train, try_on

LAYERS, WIDTH = 2, 6
SETTINGS = Settings(passes=2, batch=3)
TOWNS = ("Aue", "Bonn", "Celle", "Düren", "Erfurt", "Fulda")
FLOAT16 = 2e-2
"""What rounding to float16 may move a score, times the temperature of about 20."""


class Encoder:
    """Every word has states of its own, which its neighbour colours."""

    fingerprint = "tiny"
    compiled = SimpleNamespace(
        question=SimpleNamespace(text="query: "),
        passage=SimpleNamespace(text="passage: "),
        layers=("low", "high"),
    )

    def __init__(self):
        self.tokenizer = self
        self.known = {}
        self.read = 0

    def ids(self, text):
        return (0, *(self.known.setdefault(word, len(self.known) + 2) for word in text.split()), 1)

    def states(self, tokens):
        self.read += 1
        rows = [np.random.default_rng(token).standard_normal(LAYERS * WIDTH) for token in tokens]
        return (np.array(rows) + 0.2 * np.roll(rows, 1, axis=0)).astype(np.float32)


def dice():
    return random.Random(0)  # noqa: S311


def examples():
    found = []
    for n, town in enumerate(TOWNS):
        text = f"In {town} wird gebaut. Das kostet {n + 3} Millionen. Fertig ist es im Mai."
        ask = f"Was kostet der Bau in {town}?", f"Wer regiert {town}?"
        found.append(Example("bau", ask[0], f"Neues aus {town}", text, "de", text.index("Das")))
        found.append(Example("bau", ask[1], f"Neues aus {town}", text, "de", -1))
    return found


@pytest.fixture
def build(tmp_path):
    assert prepare("tiny", examples(), Encoder(), tmp_path)
    return tmp_path


def learn(build, say=lambda line: None, settings=SETTINGS):
    return train(build, ["tiny"], ["tiny"], settings, say)


def same(one, other):
    return all(
        torch.equal(value, other.state_dict()[name]) for name, value in one.state_dict().items()
    )


def test_the_reader_scores_from_the_file_as_the_model_that_learned(build, tmp_path):
    model = learn(build)
    target = tmp_path / "late.npz"
    reader = LateInteraction(target, export(model.state_dict(), target))
    pairs = Pairs(build, "tiny")
    temperature = model.temperature.exp().item()
    for item in pairs.items(dice()):
        for window in (item.near[0], *([] if item.window is None else [item.window])):
            asked, passage = pairs.question(item.question), pairs.window(window)
            sentences = pairs.sentences(window)
            with torch.no_grad():
                question, wanted = model.question(asked)
                learned = model.scores(
                    question, wanted.softmax(0), model.passage(passage), sentences
                )
            read = reader.scores(
                reader.asked(asked.numpy()), reader.read(passage.numpy()), sentences
            )
            assert np.allclose(read * temperature, learned.numpy(), atol=FLOAT16)
    assert reader.none * temperature == pytest.approx(model.none_score().item(), abs=FLOAT16)


def test_a_sentence_without_tokens_scores_the_same_in_both(build, tmp_path):
    model, pairs = learn(build), Pairs(build, "tiny")
    target = tmp_path / "late.npz"
    reader = LateInteraction(target, export(model.state_dict(), target))
    asked, passage, sentences = pairs.question(0), pairs.window(0), [(2, 5), (5, 5), (5, 5)]
    with torch.no_grad():
        question, wanted = model.question(asked)
        learned = model.scores(question, wanted.softmax(0), model.passage(passage), sentences)
    read = reader.scores(reader.asked(asked.numpy()), reader.read(passage.numpy()), sentences)
    assert np.allclose(read * model.temperature.exp().item(), learned.numpy(), atol=FLOAT16)


def test_the_reader_refuses_another_file_than_was_written(build, tmp_path):
    target = tmp_path / "late.npz"
    sha256 = export(learn(build).state_dict(), target)
    target.write_bytes(target.read_bytes()[:-1])
    with pytest.raises(ModelError):
        LateInteraction(target, sha256)


def test_learning_learns(build):
    settings = Settings(passes=20, batch=3)
    before = training._Run([Pairs(build, "tiny")], settings, build).model
    after = learn(build, settings=settings)
    items = Pairs(build, "tiny").items(dice())
    losses = [loss_of(model, items, dice(), 0.0).item() for model in (before, after)]
    assert losses[1] < 0.5 * losses[0]
    assert try_on(after, Pairs(build, "tiny")) == (1.0, 1.0, len(TOWNS))


def test_the_same_sets_give_the_same_numbers(build, tmp_path):
    one = learn(build)
    (build / CHECKPOINT).unlink()
    assert same(one, learn(build))


def test_a_killed_training_goes_on_and_comes_to_the_same(build):
    whole = learn(build)
    (build / CHECKPOINT).unlink()
    said = []

    def killed(line):
        said.append(line)
        if line.startswith("pass 1"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        learn(build, killed)
    assert same(whole, learn(build, said.append))
    passes = [line[:6] for line in said if line.startswith("pass")]
    assert passes == ["pass 1", "pass 2"]


@pytest.mark.parametrize("settings", [Settings(passes=3, batch=3), Settings(passes=2, batch=4)])
def test_a_checkpoint_of_other_settings_is_not_gone_on_from(build, settings):
    whole = learn(build, settings=settings)
    (build / CHECKPOINT).unlink()
    learn(build)
    assert same(whole, learn(build, settings=settings))


def test_a_checkpoint_of_other_data_is_not_gone_on_from(build):
    learn(build)
    prepare("tiny", examples()[:-2], Encoder(), build)
    said = []
    learn(build, said.append)
    assert "0 passes done" in said[0]


def test_too_few_questions_are_told(build):
    with pytest.raises(ValueError, match="12 questions, and a batch has 24"):
        learn(build, settings=Settings())


def test_what_is_prepared_is_not_prepared_again(build):
    encoder = Encoder()
    assert not prepare("tiny", examples(), encoder, build)
    assert encoder.read == 0


@pytest.mark.parametrize("damage", ["gone", "cut", "other encoder", "other examples"])
def test_what_is_not_prepared_from_just_this_is_prepared(build, damage):
    file, encoder, given = build / "tiny.npz", Encoder(), examples()
    if damage == "gone":
        file.unlink()
    elif damage == "cut":
        file.write_bytes(file.read_bytes()[:100])
    elif damage == "other encoder":
        encoder.fingerprint = "other"
    else:
        given = given[1:]
    assert prepare("tiny", given, encoder, build)
    assert not prepare("tiny", given, encoder, build)


def test_windows_that_do_not_answer_are_of_the_same_article_or_text(build):
    pairs = Pairs(build, "tiny")
    answered, unanswered = pairs.items(dice())[:2]
    assert (answered.window, answered.sentence) == (0, 1)
    assert answered.near
    assert 0 not in answered.near
    assert (unanswered.window, unanswered.sentence, unanswered.near) == (None, -1, [0])


def test_an_answer_in_a_heading_is_not_learned_from(tmp_path):
    text = "## Der Bau\n\nIn Aue wird gebaut.\n\n## Die Kosten\n\nEs kostet viel."
    given = [
        Example("bau", "Was wird teuer?", "", text, "de", text.index("Kosten")),
        Example("bau", "Was geschieht in Aue?", "", text, "de", text.index("wird")),
    ]
    prepare("tiny", given, Encoder(), tmp_path)
    (item,) = Pairs(tmp_path, "tiny").items(dice())
    assert item.question == 1
