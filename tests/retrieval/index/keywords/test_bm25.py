"""The keyword leg: rankings against an independent BM25, German matches, robustness."""

from __future__ import annotations

import json
import math
import os
import random
import re
import subprocess
import sys
import tempfile
import unicodedata
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
import tantivy
from hypothesis import given, settings
from hypothesis import strategies as st

from retrieval.errors import IndexDamagedError
from retrieval.index.keywords.analysis import is_stopword, stem, token_words, tokens
from retrieval.index.keywords.bm25 import PART_WEIGHT, KeywordIndex
from retrieval.index.keywords.compounds import Compounds
from retrieval.index.keywords.documents import SLOTS_FILE, VOCABULARY_FILE, schema
from retrieval.index.keywords.documents import document as make_document
from retrieval.index.keywords.index_terms import IndexTerms
from retrieval.index.keywords.sentence_terms import (
    STARTS_FILE,
    TERMS_FILE,
    write_sentence_terms,
)
from retrieval.index.keywords.vocabulary import LearnedVocabulary
from retrieval.index.keywords.writer import write_index

PASSAGES = [
    "In Jelabuga entstand mit iranischer Hilfe eine Drohnenfabrik.",
    "Die Fabrik für Drohnen liefert jeden Monat mehr Geräte aus.",
    "Am 17. Januar 2025 unterzeichneten die Präsidenten in Moskau den Kooperationsvertrag.",
    "Die Kündigung des Abkommens gilt als unwahrscheinlich, sagte ein Sprecher.",
    "Auf der Straße von Hormus fahren Tanker; Teheran drohte, sie zu sperren.",
    "Russland lieferte das Flugabwehrsystem S-400 an die Türkei.",
    "Der Vertrag läuft 20 Jahre und verlängert sich danach um jeweils fünf Jahre.",
    "Die Panthers ließen in der Saison nur 308 Punkte zu.",
    "Chinas Präsident Xi empfing den Gast; China kauft iranisches Öl.",
    "Die U.S.-Regierung verhängte neue Sanktionen gegen Reeder.",
    "Wladimir Putin und Massud Peseschkian trafen sich zuerst in Aschgabat.",
    "Der Chef des Sicherheitsrats warnte vor einem Krieg.",
]


def make(folder: Path, passages: list[str], split: bool = True) -> KeywordIndex:
    """Each passage is a sentence too; compounds are split by the passages' words."""
    vocabulary = LearnedVocabulary.of(passages if split else ())
    sentences = ((number, text, "", "de") for number, text in enumerate(passages))
    texts = ((number, text, "") for number, text in enumerate(passages))
    write_index(folder, texts, sentences, vocabulary)
    return KeywordIndex.open(folder)


@pytest.fixture(scope="module")
def index(tmp_path_factory) -> KeywordIndex:
    return make(tmp_path_factory.mktemp("keywords") / "index", PASSAGES)


def first(index: KeywordIndex, question: str) -> int | None:
    ids, _ = index.search(question, 3)
    return int(ids[0]) if len(ids) else None


FINDS = [
    ("Wo entstand eine Drohnenfabrik?", 0),
    ("Fabrik für Drohnen", 1),
    ("Wer kündigte das Abkommen?", 3),
    ("kündigen", 3),
    ("Was geschieht in der Strasse von Hormus?", 4),
    ("STRASSE", 4),
    ("straßen", 4),
    ("Welcher Präsident unterzeichnete?", 2),
    ("unterzeichnung", 2),
    ("Kooperations-Vertrag", 2),
    ("Wann war der 17. Januar?", 2),
    ("Wer bekam S400?", 5),
    ("Wer bekam das S 400?", 5),
    ("Tuerkei", 5),
    ("Wie lange läuft der 20-Jahres-Vertrag?", 6),
    ("Wie viele Punkte gab die Verteidigung der Panthers ab?", 7),
    ("308", 7),
    ("China", 8),
    ("Oel", 8),
    ("US-Sanktionen", 9),
    ("Putins Treffen", 10),
    ("Sicherheitsrat", 11),
    ("Who met Massud Peseschkian?", 10),
]


@pytest.mark.parametrize(("question", "passage"), FINDS)
def test_german_words_find_their_other_forms(index, question, passage):
    assert first(index, question) == passage


