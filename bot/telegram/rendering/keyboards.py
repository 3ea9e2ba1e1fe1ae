"""The buttons under messages."""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.fields import FIELDS
from bot.telegram.publishers import publisher_number
from bot.telegram.rendering.callbacks import Action, Callback, EraseStep, article_key, sharing_query
from bot.telegram.rendering.citation import best_url, copied, shorten
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Citation, Quote
from retrieval.article import ArticleSummary

MAX_PUBLISHERS: Final = 20
"""So many publishers are offered as buttons."""
_MAX_LABEL_UNITS: Final = 60
_COPY: Final = "📋"  # a word would not fit beside four other buttons

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an answer a message shows.

    Attributes:
        answer: The answer's id.
        quotes: All its quotes.
        page: Index of the quote shown.
        answered: Whether the quotes answer or are only the nearest.
        shares: Whether the bot answers inline queries, by which a quote is handed on.
        narrowed: Whether the days that the question names narrow it, which a button lifts.
    """

    answer: str
    quotes: Sequence[Quote]
    page: int = 0
    answered: bool = True
    shares: bool = False
    narrowed: bool = False


def answer_keyboard(shown: Shown, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below a quote: a row to read on, a row of what can be done with it."""
    if not shown.quotes:
        return InlineKeyboardMarkup([_thumbs(shown)])
    return InlineKeyboardMarkup(_later(shown, texts) if shown.page else _first(shown, texts))


