"""index, add, remove, articles, verify, eval, doctor: what they do when all is well."""

import json
import re

import pytest
from filelock import FileLock

from tests.e2e.articles import QUESTION, SENTENCE
from tests.e2e.cli import TIMEOUT_S
from tests.retrieval.corpus.readers.pages import PUBLISHER, TITLE, article, ld, page

RAW = """Uncategorized
Hafen bekommt zweiten Kran
Hafen bekommt zweiten Kran
-
Der Hafen von Lautern bekommt einen zweiten Kran. Er soll im Herbst geliefert werden und hebt bis zu
vierzig Tonnen.

Der Kran kostet nach Angaben der Betreiber 2,1 Millionen Euro. Bezahlt wird er aus Rücklagen.
"""


def test_index_sums_up(cli):
    result = cli.run("index")

    assert result.status == 0
    assert re.fullmatch(
        r"3 articles, \d+ passages, \d+ sentences; 3 new, 0 changed, 0 removed, 0 skipped;"
        r" \d+\.\d s\n",
        result.out,
    )
    assert "Reading files: 3" in result.err
    again = cli.run("index")
    assert "0 new, 0 changed, 0 removed, 0 skipped" in again.out
    assert (cli.folder / "index" / "current").read_text().strip() == "000001"


def test_index_in_german(cli):
    cli.environ["WORTLAUT_LANGUAGE"] = "de"

    assert re.fullmatch(
        r"3 Artikel, \d+ Passagen, \d+ Sätze; 3 neu, 0 geändert, 0 entfernt, 0 übersprungen;"
        r" \d+,\d s\n",
        cli.run("index").out,
    )


def test_add_shows_what_it_recognised_and_dropped_and_answers_from_it(indexed):
    (indexed.folder / "roh.txt").write_text(RAW, encoding="utf-8")
    result = indexed.run("add", "roh.txt")

    assert result.status == 0
    [path] = re.findall(r"^Added: (corpus/.*\.md)$", result.out, re.MULTILINE)
    assert (indexed.folder / path).exists()
    assert re.search(r"^  Title: +Hafen bekommt zweiten Kran$", result.out, re.MULTILINE)
    assert re.search(r"^ +1  Uncategorized \(category\)$", result.out, re.MULTILINE)
    assert re.search(r"^  Dropped \d lines:$", result.out, re.MULTILINE)
    assert "4 articles, " in result.err
    answer = indexed.run("ask", "Was kostet der Kran im Hafen?")
    assert "2,1 Millionen Euro" in answer.out
    assert answer.err == ""


def test_add_takes_a_saved_web_page_and_says_what_is_a_guess(indexed):
    html = page(ld(publisher=None), article())
    (indexed.folder / "faehre.html").write_text(html, encoding="utf-8")
    result = indexed.run("add", "faehre.html")

    assert result.status == 0
    assert re.search(rf"^  Title: +{TITLE}$", result.out, re.MULTILINE)
    assert re.search(rf"^  .*: +{PUBLISHER} \(a guess\)$", result.out, re.MULTILINE)
    answer = indexed.run("ask", "Was kostete die Reparatur der Welle?")
    assert "1,3 Millionen Euro" in answer.out


def test_add_can_be_tried_first(indexed):
    (indexed.folder / "roh.txt").write_text(RAW, encoding="utf-8")
    before = sorted((indexed.folder / "corpus").iterdir())
    result = indexed.run("add", "--dry-run", "roh.txt")

    assert result.status == 0
    assert "Would add: corpus/" in result.out
    assert sorted((indexed.folder / "corpus").iterdir()) == before
    assert result.err == ""


