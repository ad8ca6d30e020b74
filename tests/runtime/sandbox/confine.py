"""Runs a command as nobody, or as root in a container: `confine.py user|container|capless COMMAND...`."""

import ctypes
import errno
import os
import struct
import sys

NOBODY = 65534
ARCHITECTURES = {"x86_64": 0xC000003E}
REFUSED = {
    "x86_64": (
        (101, "ptrace"), (155, "pivot_root"), (161, "chroot"), (165, "mount"), (166, "umount2"), (248, "add_key"),
        (249, "request_key"), (250, "keyctl"), (272, "unshare"), (298, "perf_event_open"), (308, "setns"),
        (310, "process_vm_readv"), (311, "process_vm_writev"), (321, "bpf"), (323, "userfaultfd"), (425, "io_uring"),
    )
}  # fmt: skip
"""What a container's usual profile refuses to a process without CAP_SYS_ADMIN, as far as a sandbox could want it."""


def as_user() -> None:
    """Nobody, with nothing left of root."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)


def as_container() -> None:
    """No new namespace, no mount: EPERM, as a container's seccomp profile says it."""
    machine = os.uname().machine
    code = [struct.pack("=HBBI", 0x20, 0, 0, 4), struct.pack("=HBBI", 0x15, 1, 0, ARCHITECTURES[machine])]
    code += [struct.pack("=HBBI", 0x06, 0, 0, 0x80000000), struct.pack("=HBBI", 0x20, 0, 0, 0)]
    for number, _ in REFUSED[machine]:
        code += [struct.pack("=HBBI", 0x15, 0, 1, number), struct.pack("=HBBI", 0x06, 0, 0, 0x50000 | errno.EPERM)]
    text = b"".join([*code, struct.pack("=HBBI", 0x06, 0, 0, 0x7FFF0000)])
    instructions = ctypes.create_string_buffer(text, len(text))
    header = ctypes.create_string_buffer(struct.pack("@HP", len(text) // 8, ctypes.addressof(instructions)))
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(38, 1, 0, 0, 0) or libc.prctl(22, 2, header, 0, 0):
        raise OSError(ctypes.get_errno(), "the filter was refused")


def as_capless() -> None:
    """Root in a container without any capability."""
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        libc.prctl(24, capability, 0, 0, 0)
    as_container()


if __name__ == "__main__":
    {"user": as_user, "container": as_container, "capless": as_capless}[sys.argv[1]]()
    os.execv(sys.argv[2], sys.argv[2:])