def test_a_compound_and_its_parts_find_each_other(index):
    assert set(index.search("Drohnenfabrik", 9)[0]) == {0, 1}
    assert set(index.search("Fabriken der Drohnen", 9)[0]) == {0, 1}
    ids, scores = index.search("Drohnenfabrik", 9)
    assert ids.tolist() == [0, 1]
    assert 0 < scores[1] < scores[0]


def test_a_genitive_and_its_name_find_each_other(tmp_path):
    index = make(tmp_path / "index", ["China kauft Öl.", "Der Kanzler traf Chinas Präsidenten."])
    assert set(index.search("China", 9)[0]) == set(index.search("Chinas", 9)[0]) == {0, 1}


def test_without_compounds_a_part_finds_nothing(tmp_path):
    index = make(tmp_path / "index", PASSAGES, split=False)
    assert set(index.search("Drohnenfabrik", 9)[0]) == {0}
    assert set(index.search("Fabrik", 9)[0]) == {1}


NOTHING = ["", " ", "wann ist was", "😀😀", "\x00\x00", '"+-:()[]{}^~*?\\/', "Zebra", "AND OR NOT"]


@pytest.mark.parametrize("question", NOTHING)
def test_a_question_that_shares_no_word_finds_nothing(index, question):
    ids, scores = index.search(question, 10)
    assert (len(ids), len(scores)) == (0, 0)
    assert (ids.dtype, scores.dtype) == (np.int64, np.float32)
    assert index.scores(question, [0, 1]).tolist() == [0, 0]
    assert index.coverage_of_sentences(question, [0, 1]).tolist() == [0, 0]


def test_query_syntax_is_only_words(index):
    assert first(index, 'word:drohnenfabrik AND -"Fabrik" part:(308^9)') is not None
    assert set(index.search("-Drohnenfabrik", 9)[0]) == {0, 1}


def test_k_bounds_the_result(index):
    question = "Drohnenfabrik Vertrag Präsident China Straße"
    everything = index.search(question, 100)[0]
    assert len(everything) > 4
    assert index.search(question, 3)[0].tolist() == everything[:3].tolist()
    assert len(index.search(question, 0)[0]) == 0
    assert len(index) == len(PASSAGES)


def test_scores_of_given_passages_are_those_of_the_search(index):
    question = "Welcher Präsident unterzeichnete den Vertrag in Moskau?"
    ids, scores = index.search(question, 10)
    shuffled = [*reversed(ids.tolist()), 0, int(ids[0])]
    given_scores = index.scores(question, shuffled)
    assert given_scores == pytest.approx([*scores[::-1], 0, scores[0]])
    assert len(index.scores(question, [])) == 0


def test_coverage_is_the_share_of_the_rare_words(index):
    share = index.coverage_of_sentences("Drohnenfabrik Jelabuga", [0, 1, 2])
    assert share[0] == pytest.approx(1)
    assert 0 < share[1] < 0.6  # the parts of one of the two words
    assert share[2] == 0
    with_unknown = index.coverage_of_sentences("Drohnenfabrik Jelabuga Zebra", [0])
    assert 0.4 < with_unknown[0] < 0.7


UNKNOWN = [
    ("Wann war das Zebra in Moskau?", ("Zebra",)),
    ("Zebra, Giraffe und zebra", ("Zebra", "Giraffe")),
    ("Welche Straßen kündigte der Präsident?", ()),
    ("Wer lieferte 309 Punkte?", ("309",)),
    ("Fabrikdrohnen", ()),  # both parts stand there
    ("Drohnenzebra", ("Drohnenzebra",)),
    ("geliefert ausgeliefert", ("ausgeliefert",)),
    ("S400 und S-400", ()),
    ("Drohnen-Zebra", ("Zebra",)),
    ("Kooperation", ()),  # stands in a compound
    ("Irans Putins Moskaus", ()),
    ("", ()),
    # Of a question in a language that the corpus does not have: names and numbers only.
    ("When did President Zebra meet Putin in 2031?", ("President", "Zebra", "2031")),
]


@pytest.mark.parametrize(("question", "unknown"), UNKNOWN)
def test_unknown_words_are_named_as_typed(index, question, unknown):
    assert index.unknown_words(question) == unknown


