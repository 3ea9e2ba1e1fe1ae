"""trafilatura and htmldate, imported without a socket.

Both import urllib3, which binds a socket to see whether there is IPv6, unless Python says there is
none. Nothing is fetched here.
"""

from __future__ import annotations

import socket

_has_ipv6 = socket.has_ipv6
socket.has_ipv6 = False
try:
    import htmldate
    import trafilatura
finally:
    socket.has_ipv6 = _has_ipv6

__all__ = ["htmldate", "trafilatura"]
