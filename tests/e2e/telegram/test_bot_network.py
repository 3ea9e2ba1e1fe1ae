"""The bot talks to Telegram's server, and asks for nothing else: neither an address nor a name.

Its tests run where there is no other network (a namespace of its own, Linux); the kernel counts
every attempt to leave it, by whatever library, as a packet without a route.
"""

from __future__ import annotations

import fcntl
import shutil
import socket
import struct
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
# Asking, adding and building, with a model that is compiled meanwhile.
WATCHED = (
    "tests/e2e/telegram/test_bot_process.py::test_sigterm_while_answering",
    "tests/e2e/telegram/test_bot_model.py::test_the_bot_starts_and_builds_with_the_index_s_model[False]",
)
_SIOCSIFFLAGS, _UP = 0x8914, 0x1
_UNSHARE = shutil.which("unshare")


def may_unshare() -> bool:
    """Whether this process may have a network of its own."""
    if _UNSHARE is None or not sys.platform.startswith("linux"):
        return False
    tried = subprocess.run([_UNSHARE, "-n", "true"], capture_output=True, check=False)  # noqa: S603
    return tried.returncode == 0


def attempts() -> int:
    """How often anybody in this network has tried to leave it."""
    keys, values = (line.split() for line in Path("/proc/net/snmp").read_text().splitlines()[:2])
    six = dict(line.split() for line in Path("/proc/net/snmp6").read_text().splitlines())
    return int(dict(zip(keys, values, strict=True))["OutNoRoutes"]) + int(six["Ip6OutNoRoutes"])


def main() -> None:
    """Runs in a network of its own: prints the attempts of the tests, then of one that is made."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as any_socket:
        fcntl.ioctl(any_socket, _SIOCSIFFLAGS, struct.pack("16sh14x", b"lo", _UP))
        done = subprocess.run(  # noqa: S603
            [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *WATCHED],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
        )
        sys.stderr.write(done.stdout + done.stderr)
        sys.stdout.write(f"{done.returncode} {attempts()}\n")
        with suppress(OSError):
            any_socket.connect(("192.0.2.1", 80))
        sys.stdout.write(f"{attempts()}\n")


@pytest.mark.skipif(not may_unshare(), reason="may not have a network of its own (needs root)")
def test_the_bot_asks_for_nothing_but_telegram() -> None:
    done = subprocess.run(  # noqa: S603
        [str(_UNSHARE), "-n", sys.executable, "-m", __name__],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=280,
        check=False,
    )
    assert done.stdout.split() == ["0", "0", "1"], done.stderr


if __name__ == "__main__":
    main()
