"""Valid articles, damaged: what a hostile or broken program may put into an article's file.

`mutated(seed)` is the same for the same seed on every machine.
"""

from __future__ import annotations

import random
import sys
import unicodedata
from collections.abc import Callable, Sequence
from functools import cache
from typing import Final

Mutation = Callable[[random.Random, str], str]

_MAX_CHARS: Final = 200_000

_BODY: Final = """Der Stadtrat hat am Dienstag den Haushalt beschlossen. „Das ist viel“, sagte sie.

## Zahlen

- 3,5 Mio. Euro für die Schule
- 1.200 neue Plätze, z. B. in der Nordstadt

| Jahr | Euro |
|------|------|
| 2024 | 1,5  |

> Der Rat tagte am 3. März. Danach gab es [einen Link](https://beispiel.example/a?b=c).
"""
_FRONT: Final = (
    "title: Stadtrat beschließt Haushalt",
    'title: "Was: nun?"\ndate: 2025-01-18\npublisher: Tagblatt',
    "title: >\n  Gefaltet und\n  lang\nauthors: [Anna Beispiel, Bert]\nlanguage: de-AT",
    "title: x\nauthors:\n  - Anna\n  - Bert\nsources: {a: b}\nurl: https://tagblatt.example/h",
    "lang: en\nauthor: 'O''Hara'\nsection: Politik\nrating: 5\nnested:\n  a:\n    b: [c, {d: e}]",
    "title: &t Titel\npublisher: *t",
)
_VALID: Final = (
    *(f"---\n{front}\n---\n\n{_BODY}" for front in _FRONT),
    f"Überschrift\n\n{_BODY}",
    f"21. Dezember 2024\nPolitik\n\nTitel der Sache\n\n{_BODY}\nQuellen:\nwww.beispiel.example\n",
)
_KEYS: Final = ("title", "date", "publisher", "url", "authors", "section", "language", "sources")
_TAGS: Final = (
    "!!int", "!!float", "!!bool", "!!null", "!!str", "!!binary", "!!timestamp", "!!set", "!!omap",
    "!!pairs", "!!merge", "!!map", "!!seq", "!!python/object/apply:os.system", "!", "!x",
    "!<tag:x>", "!<!>", "!!python/name:os", "!%", "!a!b",
)  # fmt: skip
_SCALARS: Final = (
    "9" * 5_000, "1e999999999", "-0x" + "F" * 400, "0o777", "1_0", ".inf", ".nan", "190:20:30",
    "2024-99-99", "0000-00-00", "9999999-01-01", "2001-12-14t21:59:43.10-99:99", "1.1.1", "yes",
    "~", "null", "=", "<<", "''", '""', "[]", "{}", "- - -", "? a", "|", ">-9", "|+\n", "@a", "`a",
    "%a", "&a", "*a", "!!int", "'", '"', "[", "{", "#", ": :", "a: b: c", "\\", "http://[::1",
    "http://[v1.", "http://a:99999999999/", "de-" + "x" * 400, "31. Februar 2024",
    "99.99.9999", "1.1.70", "29.2.2023", "٣.٣.٢٠٢٤", "²⁰²⁴", "\ud800",
)  # fmt: skip
_ESCAPES: Final = (
    "\\UFFFFFFFF", "\\U00110000", "\\ud800", "\\uD83D\\uDE00", "\\x00", "\\0", "\\x", "\\u12",
    "\\N", "\\_", "\\L", "\\P", "\\e", "\\q", "\\u202e", "\\uFEFF", "\\u0301" * 40, "\\\n  \\\n",
)  # fmt: skip
_ODD: Final = (
    "\0", "\ud800", "\udc00", "\ud83d", "\ufeff", "\ufffe", "\uffff", "\U0010ffff", "\x1b[2J",
    "\u202e", "\u2028", "\u2029", "\x85", "\x0b", "\x0c", "\r", "\r\n", "\t", "\xa0", "\xad",
    "\u200b", "\u200d", "\u0301", "\u0301" * 31, "\u1160", "\ufdfa", "\u0390", "İ", "ß", "ﬀ", "Å",
    "👨\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "\U000e0001", "𝔄", "ﷺ" * 50, "\u3000", "\ue000",
)  # fmt: skip
_ENCODINGS: Final = (
    "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-be", "cp1252",
    "iso8859_15", "mac_roman", "cp850", "cp1251", "shift_jis", "gb18030", "koi8_r", "utf-7",
    "cp037", "big5", "euc_kr",
)  # fmt: skip
_FENCES: Final = ("---\n", "...\n", "--- \n", "----\n", "--- x\n", "%YAML 9.9\n", "---\r---\n")
_SIGNS: Final = (
    "{", "}", "[", "]", ": ", ", ", "\n", "\n  ", "#", "'", '"', "&", "*", "!", "|", ">", "%", "@",
    "`", "-", "- ", "? ", "~", "=", "<<: ", "\t",
)  # fmt: skip
_PARTS: Final = (
    "| a ", "> ", "- ", "1. ", "# ", "**", "[a](", "<b>", "```\n", "\\", "&amp;", "A. ", "z. B. ",
    "(", "„", "…", "!", "\n\n", " ", "www.", "http://a/",
)  # fmt: skip
_SIGNATURES: Final = (
    b"%PDF-1.7\n", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"\xff\xd8\xff", b"{\\rtf1", b"\xff\xfe",
    b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff", b"\xef\xbb\xbf", b"\xef\xbb\xbf\xef\xbb\xbf",
)  # fmt: skip