def test_add_notices_what_is_there_and_goes_on_with_the_rest(indexed):
    (indexed.folder / "roh.txt").write_text(RAW, encoding="utf-8")
    (indexed.folder / "zweimal.txt").write_text(RAW, encoding="utf-8")
    result = indexed.run(
        "add", "--no-index", "zweimal.txt", "roh.txt", "fehlt.txt", "https://127.0.0.1/a"
    )

    assert result.status == 1
    assert result.out.count("Added: ") == 1
    assert "Not added: roh.txt repeats " in result.err
    assert "the same words" in result.err
    assert "Not added: fehlt.txt" in result.err
    assert "Not added: https://127.0.0.1/a: 127.0.0.1 is no public address" in result.err
    assert indexed.run("add", "--no-index", "--force", "roh.txt").status == 0
    assert "2 articles have changed" in indexed.run("ask", QUESTION).err


def test_remove(indexed):
    result = indexed.run("remove", "--yes", "2025-01-18-bruecke", "2025-01-18-brueke")

    assert result.status == 1
    assert result.out == "Removed: corpus/2025-01-18-bruecke.md\n"
    assert "Not removed: no article 2025-01-18-brueke" in result.err
    assert "1 removed" in result.err
    assert SENTENCE not in indexed.run("ask", QUESTION).out


def test_when_the_last_article_is_removed_nothing_is_quoted_any_more(indexed):
    articles = [path.stem for path in (indexed.folder / "corpus").iterdir()]
    result = indexed.run("remove", "--yes", *articles)
    asked = indexed.run("ask", QUESTION)

    assert result.status == 0
    assert result.out.count("Removed: ") == 3
    assert "0 articles, 0 passages, 0 sentences; 0 new, 0 changed, 3 removed" in result.err
    assert result.err.endswith("No article is left; nothing is quoted until one is added.\n")
    assert (asked.status, asked.out) == (1, "")
    assert "no articles in corpus; add some with `wortlaut add FILE`" in asked.error_line()

    (indexed.folder / "roh.txt").write_text(RAW, encoding="utf-8")
    assert indexed.run("add", "roh.txt").status == 0
    assert "2,1 Millionen Euro" in indexed.run("ask", "Was kostet der Kran im Hafen?").out


def test_an_emptied_folder_may_be_a_disk_that_is_not_there(indexed):
    for path in (indexed.folder / "corpus").iterdir():
        path.unlink()
    result = indexed.run("index")

    assert result.status == 1
    assert result.error_line() == (
        "wortlaut: no articles in corpus; add some with `wortlaut add FILE`;"
        " the earlier index still serves: delete index if it should not\n"
    )
    assert SENTENCE in indexed.run("ask", QUESTION).out


def test_remove_without_a_terminal_wants_to_be_sure(indexed):
    result = indexed.run("remove", "2025-01-18-bruecke")

    assert result.status == 2
    assert "--yes" in result.error_line()
    assert (indexed.folder / "corpus" / "2025-01-18-bruecke.md").exists()


def test_articles_in_a_pipe(indexed):
    lines = indexed.run("articles").out.splitlines()

    assert lines[0].split("\t") == [
        "Date",
        "Publisher",
        "Section",
        "Title",
        "Article",
        "Words",
        "Passages",
    ]
    assert lines[1].split("\t")[:5] == [
        "11 Mar 2025",
        "Talbote",
        "Kultur",
        "Stadttheater spielt wieder im großen Haus",
        "2025-03-11-theater",
    ]
    assert len(lines) == 4


def test_articles_as_json(indexed):
    articles = json.loads(indexed.run("articles", "--json").out)

    assert [article["date"] for article in articles] == ["2025-03-11", "2025-02-03", "2025-01-18"]
    assert articles[2]["url"] == "https://talbote.example/bruecke"


def test_verify(indexed):
    result = indexed.run("verify")

    assert (result.status, result.err) == (0, "")
    assert result.out.startswith("All well: 3 articles, ")


