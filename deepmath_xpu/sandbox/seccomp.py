"""The system calls a worker may make, and the BPF program that says so. x86-64 and (untested) AArch64.

Everything not listed fails with EPERM. Nothing listed opens, creates, connects, forks, executes, traces, signals, sets
timers or changes limits; `mmap` and `mprotect` never give executable memory. A worker keeps four descriptors: three on
/dev/null and its channel.
"""

import errno
import struct

ALLOWED: dict[str, tuple[int | None, int | None]] = {
    # (x86-64, AArch64), the frequent ones first: the kernel compares one by one
    "read": (0, 63),
    "write": (1, 64),
    "clock_gettime": (228, 113),
    "futex": (202, 98),
    "munmap": (11, 215),
    "mremap": (25, 216),
    "madvise": (28, 233),
    "brk": (12, 214),
    "getrusage": (98, 165),
    "getrandom": (318, 278),
    "getpid": (39, 172),
    "clock_getres": (229, 114),
    "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101),
    "gettimeofday": (96, 169),
    "time": (201, None),
    "times": (100, 153),
    "rt_sigaction": (13, 134),
    "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139),
    "sigaltstack": (131, 132),
    "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123),
    "fstat": (5, 80),
    "lseek": (8, 62),
    "getppid": (110, 173),
    "gettid": (186, 178),
    "getuid": (102, 174),
    "geteuid": (107, 175),
    "getgid": (104, 176),
    "getegid": (108, 177),
    "restart_syscall": (219, 128),
    "rseq": (334, 293),
    "set_robust_list": (273, 99),
    "exit": (60, 93),
    "exit_group": (231, 94),
}
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
    parts += [_answer(number[column] or 0, ALLOW) for number in ALLOWED.values() if number[column] is not None]
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
