"""A process that must open no socket to elsewhere, held by the kernel (Linux, seccomp).

`SECCOMP_RET_KILL_PROCESS` on `socket(AF_INET or AF_INET6)`, whatever language calls it and in
whatever thread; inherited by every child. See seccomp(2). One is let pass: a datagram socket
without any flag, by which libuuid asks for the network card's address (torch makes a UUID); what
looks up or sends sets close-on-exec.
"""

from __future__ import annotations

import ctypes
import platform
import socket
import struct

_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_SOCKET_CALL = {"x86_64": 41, "aarch64": 198}
_NUMBER_AT, _FAMILY_AT, _TYPE_AT = 0, 16, 24


def forbid_sockets() -> None:
    """From here on, asking for an IPv4 or IPv6 socket kills this process with SIGSYS."""
    code = b"".join(
        struct.pack("HBBI", *instruction)
        for instruction in (
            (_LOAD, 0, 0, _NUMBER_AT),
            (_JUMP_EQUAL, 0, 6, _SOCKET_CALL[platform.machine()]),
            (_LOAD, 0, 0, _FAMILY_AT),
            (_JUMP_EQUAL, 1, 0, socket.AF_INET),
            (_JUMP_EQUAL, 0, 3, socket.AF_INET6),
            (_LOAD, 0, 0, _TYPE_AT),
            (_JUMP_EQUAL, 1, 0, socket.SOCK_DGRAM),
            (_RETURN, 0, 0, _KILL_PROCESS),
            (_RETURN, 0, 0, _ALLOW),
        )
    )
    program = ctypes.create_string_buffer(code)
    head = ctypes.create_string_buffer(struct.pack("HP", len(code) // 8, ctypes.addressof(program)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or libc.prctl(
        _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, head, 0, 0
    ):
        raise OSError(ctypes.get_errno(), "seccomp")