def test_eval_as_a_table_and_as_json(indexed):
    questions = [
        {"question": QUESTION, "answer": "14,2 Millionen", "article": "2025-01-18-bruecke"},
        {"question": "Wie viele Plätze hat das Stadttheater?", "answer": "612", "lang": "de"},
        {"question": "What is photosynthesis?", "answerable": False, "lang": "en"},
    ]
    text = "\n".join(json.dumps(question) for question in questions)
    (indexed.folder / "fragen.jsonl").write_text(text, encoding="utf-8")
    table = indexed.run("eval", "fragen.jsonl")
    report = json.loads(indexed.run("eval", "--json", "fragen.jsonl").out)

    assert table.status == 0
    rows = {
        line.split("\t")[0]: line.split("\t")[1] for line in table.out.split("\n\n")[0].splitlines()
    }
    assert rows[""] == "all (3 questions)"
    assert rows["quotes word for word"].startswith("1.000")
    assert "Asking: 3" in table.err
    figures = {figure["name"]: figure["value"] for figure in report["overall"]["figures"]}
    assert figures["verbatim"] == 1.0
    assert len(report["outcomes"]) == 3


def test_eval_lists_the_questions_that_failed(indexed):
    questions = [
        {"question": QUESTION, "answer": "14,2 Millionen", "id": "gut"},
        {"question": QUESTION, "answer": "drei\u202e Millionen", "article": "x", "paragraph": 2},
        {"question": QUESTION, "answerable": False},
        {"question": "What is photosynthesis?", "article": "y"},
    ]
    text = "\n".join(json.dumps(question) for question in questions)
    (indexed.folder / "fragen.jsonl").write_text(text, encoding="utf-8")
    table, _, *failed = indexed.run("eval", "fragen.jsonl", "--failures").out.split("\n\n")
    report = json.loads(indexed.run("eval", "--json", "fragen.jsonl").out)

    assert table.startswith("\tall (4 questions)")
    found = f"    found: 2025-01-18-bruecke · paragraph 1 · “{SENTENCE}”"
    *listed, nearest = [lines.splitlines() for lines in failed][2]
    assert [*(lines.splitlines() for lines in failed[:2]), listed] == [
        [
            f"2  {QUESTION}",
            "    answered, but quote 1 is not the right one",
            r"    expected: x · paragraph 2 · “drei\u202e Millionen”",
            found,
        ],
        [
            f"3  {QUESTION}",
            "    answered, though the corpus does not have the answer",
            found,
        ],
        [
            "4  What is photosynthesis?",
            "    refused, though the corpus has the answer",
            "    expected: y",
        ],
    ]
    assert nearest.startswith("    found: 2025-")
    assert [o["failure"] for o in report["outcomes"]] == [None, "missed", "answered", "refused"]


def test_eval_sets_confidence_beside_what_was_right(indexed):
    questions = [
        {"question": QUESTION, "answer": "14,2 Millionen"},
        {"question": QUESTION, "answer": "fünfzehn Kamele"},
        {"question": "What is photosynthesis?", "answerable": False},
    ]
    text = "\n".join(json.dumps(question) for question in questions)
    (indexed.folder / "fragen.jsonl").write_text(text, encoding="utf-8")
    _, table = indexed.run("eval", "fragen.jsonl").out.split("\n\n")
    report = json.loads(indexed.run("eval", "--json", "fragen.jsonl").out)

    heads, refused, answered = (line.split("\t") for line in table.splitlines())
    assert heads[:4] == ["confidence", "answered", "mean", "quote 1 right"]
    assert (refused[1], refused[4], refused[6]) == ("0", "1", "0.000")
    assert (answered[1], answered[3], answered[4]) == ("2", "0.500", "2")
    filled = [group for group in report["reliability"]["answered"] if group["questions"]]
    assert [(group["questions"], group["right"]) for group in filled] == [(2, 0.5)]


