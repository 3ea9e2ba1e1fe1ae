"""The parts the benchmarks stand on: what they lay out, cut, keep, generate and measure."""

from __future__ import annotations

import itertools
import json
import sys

import numpy as np
import pytest
from filelock import FileLock

from benchmarks import options
from benchmarks.encoders import HashedEncoder
from benchmarks.generate import Generator, grow
from benchmarks.kept import KeptVectors
from benchmarks.latency import Percentiles
from benchmarks.layout import SourceArticle, first_words, lay_out, pick, read_articles
from benchmarks.peers import Bm25Alone
from benchmarks.processes import child, run
from benchmarks.report import Table, milliseconds, seconds
from benchmarks.usual_script import cut
from benchmarks.windows import windows
from retrieval.corpus.folder import scan_corpus

NEWS = [
    SourceArticle(
        f"news-{n}",
        "",
        "Der Rat tagte am Montag in Wien. Danach sprach die Ministerin mit 12 Abgeordneten.\n\n"
        f"Am {n}. Mai kamen neue Zahlen. Die Gewerkschaft nannte den Vertrag einen Erfolg.",
        "Inland",
    )
    for n in range(1, 5)
]


def test_a_laid_out_corpus_reads_as_the_very_articles(tmp_path):
    articles = [
        SourceArticle("x-1", 'Ein "Titel": mit Zeichen', "Erster Absatz.\n\nZweiter: „Absatz“."),
        SourceArticle("00/x-2", "", "Ohne Titel beginnt dieser Text, und er geht noch weiter " * 3),
    ]
    loaded, skipped = scan_corpus(lay_out(articles, tmp_path / "corpus"))
    assert skipped == []
    read = {file.article.id: file.article for file in loaded}
    assert {id_: article.text for id_, article in read.items()} == {
        article.id: article.text.strip() for article in articles
    }
    assert read["x-1"].title == 'Ein "Titel": mit Zeichen'
    assert read["00/x-2"].title == "Ohne Titel beginnt dieser Text, und er geht noch weiter Ohne"


def test_laying_out_again_removes_what_is_gone_and_touches_nothing_else(tmp_path):
    lay_out(NEWS, tmp_path)
    before = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    lay_out(NEWS[:3], tmp_path)
    after = {path.name: path.stat().st_mtime_ns for path in tmp_path.iterdir()}
    assert after == {name: time for name, time in before.items() if name != "news-4.md"}


@pytest.mark.skipif(
    not options.DATA.is_dir(), reason="the development data is not beside this checkout"
)
def test_the_development_articles_survive_being_laid_out(tmp_path):
    articles = pick(read_articles(options.DATA), news=30)
    loaded, skipped = scan_corpus(lay_out(articles, tmp_path))
    assert skipped == []
    texts = {file.article.id: file.article.text for file in loaded}
    for article in articles:
        # The reader drops byte-order marks and soft hyphens; nothing else may differ.
        wanted = article.text.replace("\ufeff", "").replace("\u00ad", "").strip()
        assert texts[article.id] == wanted


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Kurz.", "Kurz."),
        ("Zwei\nZeilen", "Zwei Zeilen"),
        ("wort " * 40, ("wort " * 12).strip()),
        ("w" * 90, "w" * 60),
        ("w" * 60 + " mehr", "w" * 60),
    ],
)
def test_first_words_end_at_a_word(text, title):
    assert first_words(text) == title


@pytest.mark.parametrize("length", [0, 1, 50, 499, 500, 501, 950, 951, 5000])
def test_fixed_windows_cover_the_text_and_overlap(length):
    spans = cut("x" * length)
    assert spans[0][0] == 0
    assert spans[-1][1] == length
    assert all(end - start <= 500 for start, end in spans)
    for (_, end), (start, _) in itertools.pairwise(spans):
        assert end - start == 50


def test_a_window_is_of_the_paragraph_that_holds_its_middle():
    text = "a" * 200 + "\n\n" + "b" * 700
    assert [window.paragraph for window in windows({"x": text})] == [2, 2]
    assert [window.paragraph for window in windows({"x": text[::-1]})] == [1, 1]


def test_bm25_finds_the_stem_and_quotes_the_slice():
    texts = {article.id: article.text for article in NEWS} | {
        "drohnen": "Die Fabrik baut Drohnen. " * 30
    }
    answer = Bm25Alone(windows(texts)).ask("Welche Drohne?")
    assert answer.quotes[0].citation.article == "drohnen"
    assert 0 < answer.confidence < 1
    for quote in answer.quotes:
        assert texts[quote.citation.article][quote.start : quote.end] == quote.text
    assert Bm25Alone(windows(texts)).ask("Quark").confidence == 0


