"""The system calls a worker may make, and the BPF program that says so. x86-64 and (untested) AArch64.

Everything not listed (in `tables.toml`) fails with EPERM. Nothing listed opens, creates, connects, forks, executes,
traces, signals, sets timers or changes limits; `mmap` and `mprotect` never give executable memory. A worker keeps four
descriptors: three on /dev/null and its channel.
"""

import errno
import struct

from deepmath_xpu.sandbox.policy import TABLES

ALLOWED: dict[str, list[int]] = TABLES["system_calls"]
NOT_EXECUTABLE: dict[str, tuple[int, int]] = {"mmap": (9, 222), "mprotect": (10, 226)}
"""Allowed unless their third argument holds PROT_EXEC."""
NOT_A_TERMINAL = (16, 29)
"""ioctl: always ENOTTY, which is what a file that is no terminal says."""
NOT_IMPLEMENTED = (435, 435)
"""clone3: ENOSYS, so that a C library falls back to clone and is refused there."""

MACHINES = {"x86_64": (0xC000003E, 0), "aarch64": (0xC00000B7, 1)}
"""Machine: AUDIT_ARCH, and the column of the tables above."""

LOAD, JUMP_EQUAL, JUMP_GREATER_EQUAL, JUMP_SET, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
KILL, ERRNO, ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
NUMBER, ARCHITECTURE, THIRD_ARGUMENT = 0, 4, 16 + 2 * 8
X32 = 0x40000000
PROT_EXEC = 4


def _code(operation: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("=HBBI", operation, if_true, if_false, value)


def _answer(number: int, action: int) -> bytes:
    """If the system call is `number`: `action`. Two instructions."""
    return _code(JUMP_EQUAL, number, 0, 1) + _code(RETURN, action)


def program(machine: str) -> bytes:
    """The filter: an array of `struct sock_filter`. Raises KeyError for a machine without a table."""
    audit, column = MACHINES[machine]
    refused = ERRNO | errno.EPERM
    parts = [
        _code(LOAD, ARCHITECTURE),
        _code(JUMP_EQUAL, audit, 1, 0),
        _code(RETURN, KILL),
        _code(LOAD, NUMBER),
        _code(JUMP_GREATER_EQUAL, X32, 0, 1),
        _code(RETURN, KILL),
    ]
    parts += [_answer(numbers[column], ALLOW) for numbers in ALLOWED.values() if column < len(numbers)]
    parts += [_answer(NOT_A_TERMINAL[column], ERRNO | errno.ENOTTY)]
    parts += [_answer(NOT_IMPLEMENTED[column], ERRNO | errno.ENOSYS)]
    for numbers in NOT_EXECUTABLE.values():
        parts += [
            _code(JUMP_EQUAL, numbers[column], 0, 4),
            _code(LOAD, THIRD_ARGUMENT),
            _code(JUMP_SET, PROT_EXEC, 0, 1),
            _code(RETURN, refused),
            _code(RETURN, ALLOW),
        ]
    return b"".join([*parts, _code(RETURN, refused)])
