"""Every command with what should not be: one line, what to do, the right status, nothing lost."""

import json
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from tests.e2e.articles import QUESTION, SENTENCE, write_corpus

NEEDS_INDEX = [["articles"], ["verify"]]
BUILDS = [["ask", QUESTION], ["ask", "--batch", "fragen"], ["index"], ["eval", "fragen.jsonl"]]
ANSWERS = [*BUILDS[:2], BUILDS[3]]
TOKEN = "1234567890:AAHgeheimgeheimgeheimgeheimgeheim12"  # noqa: S105


@pytest.fixture(autouse=True)
def questions(cli):
    (cli.folder / "fragen").write_text(f"{QUESTION}\n", encoding="utf-8")
    line = json.dumps({"question": QUESTION, "answer": "14,2 Millionen"})
    (cli.folder / "fragen.jsonl").write_text(f"{line}\n", encoding="utf-8")


def ids(commands):
    return [" ".join(word for word in command if word != QUESTION) for command in commands]


# --- the corpus ---


@pytest.mark.parametrize("command", [*BUILDS, ["add", "fragen"], ["remove", "x"]])
def test_no_corpus_folder(cli, command):
    shutil.rmtree(cli.folder / "corpus")
    result = cli.run(*command)
    line = result.error_line()

    assert result.status == 1
    assert line.startswith("wortlaut: corpus folder corpus does not exist; create it")
    assert not (cli.folder / "index").exists()


@pytest.mark.parametrize("command", BUILDS, ids=ids(BUILDS))
def test_an_empty_corpus_folder(cli, command):
    shutil.rmtree(cli.folder / "corpus")
    (cli.folder / "corpus").mkdir()
    result = cli.run(*command)

    assert result.status == 1
    assert result.error_line() == (
        "wortlaut: no articles in corpus; add some with `wortlaut add FILE`\n"
    )
    assert not (cli.folder / "index").exists()


@pytest.mark.parametrize("command", [["ask", QUESTION], ["index"]], ids=["ask", "index"])
def test_no_model_is_compiled_for_an_empty_corpus(cli, tmp_path, command):
    shutil.rmtree(cli.folder / "corpus")
    (cli.folder / "corpus").mkdir()
    cli.environ["WORTLAUT_CACHE_DIR"] = str(tmp_path / "cache")

    assert cli.run(*command).status == 1
    assert not (tmp_path / "cache").exists()


def test_a_corpus_folder_that_is_a_file_still_answers(indexed):
    shutil.rmtree(indexed.folder / "corpus")
    (indexed.folder / "corpus").write_text("keine Mappe")
    result = indexed.run("ask", QUESTION)

    assert result.status == 0
    assert result.err == (
        "The corpus folder corpus cannot be read; answering from the index as it was built.\n"
    )


@pytest.mark.parametrize("command", [["ask", QUESTION], ["index"]], ids=["ask", "index"])
def test_a_corpus_of_nothing_readable(cli, command):
    shutil.rmtree(cli.folder / "corpus")
    (cli.folder / "corpus").mkdir()
    (cli.folder / "corpus" / "bild.md").write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 20)
    result = cli.run(*command)

    assert (result.status, result.out) == (1, "")
    assert result.err.splitlines()[-1].startswith(
        "wortlaut: not one file in corpus can be read as an article (bild.md: is a PNG image"
    )


def test_a_bad_file_is_named_and_the_rest_is_indexed(cli):
    (cli.folder / "corpus" / "leer.md").write_text("")
    (cli.folder / "corpus" / "a\x1b[2Jb.md").write_text("# Böse\n\nEin Artikel.\n")
    result = cli.run("index")

    assert result.status == 0
    assert "Skipped: leer.md: " in result.err
    assert "\x1b" not in result.err
    assert result.out.startswith("3 articles, ")
    assert "2 skipped" in result.out


# --- the index ---


@pytest.mark.parametrize("command", NEEDS_INDEX, ids=ids(NEEDS_INDEX))
def test_no_index(cli, command):
    result = cli.run(*command)

    assert result.status == 1
    assert result.error_line() == "wortlaut: no index in index; run `wortlaut index`\n"


