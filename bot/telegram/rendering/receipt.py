"""A receipt → messages: the words as they stood, their source, and what has become of them."""

from __future__ import annotations

from bot.telegram.rendering.answer import Style
from bot.telegram.rendering.callbacks import reading_link
from bot.telegram.rendering.citation import source_line
from bot.telegram.rendering.html import Fragment, italic, join, quote_block, text
from bot.telegram.rendering.split import divide
from bot.texts.receipts import state_of
from retrieval.receipt import Receipt

_MAX_UNITS = 3_000


def render_receipt(receipt: Receipt, style: Style) -> tuple[str, ...]:
    """Lays a receipt out.

    Args:
        receipt: What is known of it.
        style: Language and form.

    Returns:
        The messages, in order; several where the words are long.
    """
    shared = style.texts.shared
    state = text(state_of(receipt, shared))
    citation = receipt.citation
    source = Fragment()
    if citation is not None:
        reading = reading_link(style.bot, citation.article, receipt.start)
        source = source_line(citation, style.texts, date_entity=style.date_entity, reading=reading)
    parts = [*_blocks(receipt.words), join("\n", [source, state])]
    if receipt.now is not None:
        parts += [italic(shared.stands_now), *_blocks(receipt.now)]
    return _messages(parts)


def _blocks(words: str | None) -> list[Fragment]:
    if not words:
        return []
    parts = divide(words, lambda _: _MAX_UNITS, ())
    return [quote_block(text(words[part.start : part.end])) for part in parts]


def _messages(parts: list[Fragment]) -> tuple[str, ...]:
    messages: list[Fragment] = []
    for part in parts:
        joined = join("\n", [messages[-1], part]) if messages else part
        if messages and joined.units <= _MAX_UNITS:
            messages[-1] = joined
        else:
            messages.append(part)
    return tuple(message.html for message in messages)