def refusal_keyboard(shown: Shown, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below "not in the corpus": the nearest passages, if there are any, and thumbs."""
    rows = [_thumbs(shown)]
    if shown.narrowed:
        rows[0].append(_all_days(shown, texts))
    if shown.quotes:
        rows.insert(0, [_button(texts.button_nearest, Action.NEAREST, shown.answer)])
    return InlineKeyboardMarkup(rows)


def context_keyboard(
    shown: Shown, page: int, pages: int, texts: TelegramTexts
) -> InlineKeyboardMarkup:
    """Below a quote in context: the article's pages, of which `page` is shown; back; the source."""
    row = [_button(texts.button_back, Action.PAGE, shown.answer, shown.page)]
    source = _source_button(shown.quotes[shown.page].citation, texts)
    rows = [row + ([source] if source else [])]
    if pages > 1:
        to = partial(Callback, Action.CONTEXT, shown.answer, shown.page)
        rows.insert(0, _turning(page, pages, to))
    return InlineKeyboardMarkup(rows)


def ask_again_keyboard(answer: str, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below an answer of an older index."""
    return InlineKeyboardMarkup([[_button(texts.button_ask_again, Action.ASK_AGAIN, answer)]])


def lasting(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    """The buttons of a keyboard that need nothing to be remembered; None where there are none."""
    rows = [
        [button for button in row if button.url or button.copy_text]
        for row in keyboard.inline_keyboard
    ]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def source_keyboard(citation: Citation, texts: TelegramTexts) -> InlineKeyboardMarkup | None:
    """Below a quote in another chat: its source, where that has an address."""
    source = _source_button(citation, texts)
    return InlineKeyboardMarkup([[source]]) if source else None


def sources_keyboard(
    articles: Sequence[ArticleSummary], page: int, pages: int
) -> InlineKeyboardMarkup | None:
    """Below a page of the list of articles: one button an article, and pages."""
    rows: list[Row] = [
        [_button(_label(article.title), Action.ARTICLE, article_key(article.id))]
        for article in articles
    ]
    if pages > 1:
        rows.append(_turning(page, pages, partial(Callback, Action.SOURCES, "")))
    return InlineKeyboardMarkup(rows) if rows else None


def article_keyboard(
    article_id: str, page: int, pages: int, url: str | None, texts: TelegramTexts
) -> InlineKeyboardMarkup | None:
    """Below an article: its pages, the publisher's page; None where there is neither."""
    rows: list[Row] = []
    if pages > 1:
        at = partial(Callback, Action.ARTICLE, article_key(article_id))
        rows.append(_turning(page, pages, at))
    if url:
        rows.append([InlineKeyboardButton(texts.article_open, url=url)])
    return InlineKeyboardMarkup(rows) if rows else None


def publishers_keyboard(names: Sequence[str], question: str) -> InlineKeyboardMarkup:
    """Below a question that names no publisher that is known: those there are, two a row.

    Args:
        names: The publishers; the first `MAX_PUBLISHERS` are shown.
        question: Under which id the question is kept.

    Returns:
        The buttons.
    """
    buttons = [
        _button(shorten(name, _MAX_LABEL_UNITS), Action.FROM, question, publisher_number(name))
        for name in names[:MAX_PUBLISHERS]
    ]
    return InlineKeyboardMarkup([buttons[i : i + 2] for i in range(0, len(buttons), 2)])


def examples_keyboard(articles: Sequence[ArticleSummary]) -> InlineKeyboardMarkup | None:
    """Below the greeting: headlines to ask, one a row; None where there are none."""
    rows = [
        [_button(_label(article.title), Action.EXAMPLE, article_key(article.id))]
        for article in articles
    ]
    return InlineKeyboardMarkup(rows) if rows else None


def choices_keyboard(action: Action, labels: Sequence[str]) -> InlineKeyboardMarkup:
    """A button a choice, one a row, numbered from 0."""
    return InlineKeyboardMarkup(
        [[_button(label, action, "", number)] for number, label in enumerate(labels)]
    )


def choice_keyboard(
    yes: tuple[str, Action], no: tuple[str, Action], target: str
) -> InlineKeyboardMarkup:
    """A yes and a no."""
    return InlineKeyboardMarkup([[_button(*yes, target), _button(*no, target)]])


def proposal_keyboard(
    upload: str,
    texts: TelegramTexts,
    *,
    replace_as: str,
    several: bool,
    guessed: Container[str] = (),
) -> InlineKeyboardMarkup:
    """Below a proposal: add it, alone or with others, or instead of another; correct it.

    Args:
        upload: The document's id.
        texts: The language.
        replace_as: What replacing an article with it is called; empty if it may replace none.
        several: Whether others of the editor's documents wait that repeat nothing.
        guessed: The fields that are guesses; their buttons ask.

    Returns:
        The buttons.
    """
    rows = [
        [
            _button(texts.button_add, Action.ADD, upload),
            _button(texts.button_discard, Action.DISCARD, upload),
        ]
    ]
    if replace_as:
        rows.insert(0, [_button(replace_as, Action.REPLACE, upload)])
    if several:
        rows.append([_button(texts.button_add_all, Action.ADD_ALL, "")])
    labels = texts.shared.labels
    fields = [
        _button(f"✎ {labels[name]}{'?' * (name in guessed)}", Action.FIELD, upload, number)
        for number, name in enumerate(FIELDS)
    ]
    return InlineKeyboardMarkup([*rows, fields[:2], fields[2:4], fields[4:]])


def undo_keyboard(undo: str, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below what was done: take it back."""
    return InlineKeyboardMarkup([[_button(texts.button_undo, Action.UNDO, undo)]])


def removal_keyboard(
    articles: Sequence[ArticleSummary], page: int, pages: int
) -> InlineKeyboardMarkup:
    """One button for each article that may be removed, and pages."""
    rows: list[Row] = [
        [_button(_label(article.title), Action.PICK, article_key(article.id))]
        for article in articles
    ]
    if pages > 1:
        rows.append(_turning(page, pages, partial(Callback, Action.PICK, "")))
    return InlineKeyboardMarkup(rows)


def erase_keyboard(steps: Sequence[tuple[str, EraseStep]]) -> InlineKeyboardMarkup:
    """Steps of deleting what is stored about someone, one below the other."""
    return InlineKeyboardMarkup([[_button(label, Action.ERASE, "", step)] for label, step in steps])


def waiting_keyboard(
    peers: Sequence[int], first: int, page: int, pages: int, texts: TelegramTexts
) -> InlineKeyboardMarkup | None:
    """Below the list of those who wait: a yes and a no for each, and pages.

    Args:
        peers: Telegram's numbers of those on the page.
        first: The number before the first of them in the list.
        page: The page shown, from 0.
        pages: How many there are.
        texts: The language.

    Returns:
        The buttons; None where nobody waits.
    """
    rows: list[Row] = [
        [
            _button(f"{number} {texts.button_admit}", Action.ADMIT, str(peer), page + 1),
            _button(f"{number} {texts.button_decline}", Action.DECLINE, str(peer), page + 1),
        ]
        for number, peer in enumerate(peers, first)
    ]
    if pages > 1:
        rows.append(_turning(page, pages, partial(Callback, Action.WAITING, "")))
    return InlineKeyboardMarkup(rows) if rows else None


def _first(shown: Shown, texts: TelegramTexts) -> list[Row]:
    """Below the first quote: a rating is of the answer, and says that this quote is right."""
    context = _button(texts.button_context, Action.CONTEXT, shown.answer)
    if shown.narrowed:  # a third button would leave no room for the words of the other two
        doing = [*_with_quote(shown, texts, copies=False), *_thumbs(shown)]
        return [[context, _all_days(shown, texts)], doing + _ahead(shown, "›")]
    further = texts.button_further.format(count=len(shown.quotes) - 1)
    doing = [*_with_quote(shown, texts), *_thumbs(shown)]
    return [[context, *_ahead(shown, further)], doing]


def _later(shown: Shown, texts: TelegramTexts) -> list[Row]:
    """Below any other quote."""
    context = _button(texts.button_context, Action.CONTEXT, shown.answer, shown.page)
    back = _button("‹", Action.PAGE, shown.answer, shown.page - 1)
    return [[context, *_ahead(shown, "›")], [back, *_with_quote(shown, texts)]]


def _ahead(shown: Shown, label: str) -> Row:
    """What leads to the next quote, if there is one."""
    if shown.page + 1 >= len(shown.quotes):
        return []
    return [_button(label, Action.PAGE, shown.answer, shown.page + 1)]


def _with_quote(shown: Shown, texts: TelegramTexts, *, copies: bool = True) -> Row:
    """What can be done with the quote shown; one that does not answer is not handed on."""
    quote = shown.quotes[shown.page]
    source = _source_button(quote.citation, texts)
    row = [source] if source else []
    if shown.answered and shown.shares:
        query = sharing_query(shown.answer, shown.page)
        row.append(InlineKeyboardButton(texts.button_share, switch_inline_query=query))
    if copies and shown.answered and (text := copied(quote, texts)):
        row.append(InlineKeyboardButton(_COPY, copy_text=CopyTextButton(text)))
    return row


def _turning(page: int, pages: int, to: Callable[[int], Callback]) -> Row:
    """One page back, which it is of how many, one on; `to` makes what leads to a page."""
    here = f"{page + 1}/{pages}"
    row = [InlineKeyboardButton(here, callback_data=Callback(Action.NOTHING).pack())]
    if page:
        row.insert(0, InlineKeyboardButton("‹", callback_data=to(page - 1).pack()))
    if page + 1 < pages:
        row.append(InlineKeyboardButton("›", callback_data=to(page + 1).pack()))
    return row


def _thumbs(shown: Shown) -> Row:
    return [
        _button("👍", Action.UP, shown.answer, shown.page),
        _button("👎", Action.DOWN, shown.answer, shown.page),
    ]


def _all_days(shown: Shown, texts: TelegramTexts) -> InlineKeyboardButton:
    return _button(texts.button_all_days, Action.ALL_DAYS, shown.answer)


def _source_button(citation: Citation, texts: TelegramTexts) -> InlineKeyboardButton | None:
    url = best_url(citation)
    return InlineKeyboardButton(texts.button_source, url=url) if url else None


def _button(label: str, action: Action, target: str, number: int = 0) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=Callback(action, target, number).pack())


def _label(title: str) -> str:
    return shorten(title, _MAX_LABEL_UNITS)
