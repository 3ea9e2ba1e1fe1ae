"""The server and its tools, over a pipe or over HTTP on this machine.

The tools' descriptions are read by models; they say what a result means and what it does not.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.types import ToolAnnotations
from pydantic import Field

from bot.engine import AsyncEngine
from bot.mcp_server import results
from bot.reading_page import with_reading_pages
from bot.texts.problems import in_words
from retrieval.article import Article, Paragraph
from retrieval.distribution import program_version
from retrieval.errors import WortlautError
from retrieval.library import Library

HTTP_PATH: Final = "/mcp"
_MAX_QUOTES: Final = 5
_MAX_LISTED: Final = 50
_MAX_AROUND: Final = 5
_MAX_CHECKED_CHARS: Final = 100_000
_READS: Final = ToolAnnotations(read_only_hint=True, idempotent_hint=True, open_world_hint=False)
_INSTRUCTIONS: Final = (
    "Wortlaut answers from a fixed corpus of articles with passages of them, word for word. It"
    " never writes a sentence of its own. Quote only what `ask`, `read` or `quote` returned,"
    " unchanged and with its source; run `check_quote` on every quotation before you publish it."
    " If `answered` is false, the corpus does not answer: say so."
)
_Result = TypeVar("_Result")
_Day = Annotated[str | None, Field(description="A day, 2025-01-18.")]


def build_server(engine: AsyncEngine, public_url: str | None = None) -> MCPServer:
    """Makes the server.

    Args:
        engine: Answers; whoever has it closes it.
        public_url: Where quotes without an address of their own can be read.

    Returns:
        The server, with its tools.
    """
    server = MCPServer(
        "wortlaut",
        title="Wortlaut",
        instructions=_INSTRUCTIONS,
        version=program_version() or "",
        log_level="WARNING",
    )

    async def run(function: Callable[[Library], _Result]) -> _Result:
        try:
            return await engine.search(function)
        except WortlautError as error:
            raise ToolError(in_words(error.problem, "en", "telegram")) from None

    @server.tool(annotations=_READS, title="Ask the corpus")
    async def ask(
        question: Annotated[str, Field(description="A question in any words, German or English.")],
        quotes: Annotated[int, Field(ge=1, le=_MAX_QUOTES, description="Quotes at most.")] = 3,
        since: _Day = None,
        until: _Day = None,
        publisher: Annotated[str | None, Field(description="Only this publisher.")] = None,
    ) -> dict[str, Any]:
        """Finds the passages that answer a question, word for word, each with source and receipt.

        `answered: false` means that the corpus does not answer; there are no quotes then. `unsure`
        means that the quotes may be about something else. `confidence` is how often, in a hundred
        answers like this one, the first quote answers.
        """
        first, last = _day(since), _day(until)
        answer = await run(
            lambda library: library.ask(
                question, k=quotes, since=first, until=last, publisher=publisher
            )
        )
        return results.asked(with_reading_pages(answer, public_url))

    @server.tool(annotations=_READS, title="Check quotations")
    async def check_quote(
        text: Annotated[
            str,
            Field(
                max_length=_MAX_CHECKED_CHARS,
                description="A quotation, or a text with quotations in quotation marks.",
            ),
        ],
    ) -> dict[str, Any]:
        """Says of each quotation whether it stands in the corpus word for word.

        `verdict` is `verbatim`, `altered` (with what was altered), `pieced` (put together from
        several places) or `not_in_corpus` (its `places` are only near it). Publish none of which
        `holds` is false.
        """
        return results.checked(await run(lambda library: library.check(text)))

    @server.tool(annotations=_READS, title="Read around a quote")
    async def read(
        article: Annotated[str, Field(description="An article, as `ask` or `articles` names it.")],
        paragraph: Annotated[int, Field(ge=1, description="The paragraph in the middle.")] = 1,
        around: Annotated[
            int, Field(ge=0, le=_MAX_AROUND, description="Paragraphs before it, and after it.")
        ] = 1,
    ) -> dict[str, Any]:
        """Reads some paragraphs of an article, whole and word for word."""

        def reading(library: Library) -> tuple[Article, tuple[Paragraph, ...]]:
            return library.article(article), library.paragraphs(article)

        found, paragraphs = await run(reading)
        return results.read(found, paragraphs, paragraph - around, paragraph + around)

    @server.tool(annotations=_READS, title="Look a receipt up")
    async def quote(
        receipt: Annotated[str, Field(description="A receipt's id, as `ask` gives it.")],
    ) -> dict[str, Any]:
        """Tells the words of a receipt, and whether they still stand in their article."""
        return results.told(await run(lambda library: library.quote(receipt)))

    @server.tool(annotations=_READS, title="List articles")
    async def articles(
        words: Annotated[str, Field(description="Words of title, publisher or section.")] = "",
        limit: Annotated[int, Field(ge=1, le=_MAX_LISTED)] = 20,
    ) -> dict[str, Any]:
        """Lists articles, newest first."""
        return results.listed(await run(lambda library: library.articles()), words, limit)

    return server


def _day(value: str | None) -> dt.date | None:
    if value is None or not value.strip():
        return None
    try:
        return dt.date.fromisoformat(value.strip())
    except ValueError:
        raise ToolError(f"{value!r} is no day; write 2025-01-18") from None
