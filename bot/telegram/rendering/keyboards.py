"""The buttons under messages."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from telegram import CopyTextButton, InlineKeyboardButton, InlineKeyboardMarkup

from bot.telegram.rendering.answer import Style, page_count
from bot.telegram.rendering.callbacks import Action, Callback, article_key
from bot.telegram.rendering.citation import best_url, copy_line, shorten
from bot.texts.telegram import TelegramTexts
from retrieval.answer import Citation, Quote
from retrieval.article import ArticleSummary

_MAX_LABEL_UNITS: Final = 60

Row = list[InlineKeyboardButton]


@dataclass(frozen=True, slots=True)
class Shown:
    """What of an answer a message shows.

    Attributes:
        answer: The answer's id.
        quotes: All its quotes.
        page: The page shown, from 0.
    """

    answer: str
    quotes: Sequence[Quote]
    page: int = 0


def answer_keyboard(shown: Shown, style: Style) -> InlineKeyboardMarkup:
    """Below a page of quotes: a row a quote, pages, thumbs."""
    first = shown.page * style.per_page
    rows = [
        _quote_row(shown, index, style.texts)
        for index in range(first, min(first + style.per_page, len(shown.quotes)))
    ]
    if page_count(shown.quotes, style) > 1:
        rows.append(_page_row(shown, style))
    rows.append(_thumbs(shown))
    return InlineKeyboardMarkup(rows)


def refusal_keyboard(shown: Shown, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below "not in the corpus": the nearest passages, if there are any, and thumbs."""
    rows = [_thumbs(shown)]
    if shown.quotes:
        rows.insert(0, [_button(texts.button_nearest, Action.NEAREST, shown.answer)])
    return InlineKeyboardMarkup(rows)


def context_keyboard(shown: Shown, index: int, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below a quote in context: back, and its source."""
    rows = [[_button(texts.button_back, Action.PAGE, shown.answer, shown.page)]]
    source = _source_button(shown.quotes[index].citation, texts, "")
    return InlineKeyboardMarkup(rows + ([[source]] if source else []))


def ask_again_keyboard(answer: str, texts: TelegramTexts) -> InlineKeyboardMarkup:
    """Below an answer of an older index."""
    return InlineKeyboardMarkup([[_button(texts.button_ask_again, Action.ASK_AGAIN, answer)]])


def lasting(keyboard: InlineKeyboardMarkup) -> InlineKeyboardMarkup | None:
    """The buttons of a keyboard that need nothing to be remembered; None where there are none."""
    rows = [
        [button for button in row if button.callback_data is None]
        for row in keyboard.inline_keyboard
    ]
    return InlineKeyboardMarkup([row for row in rows if row]) if any(rows) else None


def source_keyboard(citation: Citation, texts: TelegramTexts) -> InlineKeyboardMarkup | None:
    """Below a quote in another chat: its source, where that has an address."""
    source = _source_button(citation, texts, "")
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
        rows.append(_pages(Action.SOURCES, "", page, pages, f"{page + 1}/{pages}"))
    return InlineKeyboardMarkup(rows) if rows else None


def article_keyboard(
    article_id: str, page: int, pages: int, url: str | None, texts: TelegramTexts
) -> InlineKeyboardMarkup | None:
    """Below an article: its pages, the publisher's page; None where there is neither."""
    rows: list[Row] = []
    if pages > 1:
        key = article_key(article_id)
        rows.append(_pages(Action.ARTICLE, key, page, pages, f"{page + 1}/{pages}"))
    if url:
        rows.append([InlineKeyboardButton(texts.article_open, url=url)])
    return InlineKeyboardMarkup(rows) if rows else None


def choice_keyboard(
    yes: tuple[str, Action], no: tuple[str, Action], target: str
) -> InlineKeyboardMarkup:
    """A yes and a no."""
    return InlineKeyboardMarkup([[_button(*yes, target), _button(*no, target)]])


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
        rows.append(_pages(Action.WAITING, "", page, pages, f"{page + 1}/{pages}"))
    return InlineKeyboardMarkup(rows) if rows else None


def _quote_row(shown: Shown, index: int, texts: TelegramTexts) -> Row:
    citation = shown.quotes[index].citation
    number = f"{index + 1} " if len(shown.quotes) > 1 else ""
    context = texts.button_context.format(number=number)
    copy = texts.button_copy.format(number=number)
    row = [_button(context, Action.CONTEXT, shown.answer, index)]
    source = _source_button(citation, texts, number)
    if source:
        row.append(source)
    line = CopyTextButton(copy_line(citation, texts))
    row.append(InlineKeyboardButton(copy, copy_text=line))
    return row


def _page_row(shown: Shown, style: Style) -> Row:
    first = shown.page * style.per_page
    label = style.texts.button_page.format(
        first=first + 1,
        last=min(first + style.per_page, len(shown.quotes)),
        total=len(shown.quotes),
    )
    return _pages(Action.PAGE, shown.answer, shown.page, page_count(shown.quotes, style), label)


def _pages(action: Action, target: str, page: int, pages: int, label: str) -> Row:
    row = [InlineKeyboardButton(label, callback_data=Callback(Action.NOTHING).pack())]
    if page > 0:
        row.insert(0, _button("‹", action, target, page - 1))
    if page + 1 < pages:
        row.append(_button("›", action, target, page + 1))
    return row


def _thumbs(shown: Shown) -> Row:
    return [
        _button("👍", Action.UP, shown.answer, shown.page),
        _button("👎", Action.DOWN, shown.answer, shown.page),
    ]


def _source_button(
    citation: Citation, texts: TelegramTexts, number: str
) -> InlineKeyboardButton | None:
    url = best_url(citation)
    label = texts.button_source.format(number=number)
    return InlineKeyboardButton(label, url=url) if url else None


def _button(label: str, action: Action, target: str, number: int = 0) -> InlineKeyboardButton:
    return InlineKeyboardButton(label, callback_data=Callback(action, target, number).pack())


def _label(title: str) -> str:
    return shorten(title, _MAX_LABEL_UNITS)
