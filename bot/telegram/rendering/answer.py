"""`Answer` → messages: a pure function.

What goes in: an answer, the number of a quote, a language. What comes out: the messages that show
that one quote as Bot API HTML, each within Telegram's limits; the other quotes have pages of their
own.

Guaranteed: a quote's words stand in the messages unaltered, complete and in order. The sentence
that answers comes first, in bold. If the quote begins with it, the rest follows, folded if it is
long; if not, what is cut off around it is marked "[…]", and the whole quote stands folded below. A
quote
that does not fit into one message is divided at sentence ends and goes on in the next; a single
sentence longer than a message is divided between words and the message says so. An unsure answer
says so on each page, and its sentence is in italics. Passages of an answer that is none are shown
under a line that says so, with no sentence marked.

Deliberately not done: nothing is looked up, fetched or sent here. No quote is shortened to fit but
where a place takes one message only, and there it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.telegram.rendering.callbacks import reading_link
from bot.telegram.rendering.citation import also_in_line, shorten, source_line
from bot.telegram.rendering.html import (
    MAX_MESSAGE_UNITS,
    Fragment,
    bold,
    italic,
    join,
    quote_block,
    text,
    underlined,
    utf16_units,
)
from bot.telegram.rendering.split import Part, divide
from bot.texts.shared import told_of_filter, told_of_search, told_of_slips
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Answer, Certainty, Highlight, Period, Quote, Refusal, Suggestion

SHORT_UNITS: Final = 360
"""A quote up to here is shown whole where the sentence that answers begins it, and not folded; a
phone shows some 40 characters a line."""
CUT: Final = "[…]"
"""Stands where words of a quote are left out."""
# A sentence longer than this fills a screen, and is folded.
_LONG_SENTENCE_UNITS: Final = 700
# Room for the mark below each part of a divided quote: "part 2 of 3; …".
_RESERVE_UNITS: Final = 400
_MAX_UNKNOWN_WORDS: Final = 10
_MAX_SEARCHED_CHARS: Final = 300
_GAP: Final = "\n\n"

Mark = Callable[[Fragment], Fragment]
MARKS: Final[dict[Certainty, Mark | None]] = {
    Certainty.ANSWERED: bold,
    Certainty.UNSURE: italic,
    Certainty.NOT_IN_CORPUS: None,
}
"""How the sentence that answers is shown."""


@dataclass(frozen=True, slots=True)
class Style:
    """How answers are rendered.

    Attributes:
        texts: The language of everything around the quotes.
        date_entity: Whether the Bot API server knows `date_time` entities (9.5 and later).
        bot: The bot's user name, for links that open an article in its chat; empty where unknown.
    """

    texts: TelegramTexts
    date_entity: bool = True
    bot: str = ""


def render_answer(answer: Answer, style: Style, publisher: str | None = None) -> tuple[str, ...]:
    """The messages an answer is first shown as: its first quote, or why there is none.

    Args:
        answer: What the corpus says.
        style: Language and form.
        publisher: Whose articles alone were searched.

    Returns:
        The messages, in order; at least one.
    """
    if answer.talk is not None:
        return (text(style.texts.talk[answer.talk]).html,)
    if answer.refusal is not None:
        said = of_search(answer.searched, answer.period, publisher, style.texts)
        return (render_refusal(answer.refusal, style.texts, answer.did_you_mean, said),)
    said = above_quotes(answer, publisher, style.texts)
    return render_page(answer.quotes, 0, style, answer.certainty, above=join("\n", said))


def render_page(
    quotes: Sequence[Quote],
    page: int,
    style: Style,
    certainty: Certainty,
    *,
    above: Fragment | None = None,
) -> tuple[str, ...]:
    """One quote of an answer.

    Args:
        quotes: All quotes of the answer, best first.
        page: Index of the quote.
        style: Language and form.
        certainty: Whether the quotes answer; if not they are shown as the nearest passages.
        above: What is said above it, if anything.

    Returns:
        The page's messages, in order; at least one.
    """
    if not quotes:
        return (text(style.texts.no_passages).html,)
    lines = [above or Fragment(), caution(certainty, style.texts)]
    position = f"{page + 1}/{len(quotes)} · " if page else ""
    blocks = quote_fragments(quotes[page], style, certainty, join("\n", lines), position)
    return tuple(message.html for message in pack(blocks))


def render_refusal(
    refusal: Refusal,
    texts: TelegramTexts,
    suggestions: Sequence[Suggestion] = (),
    above: Sequence[Fragment] = (),
) -> str:
    """Says that the corpus does not answer, what was searched, and the nearest reason.

    Args:
        refusal: The reasons.
        texts: The language.
        suggestions: What may have been meant by words that stand nowhere.
        above: What is said first, a line each.

    Returns:
        One message.
    """
    outside = shorten(refusal.outside_title, 300) if refusal.outside_title else None
    by_filter = told_of_filter(replace(refusal, outside_title=outside), texts.shared)
    reasons = [
        text(" ".join(by_filter)),
        *_unknown(refusal.unknown_words, suggestions, texts),
        _nearest(refusal, texts),
    ]
    told = [*above, bold(texts.not_in_corpus), *_slips(suggestions, texts)]
    return join("\n", [*told, next(filter(None, reasons), Fragment())]).html


def render_single(quote: Quote, style: Style, certainty: Certainty) -> str:
    """One quote as one message, for a place that takes no more.

    One that does not fit ends with an earlier sentence, and if the one that answers were not
    reached from the beginning, it begins with that; either way the message says so.
    """
    above = caution(certainty, style.texts)
    blocks = quote_fragments(quote, style, certainty, above)
    return (blocks[0] if len(blocks) == 1 else _shortened(quote, style, certainty, above)).html


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


def quoted(
    words: str, span: tuple[int, int], marked: tuple[int, int] | None, mark: Mark = bold
) -> Fragment:
    """`words[start:end]`, with what of it lies in the other span marked."""
    start, end = span
    if marked is None:
        return text(words[start:end])
    first = min(max(marked[0], start), end)
    last = max(min(marked[1], end), first)
    return text(words[start:first]) + mark(text(words[first:last])) + text(words[last:end])


def above_quotes(answer: Answer, publisher: str | None, texts: TelegramTexts) -> list[Fragment]:
    """Lines on what was searched, and on words of the question that stand nowhere."""
    return [
        *of_search(answer.searched, answer.period, publisher, texts),
        *_unknown(answer.unknown_words, answer.did_you_mean, texts),
        *_slips(answer.did_you_mean, texts),
    ]


def of_search(
    searched: str | None, period: Period | None, publisher: str | None, texts: TelegramTexts
) -> list[Fragment]:
    """Lines on what was searched, where that is not simply the question in all articles."""
    shown = searched and shorten(searched, _MAX_SEARCHED_CHARS)
    told = told_of_search(shown, period, texts.shared)
    if publisher is not None:
        told.append(texts.from_only.format(name=shorten(publisher, 60)))
    return [italic(sentence) for sentence in told]


def _unknown(
    words: Sequence[str], suggestions: Sequence[Suggestion], texts: TelegramTexts
) -> list[Fragment]:
    """A line on the words that stand in no article, ten at most.

    Those in place of which others were searched are named with these.
    """
    replaced = {suggestion.typed for suggestion in suggestions if suggestion.searched}
    named = [shorten(word, 60) for word in words if word not in replaced][:_MAX_UNKNOWN_WORDS]
    quoted_words = ", ".join(texts.shared.word.format(known=word) for word in named)
    return [text(texts.unknown_words.format(words=quoted_words))] if named else []


def _slips(suggestions: Sequence[Suggestion], texts: TelegramTexts) -> list[Fragment]:
    """Lines on what may have been meant by words that stand in no article."""
    shown = [
        replace(s, typed=shorten(s.typed, 60), known=shorten(s.known, 60)) for s in suggestions
    ]
    return [text(line) for line in told_of_slips(shown, texts.shared)]


def _nearest(refusal: Refusal, texts: TelegramTexts) -> Fragment:
    """The nearest headline and the span of dates, as far as they are known."""
    said = []
    if refusal.nearest_title:
        said.append(texts.nearest_title.format(title=shorten(refusal.nearest_title, 300)))
    if refusal.first_date and refusal.last_date:
        first, last = texts.day(refusal.first_date), texts.day(refusal.last_date)
        said.append(texts.corpus_span.format(first=first, last=last))
    return text(" ".join(said))


def caution(certainty: Certainty, texts: TelegramTexts) -> Fragment:
    """What is to be known before a quote is read; nothing where it answers."""
    if certainty is Certainty.ANSWERED:
        return Fragment()
    unsure = certainty is Certainty.UNSURE
    return italic(texts.shared.unsure if unsure else texts.nearest_header)


def quote_fragments(
    quote: Quote, style: Style, certainty: Certainty, above: Fragment, position: str = ""
) -> list[Fragment]:
    """A quote, with what is said above it and its source: one block, or several if divided."""
    source = source_of(quote, style, position)
    above = join("\n", [above, head_of_table(quote)])
    undivided = Part(0, len(quote.text), inside_sentence=False)
    for blocks in (_blocks(quote, certainty), [_part(quote, undivided, certainty)]):
        whole = join("\n", [above, *blocks, source])
        if whole.fits:
            return [whole]
    room = MAX_MESSAGE_UNITS - source.units - _RESERVE_UNITS
    ends = (end - quote.start for _, end in quote.sentences)
    parts = divide(quote.text, lambda _: room, ends)
    blocks = [
        join("\n", [_part(quote, part, certainty), _note(index, parts, style.texts)])
        for index, part in enumerate(parts)
    ]
    blocks[-1] = join("\n", [blocks[-1], source])
    return [above, *blocks] if above else blocks


def head_of_table(quote: Quote) -> Fragment:
    """The head of the table that a quote is a row of; empty where the quote holds it."""
    return quote_block(text(quote.head.text) + text(f"\n{CUT}")) if quote.head else Fragment()


def _blocks(quote: Quote, certainty: Certainty) -> list[Fragment]:
    """The sentence that answers, and the quote or what of it comes after that sentence."""
    units, mark = utf16_units(quote.text), MARKS[certainty]
    if mark is None or not quote.highlight.text:
        return [quote_block(text(quote.text), expandable=units > SHORT_UNITS)]
    start, end = _relative(quote.highlight, quote)
    before, after = quote.text[:start].strip(), quote.text[end:].strip()
    sentence = marked_sentence(quote, mark)
    long = sentence.units > _LONG_SENTENCE_UNITS
    if not before and (not after or units <= SHORT_UNITS):
        return [quote_block(sentence + text(quote.text[end:]), expandable=long)]
    if not before:
        return [quote_block(sentence, expandable=long), quote_block(text(after), expandable=True)]
    lead = join(" ", [text(CUT), sentence, text(CUT) if after else Fragment()])
    return [
        quote_block(lead, expandable=long),
        quote_block(text(quote.text), expandable=True),
    ]


def marked_sentence(quote: Quote, mark: Mark) -> Fragment:
    """The highlight, and in it underlined what is of the kind asked for."""
    highlight, span = quote.highlight, quote.answer_span
    if span is None:
        return mark(text(highlight.text))
    before = highlight.text[: span.start - highlight.start]
    after = highlight.text[span.end - highlight.start :]
    return mark(text(before) + underlined(text(span.text)) + text(after))


def _shortened(quote: Quote, style: Style, certainty: Certainty, above: Fragment) -> Fragment:
    source, texts = source_of(quote, style), style.texts
    notes = italic(texts.shortened), italic(texts.shortened_inside)
    room = MAX_MESSAGE_UNITS - above.units - source.units - max(n.units for n in notes)
    room -= 3 * len("\n")
    highlight = _relative(quote.highlight, quote)
    start = 0 if utf16_units(quote.text[: highlight[1]]) <= room else highlight[0]
    ends = [end - quote.start for _, end in quote.sentences]
    after = [end - start for end in (*ends, highlight[1]) if end > start]
    shown = divide(quote.text[start:], lambda _: room, after)[0]
    part = Part(start, start + shown.end, shown.inside_sentence)
    note = notes[part.inside_sentence]
    return join("\n", [above, _part(quote, part, certainty), note, source])


def source_of(quote: Quote, style: Style, position: str = "") -> Fragment:
    """The line below a quote, and where else near-identical words stand."""
    line = source_line(
        quote.citation,
        style.texts,
        position=position,
        date_entity=style.date_entity,
        reading=reading_link(style.bot, quote.citation.article, quote.highlight.start),
    )
    return join("\n", [line, also_in_line(quote.also_in, style.texts)])


def _part(quote: Quote, part: Part, certainty: Certainty) -> Fragment:
    span, mark = (part.start, part.end), MARKS[certainty]
    marked = _relative(quote.highlight, quote) if mark else None
    words = quoted(quote.text, span, marked, mark or bold)
    return quote_block(words, expandable=words.units > SHORT_UNITS)


def _note(index: int, parts: Sequence[Part], texts: TelegramTexts) -> Fragment:
    note = texts.part.format(number=index + 1, total=len(parts))
    if parts[index].inside_sentence:
        note = f"{note}; {texts.sentence_broken}"
    return italic(note)


def _relative(highlight: Highlight, quote: Quote) -> tuple[int, int]:
    return highlight.start - quote.start, highlight.end - quote.start
