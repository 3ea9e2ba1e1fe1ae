import json
import os
import subprocess
import sys

import pytest

from bot.texts.languages import texts_for
from tests.e2e.articles import QUESTION, SENTENCE


def test_an_answer_in_a_pipe(indexed):
    result = indexed.run("ask", QUESTION)

    assert result.status == 0
    assert result.err == ""
    assert f"▶ {SENTENCE}" in result.out
    assert "Neue Brücke über die Lauter eröffnet" in result.out
    assert "Talbote · 18 Jan 2025 · paragraph 1" in result.out
    assert "https://talbote.example/bruecke" in result.out
    assert "\x1b" not in result.out
    assert indexed.spawn("ask", QUESTION).out == result.out


def test_an_answer_in_german_by_locale(indexed):
    indexed.environ |= {"WORTLAUT_LANGUAGE": "auto", "LANG": "de_AT.UTF-8"}

    assert "Talbote · 18.01.2025 · Absatz 1" in indexed.run("ask", QUESTION).out


@pytest.mark.parametrize(
    ("said", "talk"),
    [("Danke!", "thanks"), ("Und wann?", "hanging"), ("https://example.org/a", "link")],
)
def test_talk_gets_a_text_and_no_quote(indexed, said, talk):
    shown, fields = indexed.run("ask", said), indexed.run("ask", "--json", said)

    assert (shown.status, shown.err, fields.status) == (3, "", 3)
    assert shown.out == f"{texts_for('en').talk[talk]}\n"
    assert json.loads(fields.out)["talk"] == talk
    batch = indexed.run("ask", "--batch", "-", stdin=f"{said}\n".encode())
    assert json.loads(batch.out)["talk"] == talk
    assert "1 without a question" in batch.err


DATED = "Was hat der Bürgermeister im Januar 2025 zerschnitten?"


def test_days_that_a_question_names_narrow_it_visibly(indexed):
    shown, fields = indexed.run("ask", DATED), json.loads(indexed.run("ask", "--json", DATED).out)

    assert shown.out.startswith("Searched: 1–31 January 2025\n")
    assert {quote["citation"]["date"] for quote in fields["quotes"]} == {"2025-01-18"}
    assert fields["period"] == {
        "words": "im Januar 2025",
        "since": "2025-01-01",
        "until": "2025-01-31",
        "kept": True,
    }


@pytest.mark.parametrize(
    "options", [["--no-dates"], ["--since", "2024-12-01"], ["--until", "01.12.2025"]]
)
def test_an_option_lifts_or_replaces_the_days(indexed, options):
    fields = json.loads(indexed.run("ask", "--json", *options, DATED).out)

    assert fields["period"] is None
    assert len({quote["citation"]["date"] for quote in fields["quotes"]}) > 1


def test_days_from_which_nothing_answers_cost_no_answer(indexed):
    question = "Wer hat das Stadttheater im Januar 2025 im großen Haus eröffnet?"
    shown = indexed.run("ask", question)
    fields = json.loads(indexed.run("ask", "--json", question).out)

    assert shown.out.startswith("1–31 January 2025: nothing from then answers surely")
    assert fields["period"]["kept"] is False
    assert fields["quotes"][0]["citation"]["date"] == "2025-03-11"


def test_sorted_by_date_the_quotes_are_a_timeline(indexed):
    fields = json.loads(indexed.run("ask", "--json", "--sort", "date", "Millionen Euro").out)
    dates = [quote["citation"]["date"] for quote in fields["quotes"]]

    assert len(set(dates)) > 1
    assert dates == sorted(dates)
    assert len(fields["scores"]["quotes"]) == len(dates)
    assert indexed.run("ask", "--sort", "size", QUESTION).status == 2


def test_words_without_quotation_marks(indexed):
    assert SENTENCE in indexed.run("ask", *QUESTION.split()).out


def test_json_is_the_contract_and_verbatim(indexed):
    result = indexed.run("ask", "--json", QUESTION)
    answer = json.loads(result.out)
    article = (indexed.folder / "corpus" / "2025-01-18-bruecke.md").read_text(encoding="utf-8")
    text = article.split("---\n", 2)[2]

    assert result.out.count("\n") == 1
    assert {"question", "answered", "confidence", "quotes", "took_ms"} <= set(answer)
    quote = answer["quotes"][0]
    assert quote["citation"] == {
        "article": "2025-01-18-bruecke",
        "title": "Neue Brücke über die Lauter eröffnet",
        "publisher": "Talbote",
        "date": "2025-01-18",
        "url": quote["citation"]["url"],
        "path": "corpus/2025-01-18-bruecke.md",
        "page": None,
        "paragraph": 1,
    }
    assert text[quote["start"] : quote["end"]] == quote["text"]
    mark = quote["highlight"]
    assert text[mark["start"] : mark["end"]] == mark["text"] == SENTENCE


def test_json_is_utf_8_whatever_the_locale(indexed):
    indexed.environ["PYTHONIOENCODING"] = "ascii"

    assert "Brücke" in indexed.run("ask", "--json", QUESTION).out


def test_a_subfolder_answers_from_what_lies_beside_the_settings(indexed):
    (indexed.folder / ".env").write_text("WORTLAUT_MAX_QUOTES=1\n")
    below = indexed.folder / "notizen" / "neu"
    below.mkdir(parents=True)
    indexed.environ["HOME"] = str(indexed.folder.parent)
    indexed.folder = below
    answer = json.loads(indexed.run("ask", "--json", QUESTION).out)

    assert [quote["highlight"]["text"] for quote in answer["quotes"]] == [SENTENCE]
    assert answer["quotes"][0]["citation"]["path"] == "corpus/2025-01-18-bruecke.md"