def mutated(seed: int) -> bytes:
    """The file of that number."""
    rng = random.Random(seed)  # noqa: S311 (to be repeated, not to be secret)
    text = rng.choice(_VALID)
    for _ in range(rng.choice((1, 1, 1, 2, 2, 3, 5))):
        text = rng.choice(_MUTATIONS)(rng, text)[:_MAX_CHARS]
    raw = _encoded(rng, text)
    return _damaged(rng, raw) if rng.random() < 0.25 else raw


def _encoded(rng: random.Random, text: str) -> bytes:
    encoding = rng.choice(_ENCODINGS) if rng.random() < 0.2 else "utf-8"
    errors = "surrogatepass" if encoding.startswith("utf") and encoding != "utf-7" else "replace"
    return text.encode(encoding, errors)


def _damaged(rng: random.Random, raw: bytes) -> bytes:
    at = rng.randrange(len(raw) + 1)
    kind = rng.randrange(6)
    if kind == 0:
        return raw[:at]
    if kind == 1:
        return raw[at:]
    if kind == 2:
        return rng.choice(_SIGNATURES) + raw
    if kind == 3:
        return raw[:at] + rng.randbytes(rng.choice((1, 2, 3, 50))) + raw[at:]
    if kind == 4:
        return raw[:at] + bytes(rng.choice((1, 7, 4_096))) + raw[at:]
    flipped = bytearray(raw or b"x")
    for _ in range(rng.randint(1, 20)):
        flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
    return bytes(flipped)


def _insert(text: str, at: int, what: str) -> str:
    return text[:at] + what + text[at:]


def _in_front_matter(text: str, lines: str) -> str:
    """The lines as the first of the front matter, which the text gets if it has none."""
    if text.startswith("---\n"):
        return f"---\n{lines}\n{text[4:]}"
    return f"---\n{lines}\n---\n{text}"


def _key(rng: random.Random) -> str:
    return rng.choice((*_KEYS, *_KEYS, "lang", "author", "x", "<<", "null", "?", "a b", "'q'"))


def _count(rng: random.Random) -> int:
    return rng.choice((1, 2, 5, 30, 200, 1_000, 5_000))


def _tag(rng: random.Random, text: str) -> str:
    value = rng.choice(("abc", "7", "", "[a]", "{a: b}", "2024-01-01", "=", "*t"))
    tag = rng.choice(_TAGS)
    where = rng.choice((f"{_key(rng)}: {tag} {value}", f"{tag} {_key(rng)}: {value}", f"- {tag}"))
    return _in_front_matter(text, where)


def _laughs(rng: random.Random, text: str) -> str:
    """Aliases of aliases: 10 to the power of the depth when they are written out."""
    depth, width = rng.choice((3, 9, 20, 100)), rng.choice((2, 9, 20))
    lines = ["l0: &l0 [ha, ha]"]
    for n in range(1, depth):
        kind = rng.choice(("[{}]", "{{k: [{}]}}"))
        lines.append(f"l{n}: &l{n} " + kind.format(", ".join([f"*l{n - 1}"] * width)))
    return _in_front_matter(text, "\n".join([*lines, f"{_key(rng)}: *l{depth - 1}"]))


def _cycle(rng: random.Random, text: str) -> str:
    cycle = rng.choice(("&a [*a]", "&a {x: *a}", "&a [[*a], *a]", "&a {? *a : b}", "*a", "&a &b c"))
    return _in_front_matter(text, f"{_key(rng)}: {cycle}")


