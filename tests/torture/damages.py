"""Ten ways in which a file may not be what was written."""

from __future__ import annotations

import ctypes
import os
from collections.abc import Callable
from pathlib import Path

BLOCK = 512
_OVERRIDE = (1, 2)
"""CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH: what lets root read a file of mode 000."""
_CAPABILITIES_VERSION = 0x20080522


def cut_to_half(path: Path, _: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2])


def cut_to_nothing(path: Path, _: Path) -> None:
    path.write_bytes(b"")


def zero_filled(path: Path, _: Path) -> None:
    """As large as before, nothing but zeros: the trace of a power cut."""
    path.write_bytes(bytes(path.stat().st_size))


def bit_flipped(path: Path, _: Path) -> None:
    content = bytearray(path.read_bytes())
    if content:
        content[len(content) // 2] ^= 1
    path.write_bytes(content)


def block_zeroed(path: Path, _: Path) -> None:
    """The block in the middle; of a small file its latter half."""
    content = bytearray(path.read_bytes())
    first = len(content) // 2
    last = min(first + BLOCK, len(content))
    content[first:last] = bytes(last - first)
    path.write_bytes(content)


def swapped(path: Path, other: Path) -> None:
    """What stood in its place at another time, or belongs to another of its kind."""
    path.write_bytes(other.read_bytes())


def pipe(path: Path, _: Path) -> None:
    path.unlink()
    os.mkfifo(path)


def device(path: Path, _: Path) -> None:
    path.unlink()
    path.symlink_to("/dev/zero")


def folder(path: Path, _: Path) -> None:
    path.unlink()
    path.mkdir()
    (path / "darin").write_text("etwas")


def dangling(path: Path, _: Path) -> None:
    path.unlink()
    path.symlink_to("nirgends")


def unreadable(path: Path, _: Path) -> None:
    path.chmod(0)


WAYS: dict[str, Callable[[Path, Path], None]] = {
    "cut to half": cut_to_half,
    "cut to nothing": cut_to_nothing,
    "zero-filled": zero_filled,
    "a bit flipped": bit_flipped,
    "a block zeroed": block_zeroed,
    "swapped with another's": swapped,
    "a pipe": pipe,
    "a device": device,
    "a folder": folder,
    "a dangling link": dangling,
    "unreadable": unreadable,
}


def obey_modes() -> bool:
    """Has this process heed modes from now on, even as root.

    Returns:
        Whether it does.
    """
    if os.getuid() != 0:
        return True
    libc = ctypes.CDLL(None, use_errno=True)
    head = (ctypes.c_uint32 * 2)(_CAPABILITIES_VERSION, 0)
    sets = (ctypes.c_uint32 * 6)()  # two words each of: effective, permitted, inheritable
    if libc.capget(head, sets):
        return False
    for capability in _OVERRIDE:
        sets[0] &= ~(1 << capability)
        sets[1] &= ~(1 << capability)
    return not libc.capset(head, sets)
