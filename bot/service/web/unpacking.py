"""Undoing the one layer of compression that a body may come in, a bounded piece at a time.

A few kilobytes may unpack to gigabytes: whoever reads counts what comes and stops where it is more
than is wanted, and no piece is much larger than `_PIECE_BYTES`.
"""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from typing import Final, Protocol

ENCODINGS: Final = "gzip, br"
"""What may be asked for, as in the header Accept-Encoding."""

_PIECE_BYTES: Final = 1_000_000
_GZIP_WINDOW: Final = 16 + zlib.MAX_WBITS


class UnpackingError(Exception):
    """A body that is damaged, or ends before its end."""


class CutShortError(UnpackingError):
    """A body that ends before its end."""


async def unpacked(packed: AsyncIterator[bytes], encoding: str) -> AsyncIterator[bytes]:
    """Unpacks a body.

    Args:
        packed: The body, in pieces as they come.
        encoding: What it is packed with, as the header Content-Encoding names it: identity, gzip,
            x-gzip or br.

    Yields:
        The body in pieces.

    Raises:
        KeyError: It is packed otherwise.
        CutShortError: It ends too early.
        UnpackingError: It is damaged.
    """
    layer = _LAYERS[encoding]()
    async for chunk in packed:
        for piece in layer.unpack(chunk):
            yield piece
    if not layer.is_whole:
        raise CutShortError


def gunzipped(content: bytes, max_bytes: int) -> bytes:
    """Unpacks a gzip file.

    Args:
        content: The file.
        max_bytes: That it may have when it is unpacked.

    Returns:
        What is in it.

    Raises:
        OverflowError: It is more than that.
        CutShortError: It ends too early.
        UnpackingError: It is damaged.
    """
    layer, pieces, size = _Gzip(), [], 0
    for piece in layer.unpack(content):
        pieces.append(piece)
        size += len(piece)
        if size > max_bytes:
            raise OverflowError
    if not layer.is_whole:
        raise CutShortError
    return b"".join(pieces)


class _Layer(Protocol):
    @property
    def is_whole(self) -> bool: ...

    def unpack(self, chunk: bytes) -> Iterator[bytes]: ...


class _Identity:
    @property
    def is_whole(self) -> bool:
        return True

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        yield chunk


class _Gzip:
    def __init__(self) -> None:
        self._member = zlib.decompressobj(_GZIP_WINDOW)

    @property
    def is_whole(self) -> bool:
        return self._member.eof

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        waiting = chunk
        while waiting:
            if self._member.eof:  # what follows is another one, as in a file that was appended to
                self._member = zlib.decompressobj(_GZIP_WINDOW)
            try:
                yield self._member.decompress(waiting, _PIECE_BYTES)
            except zlib.error as error:
                raise UnpackingError(str(error)) from None
            waiting = self._member.unconsumed_tail or self._member.unused_data


class _Brotli:
    def __init__(self) -> None:
        import brotli

        self._error = brotli.error
        self._stream = brotli.Decompressor()

    @property
    def is_whole(self) -> bool:
        return bool(self._stream.is_finished())

    def unpack(self, chunk: bytes) -> Iterator[bytes]:
        try:
            piece = self._stream.process(chunk, output_buffer_limit=_PIECE_BYTES)
            # It may take more and still hold back some: until it gives nothing, there is more.
            while not self._stream.is_finished() and (
                piece or not self._stream.can_accept_more_data()
            ):
                yield piece
                piece = self._stream.process(b"", output_buffer_limit=_PIECE_BYTES)
            yield piece
        except self._error as error:
            raise UnpackingError(str(error)) from None


_LAYERS: Final[Mapping[str, Callable[[], _Layer]]] = {
    "identity": _Identity,
    "gzip": _Gzip,
    "x-gzip": _Gzip,
    "br": _Brotli,
}