def _merges(rng: random.Random, text: str) -> str:
    """Merge keys upon merge keys, which PyYAML's own loader copies every time."""
    lines = [f"m0: &m0 {{{', '.join(f'k{n}: v' for n in range(_count(rng)))}}}"]
    for n in range(1, rng.choice((2, 30, 400))):
        lines.append(f"m{n}: &m{n}\n  <<: {rng.choice(('*m{0}', '[*m{0}, *m{0}]')).format(n - 1)}")
    return _in_front_matter(text, "\n".join(lines))


def _value(rng: random.Random, text: str) -> str:
    return _in_front_matter(text, f"{_key(rng)}: {rng.choice(_SCALARS)}")


def _escape(rng: random.Random, text: str) -> str:
    return _in_front_matter(text, f'{_key(rng)}: "a{rng.choice(_ESCAPES)}b"')


def _nested(rng: random.Random, text: str) -> str:
    opening, closing = rng.choice(
        (("[", "]"), ("{a: ", "}"), ("- ", ""), ("? ", ""), ("[{a: ", "}]"))
    )
    depth = _count(rng)
    closed = closing * (depth if rng.random() < 0.7 else depth // 2)
    return _in_front_matter(text, f"{_key(rng)}: {opening * depth}x{closed}")


def _indented(rng: random.Random, text: str) -> str:
    depth = min(_count(rng), 300)
    return _in_front_matter(text, "\n".join(f"{' ' * n}k:" for n in range(depth)))


def _long(rng: random.Random, text: str) -> str:
    word = rng.choice(("x", "ä", "1", "ab ", "-", "#", "'", '"', "\\", "*", ".", "/", "a: ", "日"))
    run = word * rng.choice((300, 3_000, 30_000, 66_000))
    lines = (f"{_key(rng)}: {run}", f"{run}: x", f'{_key(rng)}: "{run}"', f"# {run}", f"&{run} a")
    if rng.random() < 0.3:
        return text + run
    return _in_front_matter(text, rng.choice(lines))


def _many_keys(rng: random.Random, text: str) -> str:
    return _in_front_matter(text, "\n".join(f"k{n}: v" for n in range(_count(rng))))


def _odd_sign(rng: random.Random, text: str) -> str:
    for _ in range(rng.choice((1, 1, 3, 20))):
        odd = _by_category()[rng.choice(tuple(_by_category()))] if rng.random() < 0.5 else _ODD
        at = rng.randrange(min(len(text), 200) + 1 if rng.random() < 0.6 else len(text) + 1)
        text = _insert(text, at, rng.choice(odd))
    return text


def _odd_run(rng: random.Random, text: str) -> str:
    signs = _by_category()[rng.choice(tuple(_by_category()))]
    run = "".join(rng.choice(signs) for _ in range(_count(rng)))
    return _insert(text, rng.randrange(len(text) + 1), run)


def _cut(rng: random.Random, text: str) -> str:
    first, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    return text[:first] + text[end:] if rng.random() < 0.5 else text[:end]


def _doubled(rng: random.Random, text: str) -> str:
    first, end = sorted(rng.randrange(len(text) + 1) for _ in range(2))
    return text[:end] + text[first:end] * min(_count(rng), 100) + text[end:]


def _fence(rng: random.Random, text: str) -> str:
    fence = rng.choice(_FENCES)
    return _insert(text, rng.choice((0, 4, rng.randrange(len(text) + 1))), fence)


def _sign(rng: random.Random, text: str) -> str:
    for _ in range(rng.choice((1, 2, 10))):
        text = _insert(text, rng.randrange(min(len(text), 160) + 1), rng.choice(_SIGNS))
    return text


def _body(rng: random.Random, text: str) -> str:
    return text + rng.choice(_PARTS) * _count(rng)


_MUTATIONS: Final[tuple[Mutation, ...]] = (
    _tag, _laughs, _cycle, _merges, _value, _value, _escape, _nested, _indented, _long, _many_keys,
    _odd_sign, _odd_sign, _odd_run, _cut, _doubled, _fence, _sign, _sign, _body,
)  # fmt: skip


@cache
def _by_category() -> dict[str, Sequence[str]]:
    """Some characters of each of Unicode's general categories, surrogates among them."""
    found: dict[str, list[str]] = {}
    for number in range(0, sys.maxunicode + 1, 7):
        found.setdefault(unicodedata.category(chr(number)), []).append(chr(number))
    for sign in map(chr, range(0x3000)):  # of the rare ones, such as Zl and Zp, all there are
        found.setdefault(unicodedata.category(sign), []).append(sign)
    return {category: signs[:500] for category, signs in sorted(found.items())}
