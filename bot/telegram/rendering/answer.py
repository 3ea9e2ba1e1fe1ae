"""`Answer` → messages: a pure function.

What goes in: an answer, the number of a page, a language. What comes out: the page's messages as
Bot API HTML, each within Telegram's limits.

Guaranteed: a quote's words stand in the messages unaltered and complete. A quote that does not fit
into one message is divided at sentence ends and goes on in the next; a single sentence longer than
a message is divided between words and the message says so. Ellipses, numbers and labels stand
outside the block quotation. Passages of an answer that is none are shown under a line that says so,
and without an answering sentence in bold.

Deliberately not done: nothing is looked up, fetched or sent here. No quote is shortened to fit but
where a place takes one message only, and there it says so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.telegram.rendering.citation import also_in_line, shorten, source_line
from bot.telegram.rendering.html import (
    MAX_MESSAGE_UNITS,
    Fragment,
    bold,
    italic,
    join,
    quote_block,
    text,
    utf16_units,
)
from bot.telegram.rendering.split import Part, divide
from bot.texts.shared import told_of_filter, told_of_slips
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Answer, Certainty, Highlight, Quote, Refusal, Suggestion

# From here on a block quotation is folded; a phone shows some 40 characters a line.
EXPANDABLE_UNITS: Final = 700
# Room for the mark below each part of a divided quote: "part 2 of 3; …".
_RESERVE_UNITS: Final = 400
_MAX_UNKNOWN_WORDS: Final = 10
_MAX_SEARCHED_CHARS: Final = 300
_GAP: Final = "\n\n"


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are rendered.

    Attributes:
        texts: The language of everything around the quotes.
        per_page: Quotes a page shows.
        date_entity: Whether the Bot API server knows `date_time` entities (9.5 and later).
    """

    texts: TelegramTexts
    per_page: int = 3
    date_entity: bool = True


