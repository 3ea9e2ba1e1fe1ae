"""When two web addresses are those of one page.

Scheme, `www.`, letter case of the host, the standard port, a slash at the end, a place in the page
and what counts visits (`utm_source`) make no other page of it. All else does, a further parameter,
too.
"""

from __future__ import annotations

import re
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlencode, urlsplit

_COUNTS: Final = re.compile(
    r"utm_\w+|(?:fb|g|d|y|ms|tw)clid|mc_[ce]id|igshid|wt_\w+|xing_share|at_\w+|cmp(?:id)?",
    re.IGNORECASE,
)


def page_of(url: str | None) -> str | None:
    """What is the same in all addresses of one page.

    Args:
        url: A web address, if there is one.

    Returns:
        A text to compare; None where there is no address, or only that of a whole site.
    """
    parts = _parts(url)
    if parts is None:
        return None
    host = (parts.hostname or "").removeprefix("www.")
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    query = urlencode([pair for pair in _query(parts) if not _COUNTS.fullmatch(pair[0])])
    path = parts.path.rstrip("/")
    return f"{host}{port}{path}{'?' if query else ''}{query}" if path else None


def last_step(url: str) -> str:
    """A part of an address that stands in every address of the same page."""
    parts = _parts(url)
    return parts.path.rstrip("/").rpartition("/")[2] if parts else url


def _parts(url: str | None) -> SplitResult | None:
    try:
        parts = urlsplit(url or "")
        return parts if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _query(parts: SplitResult) -> list[tuple[str, str]]:
    return parse_qsl(parts.query, keep_blank_values=True)