def test_a_locale_without_umlauts_gets_escapes_not_an_error(indexed):
    indexed.environ["PYTHONIOENCODING"] = "ascii"
    result = indexed.run("ask", QUESTION)

    assert result.status == 0
    assert "> Die Br\\xfccke hat 14,2 Millionen Euro gekostet." in result.out


def test_a_missing_index_is_built_first(cli):
    result = cli.run("ask", QUESTION)

    assert result.status == 0
    assert SENTENCE in result.out
    assert "No index yet: building one from corpus." in result.err
    assert "3 articles, " in result.err.splitlines()[-1]
    assert cli.run("ask", QUESTION).err == ""


def test_answering_imports_nothing_heavy(indexed):
    code = (
        "import sys; from bot.cli.main import main; status = main(sys.argv[1:]);"
        "print(status, *sorted({name.split('.')[0] for name in sys.modules}), file=sys.stderr)"
    )
    done = subprocess.run(  # noqa: S603
        [sys.executable, "-c", code, "ask", QUESTION],
        cwd=indexed.folder,
        env=indexed.environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    status, *modules = done.stderr.split()

    assert status == "0"
    assert "onnxruntime" in modules
    heavy = {"torch", "sentence_transformers", "transformers", "telegram"}
    light = {
        "rich",
        "prompt_toolkit",
        "sentencex",
        "trafilatura",
        "lxml",
        "htmldate",
        "sklearn",
        "scipy",
    }
    assert not (heavy | light) & set(modules)


def test_a_changed_corpus_is_mentioned_once(indexed):
    path = indexed.folder / "corpus" / "2025-02-03-imker.md"
    path.write_text(path.read_text(encoding="utf-8") + "\nEin Satz mehr.\n", encoding="utf-8")
    (indexed.folder / "corpus" / "neu.md").write_text("# Neu\n\nEin neuer Artikel.\n")

    assert indexed.run("ask", QUESTION).err == (
        "2 articles have changed since the index was built; run `wortlaut index`.\n"
    )


def test_a_corpus_that_is_gone_still_answers(indexed):
    (indexed.folder / "corpus").rename(indexed.folder / "weg")
    result = indexed.run("ask", QUESTION)

    assert result.status == 0
    assert result.err == (
        "The corpus folder corpus is gone; answering from the index as it was built.\n"
    )


def test_filters(indexed):
    def articles(*options):
        answer = json.loads(indexed.run("ask", "--json", *options, QUESTION).out)
        return [quote["citation"]["article"][:10] for quote in answer["quotes"]]

    assert len(articles("-k", "1")) == 1
    assert set(articles("--since", "2025-02-03", "--until", "3.2.2025")) == {"2025-02-03"}
    assert set(articles("--until", "18.01.2025")) == {"2025-01-18"}
    assert set(articles("--publisher", "landpost")) == {"2025-02-03"}


def test_nothing_in_the_corpus_is_status_3(indexed):
    result = indexed.run("ask", "--since", "2030-01-01", QUESTION)

    assert result.status == 3
    assert result.out.startswith("Not in the corpus.\n")
    assert result.err == ""


def test_a_publisher_nobody_knows_is_mentioned(indexed):
    result = indexed.run("ask", "--publisher", "Talbot", QUESTION)

    assert result.status == 3
    assert result.err == (
        "No article is of the publisher “Talbot”; there are: Landpost, Talbote.\n"
    )


def test_a_question_from_standard_input(indexed):
    assert SENTENCE in indexed.run("ask", stdin=f"{QUESTION}\n".encode()).out


def test_a_batch_in_order_with_its_own_keys(indexed):
    lines = [
        json.dumps({"id": 1, "question": QUESTION}, ensure_ascii=False),
        "",
        "Wer ist Obmann der Imker?",
        '{"question": 5}',
        "Pr\udce4sident?",
    ]
    stdin = "\n".join(lines).encode("utf-8", "surrogateescape")
    result = indexed.run("ask", "--batch", "-", stdin=stdin)
    objects = [json.loads(line) for line in result.out.splitlines()]

    assert result.status == 1
    assert objects[0]["id"] == 1
    assert SENTENCE in objects[0]["quotes"][0]["text"]
    assert objects[1]["question"] == "Wer ist Obmann der Imker?"
    assert 'no "question"' in objects[2]["error"]
    assert "0xe4" in objects[3]["error"]
    assert result.err.startswith("4 questions, ")
    assert result.err.endswith(" 2 failed.\n")


def test_a_batch_from_a_file(indexed):
    (indexed.folder / "fragen").write_text(f"{QUESTION}\n", encoding="utf-8")
    result = indexed.run("ask", "--batch", "fragen")

    assert len(result.out.splitlines()) == 1
    assert indexed.run("ask", "--batch", "fehlt").status == 2


def test_a_reader_that_goes_away(indexed):
    stdin = f"{QUESTION}\n".encode() * 200
    read, write = os.pipe()
    process = indexed.start("ask", "--batch", "-", stdin=subprocess.PIPE, stdout=write)
    os.close(write)
    process.stdin.write(stdin)
    process.stdin.close()
    with os.fdopen(read, "rb") as out:
        first = out.readline()
    err = process.stderr.read().decode()
    process.stderr.close()

    assert json.loads(first)["question"] == QUESTION
    assert process.wait() == 141
    assert err == ""


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full here")  # noqa: PTH110
@pytest.mark.parametrize("options", [["ask", QUESTION], ["ask", "--json", QUESTION], ["--help"]])
def test_standard_output_that_is_full(indexed, options):
    with open("/dev/full", "wb") as full:  # noqa: PTH123
        process = indexed.start(*options, stdout=full)
        err = process.stderr.read().decode()
        process.stderr.close()

    assert process.wait() == 1
    assert err.count("\n") == 1
    assert "No space left on device" in err