def damage(index: Path, name: str, how: str) -> None:
    [file] = index.glob(f"generations/*/{name}")
    if how == "truncated":
        file.write_bytes(file.read_bytes()[:-10])
    elif how == "altered":
        content = bytearray(file.read_bytes())
        content[len(content) // 2] ^= 0xFF
        file.write_bytes(content)
    else:
        file.unlink()


@pytest.mark.parametrize("how", ["truncated", "altered", "missing"])
@pytest.mark.parametrize(
    "name", ["manifest.json", "catalog.sqlite", "passages.faiss", "passages.npy", "sentences.npy"]
)
def test_a_damaged_index(indexed, name, how):
    damage(indexed.folder / "index", name, how)
    result = indexed.run("ask", QUESTION)

    assert result.status == 1
    assert "run `wortlaut index`" in result.error_line()
    assert indexed.run("index").status == 0
    assert SENTENCE in indexed.run("ask", QUESTION).out


@pytest.mark.parametrize("command", [*NEEDS_INDEX, *ANSWERS], ids=ids([*NEEDS_INDEX, *ANSWERS]))
def test_every_command_with_a_damaged_index(indexed, command):
    damage(indexed.folder / "index", "catalog.sqlite", "truncated")
    result = indexed.run(*command)

    assert result.status == 1
    assert "run `wortlaut index`" in result.error_line()


def test_a_damaged_lexical_index(indexed):
    for file in (indexed.folder / "index").glob("generations/*/keywords/*"):
        file.write_bytes(b"")
    result = indexed.run("ask", QUESTION)

    assert result.status == 1
    assert "run `wortlaut index`" in result.error_line()


@pytest.mark.parametrize("content", ["", "unsinn", "000099", "../../../etc"])
def test_a_pointer_to_no_generation(indexed, content):
    (indexed.folder / "index" / "current").write_text(content)
    result = indexed.run("verify")

    assert result.status == 1
    assert "run `wortlaut index`" in result.error_line()


@pytest.mark.parametrize("command", [*NEEDS_INDEX, *ANSWERS], ids=ids([*NEEDS_INDEX, *ANSWERS]))
def test_an_index_of_another_schema(indexed, command):
    [manifest] = (indexed.folder / "index").glob("generations/*/manifest.json")
    fields = json.loads(manifest.read_text(encoding="utf-8")) | {"schema_version": 999}
    manifest.write_text(json.dumps(fields), encoding="utf-8")
    result = indexed.run(*command)

    assert result.status == 1
    assert "999" in result.error_line()
    assert "run `wortlaut index`" in result.err


@pytest.mark.parametrize("command", ANSWERS, ids=ids(ANSWERS))
def test_an_index_of_another_model(indexed, command):
    result = indexed.run(*command, "--model", "embedded")

    assert result.status == 1
    assert "embedded" in result.error_line()
    assert "wortlaut index" in result.err


@pytest.mark.parametrize("command", BUILDS, ids=ids(BUILDS))
def test_a_model_that_is_not_there(cli, command):
    result = cli.run(*command, "--model", "./kein/modell")

    assert (result.status, result.out) == (1, "")
    assert "kein/modell" in result.err.splitlines()[-1]
    assert "Traceback" not in result.err


@pytest.mark.parametrize(
    "command", [*NEEDS_INDEX, *BUILDS, ["bot"]], ids=ids([*NEEDS_INDEX, *BUILDS, ["bot"]])
)
def test_an_index_folder_that_is_a_file(cli, command):
    (cli.folder / "datei").write_text("keine Mappe")
    cli.environ |= {"WORTLAUT_INDEX_DIR": "datei", "WORTLAUT_TELEGRAM_TOKEN": TOKEN}
    result = cli.spawn(*command)

    assert result.status == 1
    assert result.error_line() == (
        "wortlaut: index folder datei is a file;"
        " name another folder with --index or WORTLAUT_INDEX_DIR\n"
    )
    assert (cli.folder / "datei").read_text() == "keine Mappe"


# --- the disk ---


@pytest.mark.parametrize("command", BUILDS[:3], ids=ids(BUILDS[:3]))
def test_an_index_folder_that_cannot_be_written(cli, command):
    (cli.folder / "datei").write_text("keine Mappe")
    result = cli.run(*command, "--index", "datei/index")

    assert (result.status, result.out) == (1, "")
    assert "cannot write the index in datei/index" in result.err.splitlines()[-1]


def test_a_read_only_index_still_answers(indexed):
    before = snapshot(indexed.folder / "index")
    for path in [*(indexed.folder / "index").rglob("*"), indexed.folder / "index"]:
        path.chmod(0o555 if path.is_dir() else 0o444)
    result = indexed.run("ask", QUESTION)

    assert result.status == 0
    assert snapshot(indexed.folder / "index") == before


@pytest.mark.parametrize("limit", [0, 3_000, 30_000])
def test_a_full_disk_keeps_the_earlier_index(indexed, limit):
    before = current(indexed)
    (indexed.folder / "corpus" / "neu.md").write_text("# Neu\n\nEin neuer Satz. Noch einer.\n")

    def full_disk() -> None:
        # Every file may grow to so many bytes: what a disk does that fills up at that point.
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    # Python would write its own caches cut off at that point, too, and trip over them later.
    indexed.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    result = indexed.spawn("index", preexec_fn=full_disk)

    assert (result.status, result.out) == (1, "")
    assert "Traceback" not in result.err
    assert "cannot write" in result.err.splitlines()[-1]
    assert current(indexed) == before
    assert SENTENCE in indexed.run("ask", QUESTION).out
    assert indexed.run("index").out.startswith("4 articles")


def snapshot(folder):
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def current(cli):
    return (cli.folder / "index" / "current").read_text()


# --- interruptions ---


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL, signal.SIGTERM])
def test_an_index_run_that_is_cut_short_loses_nothing(indexed, how):
    before = current(indexed)
    for number in range(60):
        write_corpus(indexed.folder / "corpus" / f"{number:03d}")
    process = indexed.start("index")
    while b"Reading files" not in (line := process.stderr.readline()):
        assert line, "ended too soon"
    process.send_signal(how)
    out, err = process.communicate()

    said = b"Interrupted. The earlier index still serves; what was embedded is kept."
    assert process.returncode == (130 if how == signal.SIGINT else -how)
    assert (out, err.strip()) == (b"", said if how == signal.SIGINT else b"")
    assert current(indexed) == before
    assert SENTENCE in indexed.run("ask", QUESTION).out
    done = indexed.run("index")
    assert done.out.startswith("183 articles")


