"""Giving up rights for good: what a process that reads hostile files must never be able to do.

Everything here is best effort and goes by what the system has. Linux on x86-64 and ARM64 has all of
it; elsewhere the process is at least a separate one, and where there are limits, a limited one.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import struct

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _DENY_WITH_EPERM, _KILL = 0x7FFF0000, 0x00050001, 0x80000000
_LOAD_WORD, _JUMP_IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT = 0, 4

# memory, time, the open pipes, threads' locks, signals of its own, and the end; nothing that names a
# path, a socket or another process. Numbers from the kernel's system call tables.
_CALLS = {
    "x86_64": (
        0xC000003E,
        {"read": 0, "write": 1, "close": 3, "fstat": 5, "lseek": 8, "mmap": 9, "mprotect": 10}
        | {"munmap": 11, "brk": 12, "rt_sigaction": 13, "rt_sigprocmask": 14, "rt_sigreturn": 15}
        | {"writev": 20, "sched_yield": 24, "mremap": 25, "madvise": 28, "getpid": 39, "exit": 60}
        | {"sigaltstack": 131, "gettid": 186, "futex": 202, "restart_syscall": 219}
        | {"clock_gettime": 228, "clock_nanosleep": 230, "exit_group": 231, "getrandom": 318},
    ),
    "aarch64": (
        0xC00000B7,
        {"read": 63, "write": 64, "close": 57, "fstat": 80, "lseek": 62, "mmap": 222, "mprotect": 226}
        | {"munmap": 215, "brk": 214, "rt_sigaction": 134, "rt_sigprocmask": 135, "rt_sigreturn": 139}
        | {"writev": 66, "sched_yield": 124, "mremap": 216, "madvise": 233, "getpid": 172, "exit": 93}
        | {"sigaltstack": 132, "gettid": 178, "futex": 98, "restart_syscall": 128}
        | {"clock_gettime": 113, "clock_nanosleep": 115, "exit_group": 94, "getrandom": 278},
    ),
}


class _Program(ctypes.Structure):
    """``struct sock_fprog`` of the kernel's packet filter."""

    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_char_p)]


def give_up_rights(memory: int) -> None:
    """No files, no sockets, no children, no other process, and at most ``memory`` bytes from here on.

    Import and rehearse everything before: nothing can be opened afterwards, not even a module.
    """
    _limit(memory)
    with contextlib.suppress(OSError, AttributeError):
        libc = ctypes.CDLL(None, use_errno=True)
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
        libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
        _filter_calls(libc)


def _limit(memory: int) -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    for which, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NPROC, 0),
        (resource.RLIMIT_NOFILE, 0),  # descriptors already open stay usable; no new one can be had
    ):
        with contextlib.suppress(OSError, ValueError):
            resource.setrlimit(which, (value, value))


def _filter_calls(libc: ctypes.CDLL) -> None:
    """Let the kernel refuse every system call that is not on the list."""
    if os.uname().sysname != "Linux" or platform.machine() not in _CALLS:
        return
    architecture, calls = _CALLS[platform.machine()]
    steps = [
        (_LOAD_WORD, 0, 0, _ARCHITECTURE_AT),
        (_JUMP_IF_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD_WORD, 0, 0, _NUMBER_AT),
    ]
    for number in sorted(calls.values()):
        steps += [(_JUMP_IF_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    steps.append((_RETURN, 0, 0, _DENY_WITH_EPERM))
    code = b"".join(struct.pack("HBBI", *step) for step in steps)
    program = _Program(len(steps), code)
    libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(program), 0, 0)
