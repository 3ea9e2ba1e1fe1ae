"""An archive (ZIP): its files one by one, read in memory, none unpacked under its own name.

Names in an archive are labels: none leads anywhere. Refused by name are those that look as if they
would (`../`, an absolute path), links, what is encrypted, an archive in an archive in an archive,
and an archive with more files or bytes than articles ever have. No file is unpacked that its
archive says is larger than an article may be, and none further than it says.
"""

from __future__ import annotations

import stat
import struct
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from io import BufferedReader
from pathlib import Path, PurePosixPath
from typing import Final
from zipfile import ZIP_BZIP2, ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from retrieval.corpus.collection.entry import (
    MAX_ARCHIVE_BYTES,
    MAX_ENTRIES,
    MAX_INNER,
    MAX_INNER_BYTES,
    CollectionEntry,
    Entries,
    Reading,
)
from retrieval.corpus.collection.kinds import (
    BEGINNING_BYTES,
    Kind,
    is_beside_page,
    is_unseen,
    kind_of_beginning,
    kind_of_name,
    page_stem,
)
from retrieval.corpus.readers.decoding import MAX_FILE_BYTES, too_large
from retrieval.corpus.readers.formats import ADDABLE_SUFFIXES, FORMATS, not_addable
from retrieval.corpus.readers.raw import explain, read_raw
from retrieval.corpus.storing import storage_error
from retrieval.errors import ArticleError
from retrieval.machine import raise_exhausted
from retrieval.regular_file import open_regular
from retrieval.reports import SkippedEntry

# LZMA may ask for a dictionary of gigabytes.
_METHODS: Final = (ZIP_STORED, ZIP_DEFLATED, ZIP_BZIP2)
_UTF8: Final = 0x800
_END: Final = b"PK\x05\x06"
_END_64: Final = b"PK\x06\x06"
_LOCATOR_64: Final = b"PK\x06\x07"
_MAX_COMMENT: Final = 65_535
_BYTES_A_NAME: Final = 300
_CHUNK: Final = 1_000_000


def archive_entries(path: Path, name: str, reading: Reading) -> Entries:
    """The entries of an archive's files; as `entries.entries_of`, which says what is raised."""
    with _opened(path) as archive:
        infos = sorted(archive.infolist(), key=lambda info: info.filename)
        suffix = _document(infos)
        if suffix is not None:
            yield CollectionEntry(name, read_raw(path), path.stem, suffix)
            return
        files = [(info, _path(info)) for info in infos if not info.is_dir()]
        pages = {stem for _, inside in files if (stem := page_stem(inside))}
        for done, (info, inside) in enumerate(files):
            reading.watch(done / len(files))
            parts = (part for part in inside.parts if part != "..")
            if not any(map(is_unseen, parts)) and not is_beside_page(inside, pages):
                yield from _file(archive, info, inside, f"{name}/{inside}", reading)


def _file(
    archive: ZipFile, info: ZipInfo, inside: PurePosixPath, name: str, reading: Reading
) -> Entries:
    try:
        _refuse(info, inside)
        kind = kind_of_name(inside) or _kind_inside(archive, info, inside)
        if kind is not None:
            if kind == "zip" and reading.depth >= MAX_INNER:
                raise ArticleError("zip.nested")
            inner = replace(reading, depth=reading.depth + 1, watch=lambda share: None)
            with _unpacked(archive, info, inside) as path:
                yield from inner.open(kind, path, name, inner)
        elif inside.suffix.lower() not in ADDABLE_SUFFIXES:
            raise not_addable(inside.suffix)
        elif info.file_size > MAX_FILE_BYTES:
            raise ArticleError(too_large(info.file_size))
        else:
            with _damage_named(), archive.open(info) as file:
                content = file.read(MAX_FILE_BYTES)
            yield CollectionEntry(name, content, inside.stem, inside.suffix)
    except ArticleError as error:
        yield SkippedEntry(name, error.problem)


def _kind_inside(archive: ZipFile, info: ZipInfo, inside: PurePosixPath) -> Kind | None:
    """What kind of collection a file without a suffix is."""
    if inside.suffix:
        return None
    with _damage_named(), archive.open(info) as file:
        return kind_of_beginning(file.read(BEGINNING_BYTES))


def _refuse(info: ZipInfo, inside: PurePosixPath) -> None:
    """Raises `ArticleError` for what no archive of articles holds."""
    drive = inside.parts[0] if inside.parts else ":"
    if ".." in inside.parts or inside.is_absolute() or drive.endswith(":"):
        raise ArticleError("zip.path")
    if stat.S_ISLNK(info.external_attr >> 16):
        raise ArticleError("file.link")
    if info.flag_bits & 1:
        raise ArticleError("zip.encrypted")
    if info.compress_type not in _METHODS:
        raise ArticleError("zip.method")