def test_two_builders_at_once(indexed):
    with FileLock(indexed.folder / "index" / "lock"):
        result = indexed.run("index")

        assert result.status == 1
        assert "another process is building the index in index; wait for it" in result.error_line()
        assert SENTENCE in indexed.run("ask", QUESTION).out


# --- questions ---

QUESTIONS = {
    "empty": ("", "empty"),
    "blank": (" \t\n ", "empty"),
    "10,000 characters": ("Brücke " * 1429, "2,000|2000"),
}


@pytest.mark.parametrize("how", ["argument", "standard input"])
@pytest.mark.parametrize("name", QUESTIONS)
def test_a_question_that_cannot_be_asked(indexed, name, how):
    question, _ = QUESTIONS[name]
    arguments = ["--", question] if how == "argument" else []
    stdin = b"" if how == "argument" else question.encode()
    result = indexed.run("ask", *arguments, stdin=stdin)

    assert result.status == 1
    assert "question" in result.error_line()


@pytest.mark.parametrize("question", ["🦀🦀🦀", "👩‍🚀?", "?!", "\u202e", "a" * 1999, "Ελλάδα 你好"])
def test_an_odd_question_is_answered_or_refused(indexed, question):
    result = indexed.run("ask", "--", question)

    assert result.status in (0, 3)
    assert result.err == ""


@pytest.mark.parametrize("stdin", [b"\0\0\0", b"Wann\0wurde\0?"])
def test_a_question_of_nuls(indexed, stdin):
    result = indexed.run("ask", stdin=stdin)

    assert result.status in (0, 1, 3)
    assert "Traceback" not in result.err
    assert "\0" not in result.out + result.err


def test_a_question_that_is_no_utf_8(indexed):
    raw = "Präsident?".encode("latin1")
    for result in (indexed.spawn("ask", raw), indexed.run("ask", stdin=raw)):
        assert result.status == 2
        assert "is not UTF-8 (byte 0xe4 at position 3)" in result.error_line()


def test_a_question_that_looks_like_an_option(indexed):
    assert indexed.run("ask", "-- Brücke").status == 2
    assert indexed.run("ask", "--", "-- Brücke").status in (0, 3)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no question"),
        (b"kein JSON\n", "line 1"),
        (b'{"question": ""}\n', "line 1"),
        (b"\xff\xfe\n", "line 1"),
    ],
)
def test_a_question_set_that_cannot_be_read(indexed, content, said):
    (indexed.folder / "fragen.jsonl").write_bytes(content)
    result = indexed.run("eval", "fragen.jsonl")

    assert result.status == 1
    assert said in result.error_line()


def test_no_index_is_built_for_questions_that_are_not_there(cli):
    result = cli.run("ask", "--batch", "fehlt.txt")

    assert result.status == 2
    assert "fehlt.txt cannot be read" in result.error_line()
    assert not (cli.folder / "index").exists()


def test_a_question_set_that_is_not_there(indexed):
    assert "fehlt.jsonl" in indexed.run("eval", "fehlt.jsonl").error_line()


