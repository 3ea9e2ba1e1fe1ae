"""The bytes of a page → its text, by what the page says of its encoding, if that is true."""

from __future__ import annotations

import codecs
import re

from retrieval.corpus.readers.decoding import codec_of, decode, normalise
from retrieval.corpus.readers.mojibake import Mended, mend

_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,200}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.I
)
_HEAD_BYTES = 16_000


def decode_html(raw: bytes, declared: str | None = None) -> str:
    """Decodes a page; what was garbled in it is mended.

    Args:
        raw: The whole page.
        declared: Its encoding, as said beside it; else that which it declares itself.

    Returns:
        Its text, normalised.

    Raises:
        ArticleError: It is too large, binary, or in no encoding known here.
    """
    return normalise(decode_page(raw, declared).text)


def decode_page(raw: bytes, declared: str | None = None) -> Mended:
    """Decodes a page.

    UTF-8 is proven by its own form; only what is no UTF-8 is read as the page declares.

    Args:
        raw: The whole page.
        declared: Its encoding, as said beside it; else that which it declares itself.

    Returns:
        Its text, not normalised, as it was meant.

    Raises:
        ArticleError: It is too large, binary, or in no encoding known here.
    """
    return mend(_decoded(raw, declared), is_page=True)


def _decoded(raw: bytes, declared: str | None) -> str:
    for bom in (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        if raw.startswith(bom):
            return decode(raw, max_chars=len(raw))
    try:
        return raw.decode()
    except UnicodeDecodeError:
        declared = codec_of(declared or "") or _declared(raw)
    if declared is not None:
        try:
            return raw.decode(declared)
        except UnicodeDecodeError:
            pass
    if declared == "utf-8":  # one stray byte in a page of a million is no reason to refuse it
        return raw.decode(errors="replace")
    return decode(raw, max_chars=len(raw))


def _declared(raw: bytes) -> str | None:
    found = _DECLARED.search(raw, 0, _HEAD_BYTES)
    return codec_of(found[1].decode("ascii", "replace")) if found else None
