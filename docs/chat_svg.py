"""Draws docs/chat.svg: a question to the bot and its real answer, as a phone shows them.

    python docs/chat_svg.py ["question"]

The answer comes from the engine on `corpus/`, its text from the bot's own renderer, its buttons
from the bot's own keyboard; only the drawing is made here. Lines are broken by the widths of
Helvetica, and each is stretched to its computed length, so that every viewer shows the same.
"""

from __future__ import annotations

import html
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from pathlib import Path

from bot.telegram.handlers.ask import keyboard_for
from bot.telegram.rendering.answer import Style, render_answer
from bot.texts.telegram_de import DE
from retrieval.answer import Answer
from retrieval.embedding.open import open_encoder
from retrieval.library import Library

QUESTION = "Wann wurde der Kooperationsvertrag unterzeichnet?"
ROOT = Path(__file__).parent.parent
WIDTH, MARGIN, PAD, SIZE, LEADING = 480, 14, 12, 15, 21
BUBBLE = WIDTH - 2 * MARGIN - 34
PLACEHOLDER_ID = "AAAAAAAAAAAA"
# Advance widths of Helvetica in thousandths of the size (Adobe's font metrics).
NARROW = {**dict.fromkeys("ijl'", 222), **dict.fromkeys(" !,./:;It[]|·fr()-„“”‚‘›‹", 290)}
WIDE = {**dict.fromkeys("mMW%", 860), **dict.fromkeys("ABEKPSVXY&", 667)}
WIDE |= dict.fromkeys("CDHNRUGOQÄÖÜwm", 740)


@dataclass(frozen=True)
class Run:
    """Words of one look."""

    text: str
    bold: bool = False
    italic: bool = False
    link: bool = False

    @property
    def width(self) -> float:
        """In pixels."""
        factor = 1.08 if self.bold else 1.0
        units = sum(NARROW.get(c, WIDE.get(c, 545)) for c in self.text)
        return units * SIZE / 1000 * factor


@dataclass
class Block:
    """Lines of runs, quoted or not."""

    quoted: bool
    lines: list[list[Run]]