@pytest.mark.parametrize("closed", ["<&-", ">&-", "2>&-"])
def test_a_stream_that_the_shell_closed(indexed, closed):
    line = f'exec "{sys.executable}" -m bot.cli.main ask "{QUESTION}" {closed}'
    done = subprocess.run(  # noqa: S602
        line,
        shell=True,
        cwd=indexed.folder,
        env=indexed.environment(),
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.returncode, done.stderr) == (0, "")
    assert (SENTENCE in done.stdout) == (closed != ">&-")


def test_an_article_that_cannot_be_written_leaves_nothing_behind(indexed):
    article = "---\ntitle: Neu\nlanguage: de\n---\nEin Satz steht hier. Und noch einer.\n"
    (indexed.folder / "neu.md").write_text(article)
    before = snapshot(indexed.folder / "corpus")
    indexed.environ["PYTHONDONTWRITEBYTECODE"] = "1"

    def full_disk() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))

    result = indexed.spawn("add", "neu.md", preexec_fn=full_disk)

    assert result.status == 1
    assert "cannot write to corpus" in result.error_line()
    assert snapshot(indexed.folder / "corpus") == before


# --- add, remove ---


@pytest.mark.parametrize(
    ("file", "said"),
    [
        ("fehlt.txt", "fehlt.txt: is not there"),
        ("", "a file without a name; name the file to add"),
        ("corpus", "corpus: lies in the corpus folder already"),
        ("http://127.0.0.1:9/x", "http://127.0.0.1:9/x: 127.0.0.1 is no public address"),
        ("ftp://127.0.0.1/x", "ftp://127.0.0.1/x: is an address; save the page as text"),
        ("leer.txt", "leer.txt: is empty"),
        ("binaer.txt", "binaer.txt: is binary"),
        ("kopf.md", "kopf.md: is empty: there is no text under its front matter"),
    ],
)
def test_what_cannot_be_added(cli, file, said):
    (cli.folder / "leer.txt").write_text("")
    (cli.folder / "binaer.txt").write_bytes(b"\0\1\2" * 99)
    (cli.folder / "kopf.md").write_text("---\ntitle: Nur Kopf\n---\n")
    before = snapshot(cli.folder)
    result = cli.run("add", file)

    assert (result.status, result.out) == (1, "")
    assert result.err.startswith(f"Not added: {said}")
    assert result.err.count("\n") == 1
    assert snapshot(cli.folder) == before


def test_an_unknown_article_is_said_before_anything_is_asked(indexed):
    result = indexed.run("remove", "2025-01-18-brueke")

    assert (result.status, result.out) == (1, "")
    assert result.err.count("\n") == 1
    assert result.err.startswith(
        "Not removed: no article 2025-01-18-brueke in corpus; did you mean 2025-01-18-bruecke"
    )


def test_an_unknown_article_beside_a_known_one(indexed):
    before = snapshot(indexed.folder)
    result = indexed.run("remove", "unbekannt", "2025-01-18-bruecke")

    assert (result.status, result.out) == (2, "")
    assert result.err.splitlines() == [
        "Not removed: no article unbekannt in corpus",
        "wortlaut: there is no terminal to ask on; --yes removes without asking",
    ]
    assert snapshot(indexed.folder) == before


# --- the bot ---


def test_a_bot_without_a_token(cli):
    result = cli.run("bot")

    assert result.status == 2
    assert "WORTLAUT_TELEGRAM_TOKEN is empty" in result.error_line()


@pytest.mark.parametrize("token", ["geheim", "1234567890", f"{TOKEN} x", f"bot{TOKEN}"])
def test_a_bot_with_no_token_worth_the_name(cli, token):
    cli.environ["WORTLAUT_TELEGRAM_TOKEN"] = token
    result = cli.run("bot")

    assert result.status == 2
    assert "WORTLAUT_TELEGRAM_TOKEN does not do" in result.error_line()
    assert token not in result.err


def test_a_token_where_none_belongs_is_not_shown(cli):
    result = cli.run("bot", TOKEN)

    assert result.status == 2
    assert "unexpected extra argument" in result.error_line()
    assert TOKEN not in result.err


@pytest.mark.parametrize("corpus", ["missing", "empty"])
def test_a_bot_without_articles(cli, tmp_path, corpus):
    shutil.rmtree(cli.folder / "corpus")
    if corpus == "empty":
        (cli.folder / "corpus").mkdir()
    cli.environ |= {
        "WORTLAUT_TELEGRAM_TOKEN": TOKEN,
        "WORTLAUT_CACHE_DIR": str(tmp_path / "cache"),
    }
    result = cli.spawn("bot")

    assert result.status == 1
    assert "corpus" in result.error_line()
    assert not (tmp_path / "cache").exists()


def test_an_unknown_device(indexed):
    result = indexed.run("index", "--device", "quark")

    assert result.status == 2
    assert "--device" in result.error_line()
