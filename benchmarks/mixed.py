"""One `wortlaut add` of a folder of mixed files: time, memory, and whether any is lost.

The files are made here, the same every time, in all formats that are read, with mailboxes, lists,
tables and archives among them; one in fifty is damaged, empty or of another kind, one in fifty
repeats another. Counted is what `add` says of them: added, there already and skipped are all there
are. Run for a quarter of them too, which shows what grows faster than they do.
"""

from __future__ import annotations

import csv
import json
import os
import random
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from email.message import EmailMessage
from io import BytesIO, StringIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile

from benchmarks import options, report
from benchmarks.report import Table, mebibytes, seconds

_SIZE = 5_000
_OF_COLLECTION = 100
_SUBJECTS = (
    "Stadtrat",
    "Hafen",
    "Theater",
    "Zoo",
    "Bahnhof",
    "Museum",
    "Freibad",
    "Rathaus",
    "Brücke",
    "Schule",
)
_VERBS = (
    "beschließt",
    "plant",
    "eröffnet",
    "schließt",
    "verschiebt",
    "prüft",
    "feiert",
    "saniert",
    "verkauft",
)
_WORDS = (
    "Kosten",
    "Antrag",
    "Sitzung",
    "Frühjahr",
    "Verein",
    "Leitung",
    "Gebäude",
    "Anwohner",
    "Verkehr",
    "Haushalt",
    "Vertrag",
    "Monat",
    "Entwurf",
    "Straße",
    "Gutachten",
    "Mehrheit",
    "Termin",
    "Besucher",
    "Fläche",
    "Betrieb",
    "Gemeinde",
    "Pläne",
    "Anlage",
)
_SUMMARY = re.compile(r"(\d+) entries: (\d+) added, (\d+) there already, (\d+) skipped")
_PAGE_BYTES = 1024

Row = tuple[str, ...]