def test_eval_compares_two_runs(indexed):
    before = [
        {"question": QUESTION, "answer": "14,2 Millionen"},
        {"question": "What is photosynthesis?", "answerable": False},
        {"question": "Fiel weg?"},
    ]
    now = [{"question": "Kam dazu?"}, *before[:2]]
    for name, questions in (("früher", before), ("fragen", now)):
        text = "\n".join(json.dumps(question) for question in questions)
        (indexed.folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    run = json.loads(indexed.run("eval", "--json", "früher.jsonl").out)
    assert run["comparison"] is None
    run["outcomes"][0] |= {"answered": False, "failure": "refused"}
    (indexed.folder / "lauf.json").write_text(json.dumps(run), encoding="utf-8")
    result = indexed.run("eval", "fragen.jsonl", "--against", "lauf.json")
    printed = indexed.run("eval", "fragen.jsonl", "--json", "--against", "lauf.json")
    comparison = json.loads(printed.out)["comparison"]

    *_, figures, mended, broken, otherwise = result.out.split("\n\n")
    head, dropped, added, *rows = figures.splitlines()
    assert head == "Compared on 2 questions that both runs asked:"
    assert (dropped, added) == ("only in the earlier run: 1", "only in this run: 1")
    assert "answer in quote 1\t0.000\t1.000\t+1.000 [+1.000; +1.000]" in rows
    assert mended.splitlines() == [
        "Mended: 1",
        f"2  {QUESTION}",
        "    before: refused, though the corpus has the answer"
        f" · 2025-01-18-bruecke · “{SENTENCE}”",
        f"    now: went well · 2025-01-18-bruecke · “{SENTENCE}”",
    ]
    assert (broken, otherwise) == ("Broken: 0", "Failing otherwise: 0\n")
    assert [(c["turn"], c["question"]["id"]) for c in comparison["changes"]] == [("mended", "2")]


def test_eval_says_where_no_question_failed(indexed):
    (indexed.folder / "fragen.jsonl").write_text(json.dumps({"question": QUESTION}))
    assert indexed.run("eval", "fragen.jsonl", "--failures").out.endswith("went well.\n")


def test_doctor_finds_nothing_wrong(indexed):
    result = indexed.run("doctor")

    assert result.status == 0, result.out
    lines = result.out.splitlines()
    assert [line for line in lines if line.startswith("x ")] == []
    assert "+ corpus: 3 articles in corpus" in lines
    assert any(line.startswith("+ index: 3 articles, ") for line in lines)
    assert any(line.startswith("+ model: ") for line in lines)
    assert any(line.startswith("i telegram: not set") for line in lines)


def test_doctor_says_what_to_do(indexed):
    (indexed.folder / "corpus").rename(indexed.folder / "weg")
    findings = json.loads(indexed.run("doctor", "--json").out)
    corpus = next(finding for finding in findings if finding["name"] == "corpus")

    assert indexed.run("doctor").status == 1
    assert corpus["severity"] == "error"
    assert "WORTLAUT_CORPUS_DIR" in corpus["remedy"]


@pytest.mark.parametrize("output", [["doctor"], ["doctor", "--json"], ["ask", QUESTION]])
def test_a_secret_is_never_shown(indexed, output):
    token = "1234567890:AAHgeheimgeheimgeheimgeheimgeheim12"  # noqa: S105
    indexed.environ |= {
        "WORTLAUT_TELEGRAM_TOKEN": token,
        "WORTLAUT_TELEGRAM_BASE_URL": "http://127.0.0.1:9",
        "WORTLAUT_DEBUG": "1",
    }
    result = indexed.run(*output)

    assert "geheim" not in result.out + result.err


@pytest.mark.parametrize(
    "command",
    [("add", "roh.txt"), ("remove", "2025-03-11-theater", "--yes")],
    ids=["add", "remove"],
)
def test_what_changes_the_corpus_waits_for_another_build(indexed, command):
    (indexed.folder / "roh.txt").write_text(RAW, encoding="utf-8")
    before = (indexed.folder / "index" / "current").read_text()
    with FileLock(indexed.folder / "index" / "lock"):
        process = indexed.start(*command)
        said = b""
        while b"this one comes after it" not in said:
            line = process.stderr.readline()
            assert line, said
            said += line
        assert (indexed.folder / "index" / "current").read_text() == before
    _, err = process.communicate(timeout=TIMEOUT_S)
    assert process.returncode == 0, err
    assert (indexed.folder / "index" / "current").read_text() != before