@contextmanager
def _opened(path: Path) -> Iterator[ZipFile]:
    try:
        with open_regular(path) as file:
            _refuse_bombs(*_counts(file))
            with _damage_named():
                archive = ZipFile(file)
            with archive:
                infos = archive.infolist()
                _refuse_bombs(len(infos), 0)
                size = sum(info.file_size for info in infos)
                if size > MAX_ARCHIVE_BYTES:
                    largest = MAX_ARCHIVE_BYTES / 1e6
                    raise ArticleError("zip.too_large", megabytes=size / 1e6, max_megabytes=largest)
                yield archive
    except OSError as error:
        raise ArticleError(explain(error, path)) from None


def _refuse_bombs(entries: int, directory_bytes: int) -> None:
    if entries > MAX_ENTRIES or directory_bytes > MAX_ENTRIES * _BYTES_A_NAME:
        raise ArticleError("zip.too_many", count=entries, max_count=MAX_ENTRIES)


def _counts(file: BufferedReader) -> tuple[int, int]:
    """How many files an archive says that it has, and how long its list of them is.

    Looked up before it is opened: that reads the whole list. ZIP's end record and its 64-bit form
    stand in APPNOTE.TXT 6.3.10, 4.3.14 and 4.3.16.
    """
    size = file.seek(0, 2)
    start = file.seek(max(0, size - _MAX_COMMENT - 22))
    tail = file.read()
    end = tail.rfind(_END)
    if end < 0 or len(tail) < end + 22:
        raise ArticleError("zip.damaged")
    count, directory_bytes = struct.unpack("<HI", tail[end + 10 : end + 16])
    if (count == 0xFFFF or directory_bytes == 0xFFFFFFFF) and end >= 20:
        locator = tail[end - 20 : end]
        if locator.startswith(_LOCATOR_64):
            file.seek(min(struct.unpack("<Q", locator[8:16])[0], start + end))
            record = file.read(56)
            if record.startswith(_END_64) and len(record) == 56:
                count, directory_bytes = struct.unpack("<QQ", record[32:48])
    file.seek(0)
    return count, directory_bytes


def _document(infos: list[ZipInfo]) -> str | None:
    """The suffix of the format that an archive is a single document of, if it is one."""
    held = {info.filename.encode("utf-8", "surrogateescape") for info in infos}
    for format_ in FORMATS:
        if format_.is_read and format_.holds in held:
            return format_.suffixes[0]
    return None


def _path(info: ZipInfo) -> PurePosixPath:
    """A file's path in its archive; one not marked as UTF-8 may be that all the same."""
    name = info.filename
    if not info.flag_bits & _UTF8:
        raw = name.encode("cp437", "replace")
        try:
            name = raw.decode()
        except UnicodeDecodeError:
            name = raw.decode("cp850")
    return PurePosixPath(name.replace("\\", "/"))


@contextmanager
def _unpacked(archive: ZipFile, info: ZipInfo, inside: PurePosixPath) -> Iterator[Path]:
    """A collection of an archive as a file, for the while."""
    if info.file_size > MAX_INNER_BYTES:
        raise ArticleError(
            "zip.too_large",
            megabytes=info.file_size / 1e6,
            max_megabytes=MAX_INNER_BYTES / 1e6,
        )
    with tempfile.NamedTemporaryFile(prefix="wortlaut-inner-") as out:
        for chunk in _chunks(archive, info):
            try:
                out.write(chunk)
                out.flush()
            except OSError as error:
                raise storage_error(Path(out.name), error) from None
        yield Path(out.name)


def _chunks(archive: ZipFile, info: ZipInfo) -> Iterator[bytes]:
    with _damage_named():
        file = archive.open(info)
    with file:
        while True:
            with _damage_named():
                chunk = file.read(_CHUNK)
            if not chunk:
                return
            yield chunk


@contextmanager
def _damage_named() -> Iterator[None]:
    """Turns whatever a decompressor says of what is none into one reason."""
    try:
        yield
    except (ArticleError, MemoryError):
        raise
    except BadZipFile:
        raise ArticleError("zip.damaged") from None
    except RuntimeError:  # it wants a password
        raise ArticleError("zip.encrypted") from None
    except Exception as error:
        if isinstance(error, OSError):
            raise_exhausted(error, Path("archive"))
        raise ArticleError("zip.damaged") from None