def page_count(quotes: Sequence[Quote], style: Style) -> int:
    """How many pages the quotes make; at least 1."""
    return max(1, -(-len(quotes) // style.per_page))


def render_answer(answer: Answer, style: Style) -> tuple[str, ...]:
    """The messages an answer is first shown as: its first page, or why there is none."""
    if answer.talk is not None:
        return (text(style.texts.talk[answer.talk]).html,)
    if answer.refusal is not None:
        refused = render_refusal(answer.refusal, style.texts, answer.did_you_mean, answer.searched)
        return (refused,)
    said = _of_search(answer.searched, style.texts)
    said += _of_words(answer.unknown_words, answer.did_you_mean, style.texts)
    if answer.certainty is Certainty.UNSURE:
        said.append(italic(style.texts.shared.unsure))
    above = join("\n", said) if said else None
    return render_page(answer.quotes, 0, style, answered=answer.answered, above=above)


def render_page(
    quotes: Sequence[Quote],
    page: int,
    style: Style,
    *,
    answered: bool,
    above: Fragment | None = None,
) -> tuple[str, ...]:
    """One page of quotes.

    Args:
        quotes: All quotes of the answer, best first.
        page: Number of the page, from 0.
        style: Language and form.
        answered: Whether the quotes answer; if not they are shown as the nearest passages.
        above: What is said above them, if anything.

    Returns:
        The page's messages, in order; at least one.
    """
    first = page * style.per_page
    blocks: list[Fragment] = [above] if above else []
    if not quotes:
        return (text(style.texts.no_passages).html,)
    if not answered:
        blocks.append(italic(style.texts.nearest_header))
    for number, quote in enumerate(quotes[first : first + style.per_page], first + 1):
        blocks += _quote(quote, number if len(quotes) > 1 else None, style, answered)
    return tuple(message.html for message in pack(blocks))


def render_refusal(
    refusal: Refusal,
    texts: TelegramTexts,
    suggestions: Sequence[Suggestion] = (),
    searched: str | None = None,
) -> str:
    """Says that the corpus does not answer, and why as far as a reason can be named."""
    reasons = _of_words(refusal.unknown_words, suggestions, texts)
    if refusal.nearest_title:
        title = shorten(refusal.nearest_title, 300)
        reasons.append(text(texts.nearest_title.format(title=title)))
    outside = shorten(refusal.outside_title, 300) if refusal.outside_title else None
    filtered = told_of_filter(replace(refusal, outside_title=outside), texts.shared)
    reasons += [text(sentence) for sentence in filtered]
    if refusal.first_date and refusal.last_date:
        first, last = texts.day(refusal.first_date), texts.day(refusal.last_date)
        reasons.append(text(texts.corpus_span.format(first=first, last=last)))
    return join("\n", [*_of_search(searched, texts), bold(texts.not_in_corpus), *reasons]).html


def render_single(quote: Quote, style: Style) -> str:
    """One quote as one message, for a place that takes no more.

    One that does not fit ends with an earlier sentence, and if the one that answers were not
    reached from the beginning, it begins with that; either way the message says so.
    """
    blocks = _quote(quote, None, style, answered=True)
    return (blocks[0] if len(blocks) == 1 else _shortened(quote, style)).html


def pack(blocks: Sequence[Fragment]) -> list[Fragment]:
    """Joins blocks into as few messages as they fit, in order; a block is never divided."""
    messages: list[Fragment] = []
    for block in blocks:
        joined = messages[-1] + text(_GAP) + block if messages else block
        if messages and joined.fits:
            messages[-1] = joined
        else:
            messages.append(block)
    return messages


def quoted(words: str, span: tuple[int, int], bold_span: tuple[int, int] | None) -> Fragment:
    """`words[start:end]`, with what of it lies in the bold span in bold."""
    start, end = span
    if bold_span is None:
        return text(words[start:end])
    bold_start = min(max(bold_span[0], start), end)
    bold_end = max(min(bold_span[1], end), bold_start)
    return (
        text(words[start:bold_start]) + bold(words[bold_start:bold_end]) + text(words[bold_end:end])
    )


def _of_search(searched: str | None, texts: TelegramTexts) -> list[Fragment]:
    """A line on what was searched in place of the question, if that was something else."""
    if searched is None:
        return []
    return [italic(texts.shared.searched.format(text=shorten(searched, _MAX_SEARCHED_CHARS)))]


def _of_words(
    unknown: Sequence[str], suggestions: Sequence[Suggestion], texts: TelegramTexts
) -> list[Fragment]:
    """A line on the words that stand in no article, ten at most, and on what may be meant."""
    lines = []
    if unknown:
        words = ", ".join(f"„{shorten(word, 60)}“" for word in unknown[:_MAX_UNKNOWN_WORDS])
        lines.append(texts.unknown_words.format(words=words))
    shown = [
        replace(s, typed=shorten(s.typed, 60), known=shorten(s.known, 60)) for s in suggestions
    ]
    return [text(line) for line in (*lines, *told_of_slips(shown, texts.shared))]


def _quote(quote: Quote, number: int | None, style: Style, answered: bool) -> list[Fragment]:
    source = _source(quote, number, style)
    highlight = _relative(quote.highlight, quote) if answered else None
    whole = join("\n", [_part(quote.text, Part(0, len(quote.text), False), highlight), source])
    if whole.fits:
        return [whole]
    room = MAX_MESSAGE_UNITS - source.units - _RESERVE_UNITS
    ends = (end - quote.start for _, end in quote.sentences)
    parts = divide(quote.text, lambda _: room, ends)
    blocks = [
        join("\n", [_part(quote.text, part, highlight), _mark(index, parts, style.texts)])
        for index, part in enumerate(parts)
    ]
    blocks[-1] = join("\n", [blocks[-1], source])
    return blocks


def _shortened(quote: Quote, style: Style) -> Fragment:
    source, texts = _source(quote, None, style), style.texts
    marks = italic(texts.shortened), italic(texts.shortened_inside)
    room = MAX_MESSAGE_UNITS - source.units - max(m.units for m in marks) - 2 * len("\n")
    highlight = _relative(quote.highlight, quote)
    start = 0 if utf16_units(quote.text[: highlight[1]]) <= room else highlight[0]
    ends = [end - quote.start for _, end in quote.sentences]
    after = [end - start for end in (*ends, highlight[1]) if end > start]
    shown = divide(quote.text[start:], lambda _: room, after)[0]
    part = Part(start, start + shown.end, shown.inside_sentence)
    mark = marks[part.inside_sentence]
    return join("\n", [_part(quote.text, part, highlight), mark, source])


def _source(quote: Quote, number: int | None, style: Style) -> Fragment:
    line = source_line(quote.citation, style.texts, number=number, date_entity=style.date_entity)
    return join("\n", [line, also_in_line(quote.also_in, style.texts)])


def _part(words: str, part: Part, highlight: tuple[int, int] | None) -> Fragment:
    long = utf16_units(words[part.start : part.end]) > EXPANDABLE_UNITS
    return quote_block(quoted(words, (part.start, part.end), highlight), expandable=long)


def _mark(index: int, parts: Sequence[Part], texts: TelegramTexts) -> Fragment:
    mark = texts.part.format(number=index + 1, total=len(parts))
    if parts[index].inside_sentence:
        mark = f"{mark}; {texts.sentence_broken}"
    return italic(mark)


def _relative(highlight: Highlight, quote: Quote) -> tuple[int, int]:
    return highlight.start - quote.start, highlight.end - quote.start
