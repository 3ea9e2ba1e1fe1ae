"""The server, by the protocol's own client: in memory, over a pipe, over a socket."""

import asyncio
import json
import os
import socket
import sys
from contextlib import asynccontextmanager

import pytest
from mcp import Client, StdioServerParameters

from bot.engine import AsyncEngine
from bot.mcp_server.server import build_server
from retrieval.library import Library
from tests.e2e.articles import ARTICLES, QUESTION, SENTENCE, write_corpus
from tests.e2e.cli import REPOSITORY
from tests.fakes import TinyEncoder

BRIDGE = "2025-01-18-bruecke"
TEXT = ARTICLES[f"{BRIDGE}.md"].split("---\n", 2)[2].strip()
TOOLS = {"ask", "check_quote", "read", "quote", "articles"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agents")
    write_corpus(folder / "corpus")
    long = "Der lange Satz über die Ziegelei " + "mit Nebensätzen, " * 40 + "endet hier."
    (folder / "corpus" / "lang.md").write_text(f"# Ziegelei\n\n{long}\n", encoding="utf-8")
    library = Library(folder / "index", corpus_dir=folder / "corpus", encoder=TinyEncoder())
    library.build()
    library.close()
    return folder


@asynccontextmanager
async def connected(folder):
    library = Library(folder / "index", corpus_dir=folder / "corpus", encoder=TinyEncoder())
    engine = AsyncEngine(library.open())
    try:
        async with Client(build_server(engine)) as client:
            yield client
    finally:
        engine.close()


async def call(client, tool, **arguments):
    result = await client.call_tool(tool, arguments)
    assert not result.is_error, result.content
    assert json.loads(result.content[0].text) == result.structured_content
    return result.structured_content


async def test_the_tools_say_what_they_do_and_change_nothing(folder):
    async with connected(folder) as client:
        tools = (await client.list_tools()).tools
    assert {tool.name for tool in tools} == TOOLS
    for tool in tools:
        assert tool.description
        assert tool.annotations.read_only_hint


async def test_an_answer_is_slices_with_receipts(folder):
    async with connected(folder) as client:
        answer = await call(client, "ask", question=QUESTION)
        assert answer["answered"] is True
        first = answer["quotes"][0]
        assert SENTENCE in first["quote"]
        assert first["quote"] in TEXT
        assert (first["publisher"], first["date"]) == ("Talbote", "2025-01-18")
        told = await call(client, "quote", receipt=first["receipt"])
        assert (told["state"], told["words"]) == ("unchanged", first["quote"])


async def test_three_quotes_take_at_most_2000_characters(folder):
    async with connected(folder) as client:
        for question in (QUESTION, "Was steht über die Ziegelei?", "Wer ist Karl Wendelin?"):
            result = await client.call_tool("ask", {"question": question})
            assert len(result.content[0].text) <= 2_000
            for quote in result.structured_content.get("quotes", []):
                article = next(
                    text for name, text in _texts(folder).items() if name == quote["article"]
                )
                assert quote["quote"] in article
                assert (await call(client, "quote", receipt=quote["receipt"]))[
                    "state"
                ] == "unchanged"


def _texts(folder):
    with Library(folder / "index", encoder=TinyEncoder()) as library:
        return {each.id: library.article(each.id).text for each in library.articles()}


async def test_what_is_not_answered_has_no_quote(folder):
    async with connected(folder) as client:
        answer = await call(client, "ask", question="Wie hoch ist der Mount Everest?")
    assert answer["answered"] is False
    assert answer["certainty"] == "not_in_corpus"
    assert "quotes" not in answer
    assert "Everest" in answer["in_no_article"]
    assert "does not answer" in answer["note"]


async def test_quotations_are_checked(folder):
    forged = SENTENCE.replace("14,2", "41,2")
    async with connected(folder) as client:
        report = await call(client, "check_quote", text=f"„{SENTENCE}“ – „{forged}“")
    assert report["holds"] is False
    assert [each["verdict"] for each in report["quotations"]] == ["verbatim", "altered"]
    assert report["quotations"][1]["altered"][0] == {
        "what": "number",
        "quoted": "41,2",
        "source": "14,2",
    }


async def test_reading_around_a_quote(folder):
    async with connected(folder) as client:
        read = await call(client, "read", article=BRIDGE, paragraph=2, around=5)
        assert [each["paragraph"] for each in read["paragraphs"]] == [1, 2]
        assert all(each["text"] in TEXT for each in read["paragraphs"])
        assert (read["paragraphs_in_all"], read["left_out"]) == (2, 0)
        beyond = await call(client, "read", article=BRIDGE, paragraph=99)
        assert beyond["paragraphs"] == []


async def test_articles_by_words(folder):
    async with connected(folder) as client:
        assert (await call(client, "articles"))["in_all"] == len(ARTICLES) + 1
        found = await call(client, "articles", words="talbote brücke")
        assert [each["article"] for each in found["articles"]] == [BRIDGE]


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("ask", {"question": " "}, "the question is empty"),
        ("ask", {"question": "Wann?", "since": "gestern"}, "is no day"),
        ("ask", {"question": "Wann?", "quotes": 99}, "less than or equal to 5"),
        ("ask", {}, "question"),
        ("read", {"article": "../../etc/passwd"}, "article"),
        ("quote", {"receipt": "xyz"}, "is no id of a receipt"),
        ("check_quote", {"text": " "}, ""),
    ],
)
async def test_what_cannot_be_done_is_one_line(folder, tool, arguments, said):
    async with connected(folder) as client:
        result = await client.call_tool(tool, arguments)
    assert result.is_error
    text = result.content[0].text
    assert said in text
    assert "Traceback" not in text
    assert str(folder) not in text


ENVIRONMENT = {
    "PATH": os.environ["PATH"],
    "PYTHONPATH": str(REPOSITORY),
    "WORTLAUT_LANGUAGE": "de",
}
PROGRAM = """
import sys
from retrieval.embedding import open as opening
from tests.fakes import TinyEncoder
opening.open_encoder = lambda *_, **__: TinyEncoder()
opening.is_compiled = lambda *_: True
from bot.cli.main import main
sys.exit(main(sys.argv[1:]))
"""


def arguments(folder, *options):
    folders = ("--corpus", str(folder / "corpus"), "--index", str(folder / "index"))
    return ["-c", PROGRAM, "mcp", *folders, *options]


async def test_over_a_pipe(folder):
    server = StdioServerParameters(
        command=sys.executable, args=arguments(folder), env=ENVIRONMENT, cwd=str(folder)
    )
    async with Client(server) as client:
        assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
        answer = await call(client, "ask", question=QUESTION)
    assert SENTENCE in answer["quotes"][0]["quote"]


def is_listening(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


async def test_over_a_socket(folder):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        *arguments(folder, "--http", "--port", str(port)),
        env=ENVIRONMENT,
        cwd=folder,
        stderr=asyncio.subprocess.PIPE,
    )
    try:
        while not is_listening(port):
            assert process.returncode is None
            await asyncio.sleep(0)
        async with Client(f"http://127.0.0.1:{port}/mcp") as client:
            answer = await call(client, "ask", question=QUESTION)
        assert SENTENCE in answer["quotes"][0]["quote"]
    finally:
        process.terminate()
        _, log = await process.communicate()
    assert "Brücke".encode() not in log