class Reader(HTMLParser):
    """Bot API HTML → blocks of runs."""

    def __init__(self) -> None:
        """Starts outside any quotation."""
        super().__init__()
        self.blocks: list[tuple[bool, list[Run]]] = [(False, [])]
        self.look = Run("")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A look begins."""
        if tag == "blockquote":
            self.blocks.append((True, []))
        self.look = self._look(tag, on=True)

    def handle_endtag(self, tag: str) -> None:
        """A look ends."""
        if tag == "blockquote":
            self.blocks.append((False, []))
        self.look = self._look(tag, on=False)

    def handle_data(self, data: str) -> None:
        """Words of the current look."""
        self.blocks[-1][1].append(replace(self.look, text=data))

    def _look(self, tag: str, *, on: bool) -> Run:
        names = {"b": "bold", "i": "italic", "a": "link", "tg-time": "link"}
        return replace(self.look, **{names[tag]: on}) if tag in names else self.look


def blocks_of(source: str, width: float) -> list[Block]:
    """A message as lines that fit."""
    reader = Reader()
    reader.feed(source)
    blocks = []
    for quoted, runs in reader.blocks:
        lines = [line for part in _paragraphs(runs) for line in _wrapped(part, width)]
        shown = [line for line in lines if any(run.text.strip() for run in line)]
        if shown:
            blocks.append(Block(quoted, [_without_trailing_blank(line) for line in shown]))
    return blocks


def _without_trailing_blank(line: list[Run]) -> list[Run]:
    return [*line[:-1], replace(line[-1], text=line[-1].text.rstrip())]


def _paragraphs(runs: list[Run]) -> list[list[Run]]:
    parts: list[list[Run]] = [[]]
    for run in runs:
        first, *others = run.text.split("\n")
        parts[-1].append(replace(run, text=first))
        parts += [[replace(run, text=text)] for text in others]
    return parts


def _wrapped(runs: list[Run], width: float) -> Iterator[list[Run]]:
    line: list[Run] = []
    used = 0.0
    for run in runs:
        words = run.text.split(" ")
        for number, word in enumerate(words):
            piece = replace(run, text=word + (" " if number < len(words) - 1 else ""))
            if line and used + piece.width > width:
                yield line
                line, used = [], 0.0
            line.append(piece)
            used += piece.width
    yield line


class Drawing:
    """The picture, from top to bottom."""

    def __init__(self) -> None:
        """Starts below the bar with the name."""
        self.parts: list[str] = []
        self.y = 66.0

    def box(self, x: float, y: float, w: float, h: float, fill: str, radius: int = 14) -> None:
        """A rounded box."""
        self.parts.append(
            f'<rect x="{x:.0f}" y="{y:.1f}" width="{w:.0f}" height="{h:.1f}" rx="{radius}"'
            f' fill="{fill}"/>'
        )

    def line(self, runs: list[Run], x: float, y: float) -> None:
        """One line of runs, from x on."""
        spans = "".join(
            f"<tspan{_look(run)}>{html.escape(run.text)}</tspan>" for run in _joined(runs)
        )
        length = sum(run.width for run in runs)
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" textLength="{length:.1f}"'
            f' lengthAdjust="spacingAndGlyphs" xml:space="preserve">{spans}</text>'
        )

    def question(self, text: str) -> None:
        """The reader's bubble, on the right."""
        lines = list(_wrapped([Run(text)], BUBBLE - 2 * PAD))
        width = max(sum(run.width for run in line) for line in lines) + 2 * PAD
        height = len(lines) * LEADING + 2 * PAD - 6
        self.box(WIDTH - MARGIN - width, self.y, width, height, "#e1f6cf")
        for number, line in enumerate(lines):
            at = self.y + PAD + SIZE - 3 + number * LEADING
            self.line(line, WIDTH - MARGIN - width + PAD, at)
        self.y += height + 10

    def answer(self, source: str) -> None:
        """One of the bot's bubbles, on the left."""
        blocks = blocks_of(source, BUBBLE - 2 * PAD - 18)
        height = sum(len(b.lines) * LEADING + 14 for b in blocks) + 2 * PAD - 6
        self.box(MARGIN, self.y, BUBBLE, height, "#fff")
        y = self.y + PAD - 2
        for block in blocks:
            inner = len(block.lines) * LEADING + 6
            x = MARGIN + PAD
            if block.quoted:
                self.box(x, y, BUBBLE - 2 * PAD, inner, "#eaf3fa", 6)
                self.box(x, y, 4, inner, "#3e94d1", 2)
                x += 12
            for number, line in enumerate(block.lines):
                self.line(line, x, y + SIZE + 3 + number * LEADING)
            y += inner + 8
        self.y += height + 6

    def buttons(self, rows: list[list[str]]) -> None:
        """The buttons below it."""
        for row in rows:
            width = (BUBBLE - 4 * (len(row) - 1)) / len(row)
            for number, label in enumerate(row):
                x = MARGIN + number * (width + 4)
                self.box(x, self.y, width, 32, "#7fa9c4", 8)
                self.parts.append(
                    f'<text x="{x + width / 2:.1f}" y="{self.y + 21:.1f}" fill="#fff"'
                    f' text-anchor="middle">{html.escape(label)}</text>'
                )
            self.y += 36

    def svg(self, title: str) -> str:
        """The whole picture."""
        height = self.y + 10
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}"'
                f' width="{WIDTH}" font-family="Helvetica, Arial, sans-serif" font-size="{SIZE}"'
                f' role="img" aria-label="{html.escape(title)}">',
                f'<rect width="{WIDTH}" height="{height:.0f}" rx="18" fill="#c5dbe7"/>',
                f'<path d="M0 18a18 18 0 0 1 18-18h{WIDTH - 36}a18 18 0 0 1 18 18v34H0z"'
                ' fill="#517da2"/>',
                '<circle cx="34" cy="26" r="17" fill="#fff"/>',
                '<text x="34" y="33" text-anchor="middle" font-size="20" fill="#517da2"'
                ' font-weight="700">W</text>',
                '<text x="62" y="24" fill="#fff" font-weight="700">Wortlaut</text>',
                '<text x="62" y="41" fill="#dbe8f1" font-size="12">Bot</text>',
                *self.parts,
                "</svg>\n",
            ]
        )


def _look(run: Run) -> str:
    look = ' font-weight="700"' if run.bold else ""
    look += ' font-style="italic"' if run.italic else ""
    return look + (' fill="#2a7ab8"' if run.link else "")


def _joined(runs: list[Run]) -> Iterator[Run]:
    """Neighbouring words of one look as one run."""
    current: Run | None = None
    for run in runs:
        if current and replace(current, text="") == replace(run, text=""):
            current = replace(current, text=current.text + run.text)
            continue
        if current:
            yield current
        current = run
    if current:
        yield current


def draw(answer: Answer) -> str:
    """The chat as SVG."""
    style, drawing = Style(DE, bot="wortlaut_bot"), Drawing()
    drawing.question(answer.question)
    for message in render_answer(answer, style):
        drawing.answer(message)
    keyboard = keyboard_for(PLACEHOLDER_ID, answer, DE, shares=True, narrowed=False)
    drawing.buttons([[button.text for button in row] for row in keyboard.inline_keyboard])
    return drawing.svg(answer.question)


def main() -> None:
    """Asks and draws."""
    question = sys.argv[1] if len(sys.argv) > 1 else QUESTION
    encoder = open_encoder()
    with tempfile.TemporaryDirectory() as folder:
        index = Path(folder)
        library = Library(index, corpus_dir=ROOT / "corpus", encoder=encoder)
        library.build()
        with library as searcher:
            answer = searcher.ask(question)
    (ROOT / "docs" / "chat.svg").write_text(draw(answer), encoding="utf-8")


if __name__ == "__main__":
    main()
