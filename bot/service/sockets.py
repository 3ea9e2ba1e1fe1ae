"""Listening on a port, or one line why not."""

from __future__ import annotations

import socket
from typing import Final

from bot.errors import BotError

_BACKLOG: Final = 128


class PortTakenError(BotError):
    """An address and port that cannot be listened on."""


def listen(host: str, port: int, setting: str) -> socket.socket:
    """Opens a listening socket.

    Args:
        host: Address of this machine, IPv4 or IPv6.
        port: The port.
        setting: The setting to change if the port cannot be had.

    Returns:
        A socket for an event loop.

    Raises:
        PortTakenError: The address is not this machine's, or the port is taken or forbidden.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        opened = socket.create_server((host, port), family=family, backlog=_BACKLOG)
    except OSError as error:
        raise PortTakenError(
            "bot.port", host=host, port=port, detail=error.strerror or error, setting=setting
        ) from None
    opened.setblocking(False)
    return opened