def test_an_english_passage_is_found_by_english_forms(tmp_path):
    english = "The companies signed the treaties, which were about the issues of the war with him."
    index = make(tmp_path / "index", [*PASSAGES, english])
    assert index.languages == ("de", "en")
    for question in ("Which company signed a treaty?", "What is the issue?", "When was the war?"):
        assert first(index, question) == len(PASSAGES)
    assert first(index, "Wo entstand eine Drohnenfabrik?") == 0


def test_only_a_german_corpus_is_german(index):
    assert index.languages == ("de",)


def bm25(documents: list[list[str]], question: list[str], k1: float = 1.2, b: float = 0.75):
    """Robertson and Zaragoza 2009, "The Probabilistic Relevance Framework", with Lucene's idf."""
    mean = sum(map(len, documents)) / len(documents)
    frequency = Counter(term for document in documents for term in set(document))
    scores = np.zeros(len(documents))
    for number, document in enumerate(documents):
        counts = Counter(document)
        for term in set(question):
            n = frequency[term]
            idf = math.log(1 + (len(documents) - n + 0.5) / (n + 0.5))
            norm = k1 * (1 - b + b * len(document) / mean)
            scores[number] += idf * counts[term] * (k1 + 1) / (counts[term] + norm)
    return scores


def keys(text: str) -> list[str]:
    found = [word.form for token in tokens(text) for word in token_words(token)]
    return [stem(form) for form in found if not is_stopword(form)]


def test_scores_agree_with_an_independent_bm25(tmp_path):
    # Fewer than 40 words: tantivy stores such lengths exactly, longer ones rounded down.
    chance = random.Random(5)  # noqa: S311
    subjects = "Putin Teheran Moskau Drohne Rakete Vertrag Syrien Handel Gas Bank Armee Gipfel"
    subjects += " und der die in"
    passages = [
        " ".join(chance.choices(subjects.split(), k=chance.randint(3, 35))) for _ in range(300)
    ]
    index = make(tmp_path / "index", passages, split=False)
    documents = [keys(passage) for passage in passages]
    for question in ("Putin und Teheran", "Welche Rakete?", "Gas, Bank, Armee, Gipfel, Handel"):
        expected = (1 + PART_WEIGHT) * bm25(documents, keys(question))
        assert np.allclose(index.scores(question, range(300)), expected, atol=1e-3)
        ids, scores = index.search(question, 20)
        assert np.allclose(scores, np.sort(expected)[::-1][:20], atol=1e-3)
        assert np.allclose(expected[ids], scores, atol=1e-3)


def test_ties_are_broken_by_passage_id(tmp_path):
    passages = ["Zebra im Zoo.", "Zebra."] + ["Zebra im Zoo."] * 40 + ["Nichts davon."] * 5
    index = make(tmp_path / "index", passages)
    ids, scores = index.search("Zebra", 10)
    assert ids.tolist() == [1, 0, 2, 3, 4, 5, 6, 7, 8, 9]
    assert len(set(scores[1:].tolist())) == 1


def make_segments(folder: Path, passages: list[str], sizes: list[int]) -> KeywordIndex:
    """As `make`, in as many segments as there are sizes."""
    vocabulary = LearnedVocabulary.of(passages)
    compounds = Compounds(vocabulary)
    folder.mkdir()
    writer = tantivy.Index(schema(), path=str(folder)).writer(15_000_000, 1)
    numbered = iter(enumerate(passages))
    for size in sizes:
        for number, passage in islice(numbered, size):
            writer.add_document(make_document(number, passage, IndexTerms(compounds)))
        writer.commit()
    vocabulary.save(folder / VOCABULARY_FILE, compounds.parts)
    np.save(folder / SLOTS_FILE, np.arange(len(passages), dtype=np.int32))
    write_sentence_terms(folder, iter(()), iter(()))
    index = KeywordIndex.open(folder)
    assert index._searcher.num_segments == len(sizes)
    return index


def test_many_segments_rank_like_one(tmp_path):
    passages = [f"{one} {other}" for one in PASSAGES for other in PASSAGES]
    one = make(tmp_path / "one", passages)
    many = make_segments(tmp_path / "many", passages, [10, 60, 30, 44])
    for question, _ in FINDS:
        for found, same in zip(one.search(question, 9), many.search(question, 9), strict=True):
            assert found.tolist() == same.tolist()