def test_kept_vectors_are_computed_once(tmp_path):
    asked: list[str] = []

    def embed(texts: list[str]) -> np.ndarray:
        asked.extend(texts)
        return np.array([[len(text), 0] for text in texts], dtype=np.float32)

    first = KeptVectors(tmp_path / "v.npz").get(["a", "bb", "a"], embed)
    again = KeptVectors(tmp_path / "v.npz").get(["bb", "ccc"], embed)
    assert first[:, 0].tolist() == [1, 2, 1]
    assert again[:, 0].tolist() == [2, 3]
    assert asked == ["a", "bb", "ccc"]


def test_a_small_generated_corpus_is_the_beginning_of_a_large_one(tmp_path):
    one, other = Generator(NEWS), Generator(NEWS)
    assert list(one.articles(0, 20)) == [other.article(n) for n in range(20)]
    assert len({article.text for article in one.articles(0, 20)}) == 20
    grow(one, tmp_path, 5)
    small = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.rglob("*.md")}
    grow(one, tmp_path, 9)
    grow(one, tmp_path, 5)
    assert small == {p.name: p.read_text(encoding="utf-8") for p in tmp_path.rglob("*.md")}
    words = one.article(3).text.split()
    assert all(any(w in word for word in words) for w in one.question(3).rstrip("?").split())


def test_the_cheap_encoder_is_the_same_alone_and_in_a_batch():
    encoder = HashedEncoder()
    texts = [article.text for article in NEWS] * 80 + ["", "!"]
    together = encoder.embed_passages(texts)
    assert np.allclose(np.linalg.norm(together, axis=1), 1, atol=1e-5)
    assert np.allclose(encoder.embed_questions([texts[-2]]), together[-2], atol=1e-6)
    close = encoder.embed_questions(["Was nannte die Gewerkschaft einen Erfolg?"])[0]
    far = encoder.embed_questions(["Wann blüht der Flieder?"])[0]
    assert together[0] @ close > together[0] @ far + 0.1


def test_a_measured_process_does_not_inherit_our_memory():
    ballast = np.ones(60_000_000)  # 480 MB in this process
    finished = run([sys.executable, "-c", "print('ja')"])
    assert finished.output == "ja\n"
    assert finished.peak_bytes < 100 * 2**20 < ballast.nbytes
    assert finished.seconds > 0
    grown = run([sys.executable, "-c", "x = bytearray(200_000_000)"])
    assert grown.peak_bytes > 200_000_000


def test_a_process_that_fails_says_why():
    with pytest.raises(SystemExit, match=r"status 3: oh weh"):
        run([sys.executable, "-c", "import sys; print('oh weh', file=sys.stderr); sys.exit(3)"])
    assert run([sys.executable, "-c", "raise SystemExit(3)"], statuses=(0, 3)).status == 3


def test_a_child_hands_back_its_last_line_as_json(tmp_path):
    lay_out(NEWS, tmp_path / "corpus")
    data = tmp_path / "data"
    data.mkdir()
    lines = [{"id": a.id, "title": "", "text": a.text} for a in NEWS]
    text = "\n".join(json.dumps(line) for line in lines)
    (data / "dev-articles.jsonl").write_text(text, encoding="utf-8")
    found, finished = child(
        "benchmarks.scale_child", "usual", tmp_path / "corpus", "hashed", data, "4", "3"
    )
    assert found["windows"] == 4
    assert 0 < found["p50"] <= found["p99"]
    assert finished.peak_bytes > 10 * 2**20


def test_two_benchmarks_do_not_share_a_work_folder(tmp_path):
    (tmp_path / "quick").mkdir()
    arguments = options.parser("Nichts.")
    with (
        FileLock(tmp_path / "quick" / "lock"),
        pytest.raises(SystemExit, match="another benchmark is using"),
    ):
        options.read(arguments, ["--quick", "--work", str(tmp_path)])
    assert options.read(arguments, ["--quick", "--work", str(tmp_path)])[0].quick


def test_tables_are_markdown():
    table = Table("Titel", ("", "p50"), (("Wortlaut", "4 ms"), ("x", "45 ms")), ("Anmerkung.",))
    assert table.markdown() == (
        "**Titel**\n\n"
        "|          | p50   |\n"
        "| -------- | ----- |\n"
        "| Wortlaut | 4 ms  |\n"
        "| x        | 45 ms |\n"
        "\nAnmerkung."
    )
    durations = [seconds(value) for value in (0.654, 12.34, 123.4, 6000)]
    assert durations == ["0.65 s", "12.3 s", "123 s", "100 min"]
    assert [milliseconds(v) for v in (4.321, 432.1)] == ["4.3 ms", "432 ms"]


def test_percentiles_are_interpolated():
    assert Percentiles.of(list(range(1, 102))) == Percentiles(51.0, 96.0, 100.0)


def test_the_usual_script_is_one_file_of_its_own():
    code = "import json, sys, benchmarks.usual_script; print(json.dumps(list(sys.modules)))"
    modules = json.loads(run([sys.executable, "-c", code]).output)
    assert not [name for name in modules if name.split(".")[0] in ("retrieval", "bot")]
