"""Texts of every shape, as long as one likes: what an article may look like at its worst.

`FAMILIES` has a function for each name, which makes the text of about so many characters. All can
stand below a front matter, as an article's body, or be a raw text; none is refused for its shape.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Final

Family = Callable[[int], str]

_SENTENCE: Final = (
    "Der Stadtrat hat am Dienstagabend nach langer Debatte den Haushalt beschlossen. "
)
_SYLLABLES: Final = ("ba", "de", "fi", "go", "hu", "ka", "le", "mi", "no", "pu", "ra", "se", "ti")


def repeated(part: str) -> Family:
    """The same over and over."""
    return lambda size: (part * (size // len(part) + 1))[:size]


def of_parts(part: Callable[[int], str]) -> Family:
    """Part after part, each made of its number."""

    def text(size: int) -> str:
        parts, length = [], 0
        for number in count():
            parts.append(part(number))
            length += len(parts[-1])
            if length >= size:
                return "".join(parts)[:size]
        raise AssertionError

    return text


def _word(number: int) -> str:
    """A word of its own for each number: letters only, 6 to 12 of them."""
    mixed = (number * 2_654_435_761 + 12_345) % (1 << 32)
    return "".join(_digits(mixed, 6)).capitalize()


def _digits(number: int, least: int) -> Iterator[str]:
    for place in count():
        number, digit = divmod(number, len(_SYLLABLES))
        yield _SYLLABLES[digit]
        if not number and place + 1 >= least // 2:
            return


def _word_end(text: str) -> Family:
    return lambda size: text + "x" * (size - len(text))


FAMILIES: Final[dict[str, Family]] = {
    # Words
    "one word": repeated("x"),
    "one word of many letters": of_parts(lambda n: _word(n).lower()),
    "one word of umlauts": repeated("äöüß"),
    "one word in capitals": repeated("QUERSCHLÄGER"),
    "one word after a sentence": _word_end(_SENTENCE),
    "hyphens": repeated("Wort-"),
    "apostrophes": repeated("o'"),
    "letters and digits": repeated("a1"),
    "long words": of_parts(lambda n: _word(n) * 60 + " "),
    "compounds": of_parts(lambda n: _word(n) + "svertrag" * 3 + " "),
    "capitals": repeated("DER STADTRAT TAGT HEUTE ABEND. "),
    "camel case": repeated("StadtRat"),
    "names": of_parts(lambda n: f"{_word(n)} {_word(n + 7)}\n"),
    "names without breaks": of_parts(lambda n: f"{_word(n)} {_word(n + 7)}, "),
    "lower case without stops": of_parts(lambda n: f"{_word(n).lower()} "),
    # Sentences
    "one sentence repeated": repeated(_SENTENCE),
    "sentences": of_parts(lambda n: f"{_word(n)} und {_word(n + 1)} gehen heute in die Schule. "),
    "very short sentences": repeated("A. B. C. "),
    "short sentences": repeated("Er kam. Sie ging. "),
    "a sentence a line": repeated("Er kam. Sie ging.\n"),
    "paragraphs": repeated(_SENTENCE * 3 + "\n\n"),
    "abbreviations": repeated("z. B. u. a. d. h. "),
    "abbreviations without blanks": repeated("z.B.u.a.d.h."),
    "ordinals": repeated("am 3. 4. und 5. "),
    "numbered": of_parts(lambda n: f"{n % 999 + 1}. "),
    "great numbers and stops": of_parts(lambda n: f"{n + 10_000}. "),
    "questions": repeated("Wer? Was? Wann? "),
    "full stops": repeated("."),
    "full stops and blanks": repeated(". "),
    "question marks": repeated("?!"),
    "ellipses": repeated("… "),
    "quotation marks": repeated("„“"),
    "quoted": repeated("„Ja“, sagte er. "),
    "straight quotation marks": repeated('"'),
    "open quotation marks": repeated("„Er "),
    # Numbers and signs
    "digits": repeated("1234567890"),
    "grouped digits": repeated("123.456,"),
    "numbers": of_parts(lambda n: f"{n * 7919} "),
    "dates": repeated("21.12.2024 14:35 "),
    "punctuation": repeated(",;:-–—/()[]{}&%$§"),
    "brackets": repeated("("),
    "nested brackets": lambda size: "(a " * (size // 6) + "b) " * (size // 6),
    "footnotes": of_parts(lambda n: f"Wort.[{n % 999}] "),
    "agencies": repeated("(dpa) "),
    "slashes": repeated("a/b"),
    "underscores": repeated("_"),
    "at signs": repeated("a@b."),
    "smileys": repeated(":-) "),
    # White space
    "white space": lambda size: "a" + " " * (size - 2) + "b",
    "newlines": lambda size: "a" + "\n" * (size - 2) + "b",
    "blank lines of blanks": lambda size: "a" + " \n" * (size // 2) + "b",
    "other blanks": lambda size: "a" + "\u2003\u3000" * (size // 2) + "b",
    "a word a line": repeated("ab\n"),
    "a letter a paragraph": repeated("a\n\n"),
    "headlines": of_parts(lambda n: f"{_word(n)} {_word(n + 3)}\n\n"),
    # Scripts and signs beyond ASCII
    "combining marks": repeated("e\u0301\u0323" + "a" + "\u0308" * 9),
    "marks alone": repeated("\u0301" * 29 + "a"),
    "invisible": lambda size: "a" + "\u2060\u200d\u200c" * (size // 3) + "b",
    "invisible between letters": repeated("a\u200d"),
    "Chinese": repeated("中国人民银行今天宣布降低利率。"),
    "Chinese without stops": repeated("中国人民银行今天宣布降低利率"),
    "Arabic": repeated("قال الوزير اليوم إن الحكومة ستعلن القرار قريبا. "),
    "Thai": repeated("รัฐบาลประกาศมาตรการใหม่วันนี้"),
    "Korean": repeated("정부는 오늘 새로운 조치를 발표했다. "),
    "Hebrew": repeated("הממשלה הודיעה היום. "),
    "emoji": repeated("😀"),
    "joined emoji": repeated("👨\u200d👩\u200d👧\u200d👦"),
    "flags": repeated("🇩🇪"),
    "emoji and words": repeated("ja 👍🏽 "),
    "ligatures": repeated("ﷺ ﬃ "),
    "mathematical letters": repeated("𝔄𝔅 "),
    # Markdown and other markup
    "a table": of_parts(lambda n: f"| {n} | {_word(n)} | 3,5 |\n"),
    "a table in one row": repeated("| a "),
    "bullets": of_parts(lambda n: f"- {_word(n)}\n"),
    "nested bullets": of_parts(lambda n: f"{' ' * (n % 40)}- Punkt {n}\n"),
    "a numbered list": of_parts(lambda n: f"{n % 999 + 1}. {_word(n)} tritt auf.\n"),
    "quoted lines": repeated("> > > Er kam.\n"),
    "quote signs": repeated(">"),
    "quote signs and blanks": repeated("> "),
    "headings": of_parts(lambda n: f"## {_word(n)}\n\n"),
    "heading signs": repeated("# "),
    "emphasis": repeated("*a* **b** _c_ "),
    "asterisks": repeated("*"),
    "links": of_parts(lambda n: f"[Wort {n}](https://beispiel.example/{n}) "),
    "open links": repeated("[a]("),
    "rules": repeated("---\n"),
    "fences": repeated("```\nx\n"),
    "code": repeated("`a` "),
    "addresses": of_parts(lambda n: f"https://beispiel.example/{n}/a-b?c={n}&d "),
    "one address": lambda size: "https://beispiel.example/" + "a/b-c?d=1&" * (size // 10),
    "e-mail addresses": of_parts(lambda n: f"a{n}@beispiel.example "),
    "host names": repeated("www.beispiel.example."),
    "tags": repeated("<p>Er kam.</p>\n"),
    "one tag": lambda size: "<a " + "b='c' " * (size // 6) + ">x</a>",
    "open tags": repeated("<"),
    "entities": repeated("&amp;"),
    "escapes": repeated("\\"),
    "hash tags": repeated("#Wort "),
    "glued tags": repeated("RusslandTürkei"),
    "code of a program": repeated("if (a[i] == b.c) { d(e, f); }\n"),
    "Base64": of_parts(lambda n: f"{n * 2_654_435_761 % (1 << 64):X}+/"),
    # What a crawler leaves
    "advertisements": repeated("Anzeige\n\nEr kam heute.\n\n"),
    "dates in lines": repeated("21. Dezember 2024\n"),
    "bylines": repeated("Von Anna Beispiel und Bert Muster\n"),
    "datelines": repeated("BERLIN, PARIS (dpa) - Er kam. "),
    "sources": of_parts(lambda n: f"Quellen: {_word(n)}, {_word(n + 1)}\n"),
    "breadcrumbs": repeated("Startseite > Politik > Inland > "),
    "separators": repeated(" | • - "),
    "labels": repeated("Foto: "),
    "places and days": repeated("Berlin, den 3. März "),
}