@pytest.mark.parametrize("sizes", [[10, 90], [90, 10], [30, 40, 30]])
def test_ties_across_segments_are_broken_by_passage_id(tmp_path, sizes):
    index = make_segments(tmp_path / "index", ["Zebra im Zoo."] * 100, sizes)
    assert index.search("Zebra", 5)[0].tolist() == [0, 1, 2, 3, 4]


def test_two_builds_answer_alike(tmp_path):
    one, two = (make(tmp_path / name, PASSAGES) for name in ("one", "two"))
    for question, _ in FINDS:
        for found, same in zip(one.search(question, 9), two.search(question, 9), strict=True):
            assert found.tolist() == same.tolist()


def test_threads_may_search_at_once(index):
    questions = [question for question, _ in FINDS] * 20
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda question: index.search(question, 5)[0].tolist(), questions))
    assert found == [index.search(question, 5)[0].tolist() for question in questions]


def test_searching_writes_nothing(tmp_path):
    folder = tmp_path / "index"
    make(folder, PASSAGES)
    before = {file.name: file.read_bytes() for file in folder.iterdir()}
    assert first(KeywordIndex.open(folder), "Drohnenfabrik") == 0
    assert {file.name: file.read_bytes() for file in folder.iterdir()} == before
    assert ".tantivy-writer.lock" not in before


READ_ONLY = """
import os, sys, tempfile
from pathlib import Path
from retrieval.index.keywords.bm25 import KeywordIndex
folder = Path(sys.argv[1])
KeywordIndex.open(folder).search("Wo ist es?", 5)
for path in (*folder.iterdir(), folder):
    path.chmod(0o555)
os.getuid() or os.setuid(65534)  # root may write anywhere
print(os.access(folder, os.W_OK))
index = KeywordIndex.open(folder)
print(index.search("Fabrik", 5)[0].tolist(), index.unknown_words("Zebra"))
"""


@pytest.mark.skipif(os.name != "posix", reason="folder permissions of POSIX")
def test_a_folder_that_cannot_be_written_is_searched():
    # Not in tmp_path: another user may not enter it.
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)
        make(Path(folder) / "index", PASSAGES)
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-c", READ_ONLY, str(Path(folder) / "index")],
            capture_output=True,
            text=True,
            check=False,
        )
        (Path(folder) / "index").chmod(0o755)
    assert done.stdout.splitlines() == ["False", "[1, 0] ('Zebra',)"], done.stderr


DAMAGES = ["missing", "no-meta", "cut", "no-vocabulary", "garbage"]
DAMAGED = [VOCABULARY_FILE, SLOTS_FILE, TERMS_FILE, STARTS_FILE]


@pytest.mark.parametrize("damage", [*DAMAGES, *(f"zeroed {name}" for name in DAMAGED)])
def test_a_damaged_index_says_so_in_one_line(tmp_path, damage):
    folder = tmp_path / "index"
    if damage != "missing":
        make(folder, PASSAGES)
    if damage == "no-meta":
        (folder / "meta.json").unlink()
    if damage == "garbage":
        (folder / "meta.json").write_bytes(b"\x00\xff")
    if damage == "no-vocabulary":
        (folder / VOCABULARY_FILE).unlink()
    if damage.startswith("zeroed"):
        file = folder / damage.split()[1]
        size = file.stat().st_size
        file.unlink()
        file.write_bytes(bytes(size if file.suffix != ".bin" else size - 1))
    if damage == "cut":
        for file in folder.glob("*.term"):
            whole = file.read_bytes()
            file.unlink()  # what `make` opened may be mapped still: cut in place, it kills us
            file.write_bytes(whole[:9])
    with pytest.raises(IndexDamagedError) as caught:
        KeywordIndex.open(folder)
    message = str(caught.value)
    assert str(folder) in message
    assert "wortlaut index" in message
    assert "\n" not in message


def test_an_empty_corpus_finds_nothing(tmp_path):
    index = make(tmp_path / "index", [])
    assert len(index) == 0
    assert len(index.search("Fabrik", 5)[0]) == 0
    assert index.unknown_words("Wo ist die Fabrik?") == ("Fabrik",)


