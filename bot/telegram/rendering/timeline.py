"""An answer's quotes as a timeline: of each the sentence that answers, the oldest first."""

from __future__ import annotations

from bot.telegram.rendering.answer import (
    CUT,
    MARKS,
    Style,
    above_quotes,
    caution,
    head_of_table,
    marked_sentence,
    pack,
    quote_fragments,
    render_answer,
    source_of,
)
from bot.telegram.rendering.html import Fragment, join, quote_block, text
from retrieval.answer import Answer, Certainty, Quote


def render_timeline(answer: Answer, style: Style, publisher: str | None = None) -> tuple[str, ...]:
    """The messages a timeline is shown as.

    Args:
        answer: What the corpus says.
        style: Language and form.
        publisher: Whose articles alone were searched.

    Returns:
        The messages, in order; those of `render_answer` where there is no answer.
    """
    if answer.talk is not None or answer.refusal is not None:
        return render_answer(answer, style, publisher)
    said = above_quotes(answer, publisher, style.texts)
    head = join("\n", [*said, caution(answer.certainty, style.texts)])
    blocks = [head] if head else []
    for quote in answer.by_date().quotes:
        blocks += _entry(quote, style, answer.certainty)
    return tuple(message.html for message in pack(blocks))


def _entry(quote: Quote, style: Style, certainty: Certainty) -> list[Fragment]:
    """The sentence with its source; the whole quote, divided, where that sentence is too long."""
    highlight, mark = quote.highlight, MARKS[certainty]
    if mark is not None and highlight.text:
        before = text(CUT) if quote.text[: highlight.start - quote.start].strip() else Fragment()
        after = text(CUT) if quote.text[highlight.end - quote.start :].strip() else Fragment()
        sentence = join(" ", [before, marked_sentence(quote, mark), after])
        entry = join("\n", [head_of_table(quote), quote_block(sentence), source_of(quote, style)])
        if entry.fits:
            return [entry]
    return quote_fragments(quote, style, certainty, Fragment())
