"""What Linux is asked for, through ctypes: namespaces, limits, no privileges, Landlock, seccomp.

Linux only; imported by the zygote and its workers, never by the program that uses the sandbox. Every function raises
OSError where the kernel refuses.
"""

import ctypes
import os
import resource
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path

from deepmath_xpu.sandbox import seccomp

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 16384, 1 << 18
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS = 1, 4, 22, 38
SECCOMP_MODE_FILTER = 2
SIGKILL = 9
LANDLOCK_CREATE_RULESET, LANDLOCK_RESTRICT_SELF = 444, 446
CAPABILITY_VERSION_3 = 0x20080522
EMPTY_ROOT = b"/sys"
"""Where the zygote mounts the workers' root: a directory every Linux has and no Python package lives in."""
NOBODY = 65534
DESCRIPTORS = 4
"""What a worker keeps: 0 to 2 on /dev/null, 3 its channel."""
NONE_OF = tuple(getattr(resource, f"RLIMIT_{name}") for name in ("CORE", "FSIZE", "MEMLOCK", "MSGQUEUE", "NPROC"))
STACK_BYTES = 64 << 20
"""Deep recursion in C code (repr, sympy) ends in a RecursionError before this is used up."""

_libc = ctypes.CDLL(None, use_errno=True)


def _check(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def _prctl(option: int, value: int | ctypes.Array[ctypes.c_char], pointer: object = 0) -> None:
    arguments = (ctypes.c_ulong(value) if isinstance(value, int) else value, pointer)
    _check(_libc.prctl(option, *arguments, ctypes.c_ulong(0), ctypes.c_ulong(0)), f"prctl {option}")


def reason_of_failure(build: Callable[[], object]) -> str:
    """What the kernel says against a layer; empty when it stands."""
    try:
        build()
    except OSError as error:
        return str(error)
    return ""


def unshare(flags: int) -> None:
    _check(_libc.unshare(flags), "unshare")


def join_pid_namespace(descriptor: int) -> None:
    _check(_libc.setns(descriptor, CLONE_NEWPID), "setns")


def die_with_parent() -> None:
    _prctl(PR_SET_PDEATHSIG, SIGKILL)


def enter_namespaces() -> None:
    """Own namespaces for this process; the pid namespace begins with its next child."""
    user, group = os.getuid(), os.getgid()
    others = CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWNET | CLONE_NEWIPC | CLONE_NEWUTS
    unshare(others | CLONE_NEWUSER if user else others)
    if user:
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    socket.sethostname("sandbox")
    _check(_libc.mount(None, b"/", None, MS_REC | MS_PRIVATE, None), "mount /")
    flags = MS_RDONLY | MS_NOSUID | MS_NODEV | MS_NOEXEC
    _check(_libc.mount(b"none", EMPTY_ROOT, b"tmpfs", flags, b"size=4k,mode=555"), "mount the empty root")


def enter_empty_root() -> None:
    os.chroot(EMPTY_ROOT)
    os.chdir("/")


def raise_stack_limit() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    wanted = STACK_BYTES if hard == resource.RLIM_INFINITY else min(STACK_BYTES, hard)
    resource.setrlimit(resource.RLIMIT_STACK, (wanted, hard))


def mapped_bytes() -> int:
    """The address space this process uses now."""
    with open("/proc/self/statm", "rb", buffering=0) as statistics:
        return int(statistics.read().split()[0]) * resource.getpagesize()


def limit_resources(space_bytes: int, cpu_seconds: int) -> None:
    some = {resource.RLIMIT_AS: space_bytes, resource.RLIMIT_CPU: cpu_seconds, resource.RLIMIT_NOFILE: DESCRIPTORS}
    for name, value in (some | dict.fromkeys(NONE_OF, 0)).items():
        _, hard = resource.getrlimit(name)
        value = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(name, (value, value))


def drop_privileges() -> None:
    """Nobody instead of root, no capability, none ever again, and no debugger of the same user."""
    if os.getuid() == 0:
        with suppress(PermissionError):  # a container's root may lack the capability, and then has no other either
            os.setgroups([])
            os.setresgid(NOBODY, NOBODY, NOBODY)
            os.setresuid(NOBODY, NOBODY, NOBODY)
    header = struct.pack("=Ii", CAPABILITY_VERSION_3, 0)
    _check(_libc.capset(header, bytes(24)), "capset")
    _prctl(PR_SET_NO_NEW_PRIVS, 1)
    _prctl(PR_SET_DUMPABLE, 0)


def restrict_landlock() -> None:
    """Deny every file access, TCP, and signals and abstract sockets outwards, as far as this kernel's version goes."""
    version = _check(_libc.syscall(LANDLOCK_CREATE_RULESET, None, 0, 1), "Landlock")
    files = {1: 13, 2: 14, 3: 15, 4: 15}.get(version, 16)
    rights = [(1 << files) - 1, 3 if version >= 4 else 0, 3 if version >= 6 else 0]
    used = rights[: 3 if version >= 6 else 2 if version >= 4 else 1]
    attributes = struct.pack(f"={len(used)}Q", *used)
    size = ctypes.c_size_t(len(attributes))
    ruleset = _check(_libc.syscall(LANDLOCK_CREATE_RULESET, attributes, size, 0), "Landlock")
    try:
        _check(_libc.syscall(LANDLOCK_RESTRICT_SELF, ruleset, 0), "Landlock")
    finally:
        os.close(ruleset)


@cache
def system_call_filter() -> ctypes.Array[ctypes.c_char]:
    """For this machine. A zygote makes it once, its workers find it made."""
    machine = os.uname().machine
    if machine not in seccomp.MACHINES:
        raise OSError(0, f"seccomp: no table of system calls for {machine}")
    code = seccomp.program(machine)
    return ctypes.create_string_buffer(code, len(code))


def restrict_system_calls() -> None:
    code = system_call_filter()
    header = ctypes.create_string_buffer(struct.pack("@HP", len(code) // 8, ctypes.addressof(code)))
    _prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, header)


def keep_one_descriptor(channel: int) -> None:
    """`channel` becomes 3, 0 to 2 lead to /dev/null, all others close."""
    null = os.open("/dev/null", os.O_RDWR)
    for number in range(3):
        os.dup2(null, number)
    os.dup2(channel, DESCRIPTORS - 1)
    os.closerange(DESCRIPTORS, os.sysconf("SC_OPEN_MAX"))