@settings(deadline=None)
@given(st.text(max_size=300))
def test_any_question_gives_sorted_scores(index, question):
    ids, scores = index.search(question, 5)
    assert len(set(ids.tolist())) == len(ids)
    assert all(0 <= number < len(PASSAGES) for number in ids.tolist())
    assert (scores > 0).all()
    assert (np.diff(scores) <= 0).all()
    shares = index.coverage_of_sentences(question, range(len(PASSAGES)))
    assert ((shares >= 0) & (shares <= 1)).all()
    for word in index.unknown_words(question):
        assert word in unicodedata.normalize("NFC", question) or INVISIBLE.search(question)


def test_a_long_question_is_answered(index):
    assert first(index, "Drohnenfabrik " * 140) == 0
    assert len(index.search(" ".join("zebra" * n for n in range(1, 80)), 5)[0]) == 0


INVISIBLE = re.compile("[\u00ad\u200b\u200c\u200d\u2060\ufeff]")
BENCHMARKS = Path(__file__).parents[5] / "shared" / "benchmarks"


@pytest.mark.skipif(not BENCHMARKS.is_dir(), reason="no benchmark data beside the checkout")
def test_the_benchmark_paragraph_comes_first(tmp_path):
    """Whole paragraphs of the encyclopaedia articles; the floor is well under what was measured."""
    rows = (BENCHMARKS / "dev-articles.jsonl").read_text().splitlines()
    articles = [json.loads(row) for row in rows if '"id": "xquad' in row]
    places = [
        (article["id"], number, paragraph)
        for article in articles
        for number, paragraph in enumerate(article["text"].split("\n\n"), 1)
    ]
    index = make(tmp_path / "index", [paragraph for _, _, paragraph in places])
    questions = (BENCHMARKS / "dev-questions.jsonl").read_text().splitlines()
    german = [q for q in map(json.loads, questions) if q["lang"] == "de" and q["answerable"]]
    right = 0
    for question in german:
        best = first(index, question["question"])
        gold = (question["article"], question["paragraph"])
        right += best is not None and places[best][:2] == gold
    assert len(german) > 500
    assert right / len(german) >= 0.9


# --- what stands above a passage ---

UNDER_HEADS = [
    ("Die Küstenwache brachte das Schiff auf.", "Geisterschiff gestoppt"),
    ("Ein Sprecher wollte das nicht bestätigen.", "Besuch des Präsidenten\nStreit mit Washington"),
    ("Am Mühlenkanal wird gebaut.", "Bauarbeiten"),
    ("Ich war am Steg und habe gelesen.", "Tagesnotiz 2024-03-12\n## Was gut war"),
]


@pytest.fixture(scope="module")
def headed(tmp_path_factory) -> KeywordIndex:
    folder = tmp_path_factory.mktemp("headed") / "index"
    texts = [(number, text, head) for number, (text, head) in enumerate(UNDER_HEADS)]
    vocabulary = LearnedVocabulary.of(f"{head}\n{text}" for text, head in UNDER_HEADS)
    write_index(folder, texts, ((*text, "de") for text in texts), vocabulary)
    return KeywordIndex.open(folder)


@pytest.mark.parametrize(
    ("question", "passage"),
    [
        ("Geisterschiff", 0),
        ("GEISTERSCHIFF", 0),
        ("Geister", 0),
        ("Washington", 1),
        ("Streit mit Washington", 1),
        ("Kanal", 2),
        ("Was war am 12. März 2024 gut?", 3),
    ],
)
def test_headlines_headings_and_compounds_hold_words(headed, question, passage):
    assert first(headed, question) == passage
    assert not {"Geisterschiff", "Washington", "Kanal", "gut"} & {*headed.unknown_words(question)}


def test_a_word_above_a_passage_is_covered_by_it_and_by_none_of_its_sentences(headed):
    assert headed.coverage("Washington", range(1, 2)) == 1
    assert headed.coverage_of_sentences("Washington", [0, 1]).tolist() == [0, 0]
    assert headed.coverage("Washington Sprecher", range(1, 2)) == 1


def test_a_word_that_stands_in_a_text_is_not_looked_for_above_others(tmp_path):
    texts = [(0, "Der Kanal führt Wasser.", ""), (1, "Er führt Wasser hinab.", "Der Kanal")]
    sentences = ((*text, "de") for text in texts)
    write_index(tmp_path / "index", texts, sentences, LearnedVocabulary.of(["Kanal"]))
    index = KeywordIndex.open(tmp_path / "index")
    assert index.search("Kanal", 5)[0].tolist() == [0]
    assert index.coverage("Kanal", range(1, 2)) == 1