def main(argv: Sequence[str] | None = None) -> None:
    """Adds folders of growing size and prints the table."""
    arguments = options.parser(__doc__)
    arguments.add_argument("--files", type=int, default=_SIZE, help="in the largest folder")
    chosen, parsed = options.read(arguments, argv)
    size = 60 if chosen.quick else parsed.files
    rows = [_measured(chosen.work / "mixed", count) for count in (size // 4, size)]
    table = Table(
        "mixed: one `wortlaut add --no-index` of a folder of mixed files",
        ("files", "entries", "added", "doubles", "skipped", "lost", "time", "processor", "memory"),
        tuple(rows),
        (
            "processor: seconds of all processes; memory: the most that the program and the"
            " process that reads held at one time each, added; lost: entries that were made and not"
            " counted.",
        ),
    )
    report.publish([table], chosen.json, quick=chosen.quick)


def _measured(work: Path, count: int) -> Row:
    inbox, corpus = work / "inbox", work / "corpus"
    for folder in (inbox, corpus):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
    made = write_files(inbox, count)
    command = [sys.executable, "-m", "bot.cli.main", "add", "--no-index"]
    command += ["--corpus", str(corpus), "--index", str(work / "index"), str(inbox)]
    environ = {**os.environ, "WORTLAUT_LANGUAGE": "en"}
    begun, before = time.perf_counter(), _processor_seconds()
    with (work / "said").open("w+", encoding="utf-8") as said:
        process = subprocess.Popen(
            command, stdout=subprocess.DEVNULL, stderr=said, env=environ, cwd=options.ROOT
        )
        peaks: dict[int, int] = {}
        while process.poll() is None:
            _look(process.pid, peaks)
            time.sleep(0.05)
        took, worked = time.perf_counter() - begun, _processor_seconds() - before
        said.seek(0)
        found = _SUMMARY.search(said.read())
    if found is None:
        raise options.stop(f"`wortlaut add` did not sum up; see {work / 'said'}")
    entries, added, doubles, skipped = map(int, found.groups())
    if added != len(list(corpus.glob("*.md"))):
        raise options.stop(f"{added} added, but another number of files in {corpus}")
    return (
        f"{count:,}",
        f"{entries:,}",
        f"{added:,}",
        str(doubles),
        str(skipped),
        str(made - added - doubles - skipped),
        seconds(took),
        f"{seconds(worked)} ({worked / entries * 1000:.1f} ms an entry)",
        mebibytes(sum(peaks.values())),
    )


def _processor_seconds() -> float:
    """Of all processes that have been started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _look(pid: int, peaks: dict[int, int]) -> None:
    """Notes the most memory that a process and its children have held so far, in bytes."""
    try:
        status = Path(f"/proc/{pid}/status").read_text("ascii", "replace")
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
    except OSError:
        return
    found = re.search(r"VmHWM:\s+(\d+)", status)
    if found:
        peaks[pid] = max(peaks.get(pid, 0), int(found[1]) * _PAGE_BYTES)
    for child in children:
        _look(int(child), peaks)


def write_files(folder: Path, count: int) -> int:
    """Writes mixed files.

    Args:
        folder: Where to.
        count: How many.

    Returns:
        How many articles they hold, those that are none or repeat another included.
    """
    entries = 0
    makers = list(_MAKERS.items())
    for number in range(count):
        name, content = f"{number:05d}", b""
        if number % 50 == 49:
            suffix, content = _BAD[number // 50 % len(_BAD)]
        elif number % 50 == 24 and number > 50:
            suffix, content = ".txt", _text(number - 24)
        elif number % 1000 < len(_COLLECTIONS):
            suffix, collect = _COLLECTIONS[number % 1000]
            first = (number + 1) * 100_000
            content = collect(range(first, first + _OF_COLLECTION))
            entries += _OF_COLLECTION - 1
        else:
            suffix, make = makers[number % len(makers)]
            content = make(number)
        entries += 1
        (folder / f"{number // 500:03d}").mkdir(exist_ok=True)
        (folder / f"{number // 500:03d}" / f"{name}{suffix}").write_bytes(content)
    return entries


def _article(number: int) -> tuple[str, list[str]]:
    """A headline and three paragraphs; of another number, others."""
    draw = random.Random(number)  # noqa: S311 (nothing to keep secret)
    subject, verb = draw.choice(_SUBJECTS), draw.choice(_VERBS)
    title = f"{subject} {verb} {draw.choice(_WORDS)} in Ort {number}"
    paragraphs = [
        " ".join(
            f"Der {draw.choice(_WORDS)} für den {draw.choice(_WORDS)} {draw.randint(2, 9999)}"
            f" betrifft nach Angaben der Stadt auch den {draw.choice(_WORDS)}"
            f" und den {draw.choice(_WORDS)}."
            for _ in range(4)
        )
        for _ in range(3)
    ]
    return title, paragraphs


def _text(number: int) -> bytes:
    title, paragraphs = _article(number)
    return "\n\n".join((title, *paragraphs)).encode()


def _markdown(number: int) -> bytes:
    title, paragraphs = _article(number)
    body = "\n\n".join(paragraphs)
    return f"---\ntitle: {title}\ndate: 2025-01-18\n---\n\n{body}\n".encode()


def _page(number: int) -> bytes:
    title, paragraphs = _article(number)
    body = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f'<!DOCTYPE html><html lang="de"><head><meta charset="utf-8"><title>{title}</title></head>'
        f"<body><nav><a href='/'>Start</a></nav><article><h1>{title}</h1>{body}</article></body>"
        "</html>"
    ).encode()


def _mail(number: int) -> bytes:
    title, paragraphs = _article(number)
    mail = EmailMessage()
    mail["Subject"], mail["From"] = title, "Redaktion <redaktion@tagblatt.example>"
    mail["Date"] = "Fri, 14 Mar 2025 10:00:00 +0100"
    mail.set_content("\n\n".join(paragraphs))
    return mail.as_bytes()


def _word(number: int) -> bytes:
    title, paragraphs = _article(number)
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    body = "".join(f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>" for text in (title, *paragraphs))
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
    packages = "http://schemas.openxmlformats.org/package/2006"
    return _zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{packages}/content-types"><Default'
            ' Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships'
            f'+xml"/><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
            "_rels/.rels": f'<Relationships xmlns="{packages}/relationships"><Relationship Id="a"'
            f' Type="{office}" Target="word/document.xml"/></Relationships>',
            "word/document.xml": f'<w:document xmlns:w="{space}"><w:body>{body}</w:body>'
            "</w:document>",
        }
    )


def _pdf(number: int) -> bytes:
    title, paragraphs = _article(number)
    lines, y = [(20, title)], 780
    for paragraph in paragraphs:
        words = paragraph.split()
        lines += [(11, " ".join(words[i : i + 11])) for i in range(0, len(words), 11)]
    drawn = []
    for size, line in lines:
        y -= size + 8
        drawn.append(f"BT /F1 {size} Tf 60 {y} Td ({line}) Tj ET")
    content = "\n".join(drawn).encode("cp1252")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    )
    out, offsets = bytearray(b"%PDF-1.4\n"), []
    for place, one in enumerate(objects, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (place, one)
    start = len(out)
    out += b"xref\n0 6\n0000000000 65535 f \n"
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size 6 /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % start
    return bytes(out)


def _zipped(files: dict[str, bytes | str]) -> bytes:
    out = BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return out.getvalue()


def _records(numbers: Sequence[int]) -> Iterator[dict[str, str]]:
    for number in numbers:
        title, paragraphs = _article(number)
        yield {"title": title, "text": "\n\n".join(paragraphs), "date": "2025-01-18"}


def _table(numbers: Sequence[int]) -> bytes:
    out = StringIO()
    writer = csv.DictWriter(out, ("title", "text", "date"), delimiter=";")
    writer.writeheader()
    writer.writerows(_records(numbers))
    return out.getvalue().encode()


_MAKERS: dict[str, Callable[[int], bytes]] = {
    ".txt": _text,
    ".md": _markdown,
    ".html": _page,
    ".eml": _mail,
    ".docx": _word,
    ".pdf": _pdf,
    ".htm": _page,
}
_COLLECTIONS: tuple[tuple[str, Callable[[Sequence[int]], bytes]], ...] = (
    (".mbox", lambda n: b"".join(b"From a Fri Mar 14\n" + _mail(i) + b"\n\n" for i in n)),
    (".json", lambda n: json.dumps({"articles": list(_records(n))}).encode()),
    (".jsonl", lambda n: "\n".join(map(json.dumps, _records(n))).encode()),
    (".csv", _table),
    (".zip", lambda n: _zipped({f"{i}.txt": _text(i) for i in n})),
)
_BAD = (
    (".txt", b""),
    (".png", b"\x89PNG\r\n"),
    (".docx", b"PK\x03\x04 damaged"),
    (".pdf", b"%PDF-1.7 damaged"),
    (".txt", b"\x00\x01\x02" * 50),
    (".json", b"no JSON"),
    (".zip", b"no archive"),
)


if __name__ == "__main__":
    main()
