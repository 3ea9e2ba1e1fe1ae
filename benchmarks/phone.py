"""How answers look on a phone: pictures at 390 px, their height, and how many rows of buttons.

    python -m benchmarks.phone [--into DIR] [--width PX]

The answers come from the engine on `corpus/`, every other one as if its articles had a web address;
their text and buttons from the bot's own renderers.
A browser sets them in Roboto at 16 px, as Telegram does on Android (Debian: `chromium`,
`fonts-roboto`, `fonts-noto-color-emoji`).
"""

from __future__ import annotations

import argparse
import html
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from telegram import InlineKeyboardMarkup

from benchmarks.options import ROOT, WORK, stop
from bot.telegram.handlers.ask import keyboard_for
from bot.telegram.rendering.answer import Style, render_answer, render_page
from bot.telegram.rendering.article import context_pages, render_context
from bot.telegram.rendering.keyboards import Shown, answer_keyboard, context_keyboard
from bot.texts.telegram_de import DE
from retrieval.answer import Answer
from retrieval.library import Library

QUESTIONS = (
    "Wann wurde der Kooperationsvertrag unterzeichnet?",
    "Wer ist Viktor Bout?",
    "Was steht auf der Wunschliste des Iran?",
    "Wie reagieren die USA unter Trump?",
    "Was regelt der Vertrag zwischen Russland und dem Iran?",
    "Wie viele Drohnen hat der Iran geliefert?",
    "Was wurde im Januar 2025 in Moskau unterzeichnet?",
    "Was sagt die AfD zum Kooperationsvertrag?",
    "Hat der Iran den Vertrag schon ratifiziert?",
    "Wer gewann die Fußball-Weltmeisterschaft 1990?",
)
BROWSERS = ("chromium", "chromium-browser", "google-chrome")
STYLE = """
body { margin: 0; font: 16px/21px Roboto, "Noto Color Emoji", sans-serif; display: flex;
  flex-wrap: wrap; align-items: flex-start; background: #d5e3c8; }
.phone { width: WIDTHpx; box-sizing: border-box; padding: 8px; border-right: 1px solid #fff; }
.asked { background: #e3fdc9; border-radius: 14px; padding: 6px 10px; margin: 0 0 6px 60px; }
.bubble { background: #fff; border-radius: 14px; padding: 6px 10px 8px; margin: 0 34px 4px 0;
  white-space: pre-wrap; overflow-wrap: break-word; }
blockquote { margin: 2px 0; padding: 2px 8px; border-left: 3px solid #3390ec;
  background: #eaf3fd; border-radius: 4px; display: block; }
blockquote[expandable] { display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical;
  overflow: hidden; }
a { color: #3390ec; text-decoration: none; }
.row { display: flex; gap: 4px; margin: 0 34px 4px 0; }
.row span { flex: 1 1 0; min-width: 0; height: 40px; line-height: 40px; text-align: center;
  background: #7fa06a; color: #fff; border-radius: 8px; padding: 0 4px; font-weight: 500;
  font-size: 15px; white-space: nowrap; overflow: hidden; text-overflow: ellipsis; }
"""
MEASURE = """
<script>for (const e of document.querySelectorAll(".answer"))
  e.dataset.height = Math.round(e.getBoundingClientRect().height);
for (const e of document.querySelectorAll(".row span"))
  if (e.scrollWidth > e.clientWidth) e.dataset.cut = e.textContent;</script>
"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Asks, draws, prints a line a view."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--into", type=Path, default=WORK / "phone", help="folder for the pictures")
    parser.add_argument("--width", type=int, default=390, help="of the phone, in pixels")
    given = parser.parse_args(arguments)
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser is None:
        raise stop(f"no browser; one of {', '.join(BROWSERS)} draws the pictures")
    given.into.mkdir(parents=True, exist_ok=True)
    library = Library(given.into / "index", corpus_dir=ROOT / "corpus")
    library.build()
    with library:
        views = list(views_of(library))
    chats = [_chat(view) for view in views]
    page = given.into / "phone.html"
    page.write_text(_page("".join(chats), given.width), encoding="utf-8")
    columns = 5
    rows = -(-len(chats) // columns)
    size = f"--window-size={columns * given.width},{rows * 640}"
    dom = _browse(browser, page, size, "--dump-dom")
    _browse(browser, page, size, f"--screenshot={given.into / 'phone.png'}")
    heights = [int(height) for height in re.findall(r'data-height="(\d+)"', dom)]
    print(f"{'px':>6}  rows  buttons  what")
    for view, chat, height in zip(views, chats, heights, strict=True):
        count = chat.count('<div class="row">'), chat.count("<span>")
        print(f"{height:6}  {count[0]:4}  {count[1]:7}  {view.what}: {view.question}")
    for label in sorted(set(re.findall(r'data-cut="([^"]*)"', dom))):
        print(f"cut off: {html.unescape(label)}")
    print(given.into / "phone.png")


@dataclass(frozen=True, slots=True)
class View:
    """What one phone shows: a question, what answers it, what is below."""

    what: str
    question: str
    messages: Sequence[str]
    keyboard: InlineKeyboardMarkup | None


def views_of(library: Library) -> Iterator[View]:
    """The answers, then what their buttons lead to."""
    style, key = Style(DE, bot="wortlaut_bot"), "AAAAAAAAAAAA"
    behind: list[View] = []
    for number, question in enumerate(QUESTIONS):
        answer = library.ask(question)
        if number % 2:
            answer = _with_addresses(answer)
        narrowed = answer.period is not None and answer.period.kept
        keyboard = keyboard_for(key, answer, DE, shares=True, narrowed=narrowed)
        yield View(answer.certainty, question, render_answer(answer, style), keyboard)
        behind += _behind(library, answer, style, key)
    yield from behind


def _behind(library: Library, answer: Answer, style: Style, key: str) -> Iterator[View]:
    """The next quote, and the first one in context."""
    shown = Shown(key, answer.quotes, 1, answered=answer.answered, shares=True)
    if len(answer.quotes) > 1:
        further = render_page(answer.quotes, 1, style, answer.certainty)
        yield View("next", answer.question, further, answer_keyboard(shown, style.texts))
    if not answer.quotes:
        return
    quote = answer.quotes[0]
    article = library.article(quote.citation.article)
    paragraphs = library.paragraphs(article.id)
    pages, page = context_pages(article.text, paragraphs, quote.highlight)
    message = render_context(article, paragraphs, pages[page], quote, answer.certainty, style)
    keyboard = context_keyboard(replace(shown, page=0), page, len(pages), style.texts)
    yield View("in context", answer.question, (message,), keyboard)


def _with_addresses(answer: Answer) -> Answer:
    quotes = tuple(
        replace(quote, citation=replace(quote.citation, url=url, plain_url=url))
        for quote in answer.quotes
        for url in [f"https://zeitung.example/{quote.citation.article}"]
    )
    return replace(answer, quotes=quotes)


def _chat(view: View) -> str:
    # A block ends its line by itself.
    messages = (m.replace("</blockquote>\n", "</blockquote>") for m in view.messages)
    bubbles = "".join(f'<div class="bubble">{message}</div>' for message in messages)
    asked = f'<div class="asked">{html.escape(view.question)}</div>'
    answer = f'<div class="answer">{bubbles}{_rows(view.keyboard)}</div>'
    return f'<div class="phone">{asked}{answer}</div>'


def _rows(keyboard: InlineKeyboardMarkup | None) -> str:
    rows = keyboard.inline_keyboard if keyboard else ()
    labels = ("".join(f"<span>{html.escape(button.text)}</span>" for button in row) for row in rows)
    return "".join(f'<div class="row">{row}</div>' for row in labels)


def _page(chats: str, width: int) -> str:
    style = STYLE.replace("WIDTH", str(width))
    return f'<meta charset="utf-8"><style>{style}</style><body>{chats}</body>{MEASURE}'


def _browse(browser: str, page: Path, *options: str) -> str:
    with tempfile.TemporaryDirectory() as profile:
        command = [
            *(browser, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"),
            *(f"--user-data-dir={profile}", *options, page.as_uri()),
        ]
        done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=120)
    return done.stdout


if __name__ == "__main__":
    main()
