"""PDF files for tests, written byte by byte: Helvetica, one line of type after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

LEADING = 14


@dataclass(frozen=True)
class Type:
    """A line of type: what it says, how large, how far from the left, and what lies above it."""

    text: str
    size: int = 11
    left: int = 70
    above: int = LEADING


def pdf(
    pages: Sequence[Sequence[Type]],
    *,
    title: str | None = None,
    created: str | None = None,
    trailer: str = "",
) -> bytes:
    """A PDF with these pages, from their tops down."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids "
        f"[{' '.join(f'{5 + 2 * i} 0 R' for i in range(len(pages)))}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        "<< "
        + (f"/Title {_string(title)} " if title else "")
        + (f"/CreationDate (D:{created}) " if created else "")
        + ">>",
    ]
    for i, lines in enumerate(pages):
        content = _content(lines)
        objects.append(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R "
            f">> >> /Contents {6 + 2 * i} 0 R >>"
        )
        length = len(content.encode("cp1252"))
        objects.append(f"<< /Length {length} >>\nstream\n{content}\nendstream")
    out, offsets = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        offsets.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("cp1252")
    table = "".join(f"{offset:010} 00000 n \n" for offset in offsets)
    return out + (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size "
        f"{len(objects) + 1} /Root 1 0 R /Info 4 0 R {trailer}>>\nstartxref\n{len(out)}\n%%EOF\n"
    ).encode("cp1252")


def set_lines(text: str, width: int = 70) -> list[Type]:
    """A paragraph set in lines of so many letters at most; a bar is where a word is broken."""
    lines, line = [], ""
    for word in text.split():
        before, bar, after = word.partition("|")
        if bar:
            lines.append(f"{line} {before}-".strip())
            line = after
        elif len(line) + len(word) < width:
            line = f"{line} {word}".strip()
        else:
            lines.append(line)
            line = word
    return [Type(each) for each in (*lines, line)]


def _content(lines: Sequence[Type]) -> str:
    parts, y = [], 800
    for line in lines:
        y -= line.above
        parts.append(f"BT /F1 {line.size} Tf 1 0 0 1 {line.left} {y} Tm {_string(line.text)} Tj ET")
    return "\n".join(parts)


def _string(text: str) -> str:
    for sign in "\\()":
        text = text.replace(sign, f"\\{sign}")
    return f"({text})"
