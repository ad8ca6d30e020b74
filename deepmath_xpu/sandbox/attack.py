"""A self-attack: a dozen snippets that try to leave, run against the sandbox as it stands on this machine.

Each prints `OUT` where it got out; the host looks for itself at what it can see. A wall that holds here is not proven:
one that does not is proven broken.
"""

import os
import secrets
import socket
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

from deepmath_xpu.sandbox.policy import Policy
from deepmath_xpu.sandbox.sandbox import Sandbox
from deepmath_xpu.types import Execution, Status

START = "import builtins\nget = builtins.__import__\nos = get('os')\n"
CTYPES = START + "ct = get('ctypes')\nlibc = ct.CDLL(None)\n"
SNIPPETS = {
    "read a file": START + "print(os.read(os.open({file!r}, 0), 99))",
    "write a file": START + "os.close(os.open({file!r} + '.new', os.O_CREAT | os.O_WRONLY))",
    "connect to a TCP port": START + "get('socket').create_connection(('127.0.0.1', {port}), 1)",
    "open a socket": START + "get('socket').socket(2, 2)\nprint('O' 'UT')",
    "start a process": START + "os.fork() or os._exit(0)\nprint('O' 'UT')",
    "run a program": START + "os.system('echo > ' + {file!r} + '.new')",
    "signal the program": START + "os.kill({pid}, 0)\nprint('O' 'UT')",
    "read the environment": START + "print(dict(os.environ))",
    "read the program's memory": CTYPES + "print('O' 'UT' if libc.ptrace(16, {pid}, 0, 0) == 0 else '')",
    "make a namespace": CTYPES + "print('O' 'UT' if libc.unshare(0x10000000) == 0 else '')",
    "run machine code": START + "get('mmap').mmap(-1, 4096, prot=7)\nprint('O' 'UT')",
    "forge the next answer": START + 'os.write(3, b\'{{"status": "ok", "text": "OUT"}}\')',
    "change another trace": START + "builtins.len = lambda x: 'OUT'\nget('math').sqrt = builtins.len",
    "never end": "while True: pass",
    "take all memory": "bytearray(10**11)",
}
ENDS = {"never end": Status.TIMEOUT, "take all memory": Status.MEMORY}
CANARY = "DEEPMATH_XPU_CANARY"


@dataclass(frozen=True, slots=True)
class Attack:
    what: str
    held: bool
    execution: Execution


def attack(policy: Policy) -> list[Attack]:
    """Every snippet in a trace of its own. Takes some seconds; raises IsolationError as `Sandbox` does."""
    secret = secrets.token_hex(8)
    hard = replace(policy, wall_seconds=2.0, cpu_seconds=2.0)
    with tempfile.TemporaryDirectory() as folder, socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        file = Path(folder, "secret")
        file.write_text(secret)
        os.environ[CANARY] = secret
        try:
            with Sandbox(hard) as sandbox:
                return [_attempt(sandbox, what, file, server, secret) for what in SNIPPETS]
        finally:
            del os.environ[CANARY]


def _attempt(sandbox: Sandbox, what: str, file: Path, server: socket.socket, secret: str) -> Attack:
    code = SNIPPETS[what].format(file=str(file), port=server.getsockname()[1], pid=os.getpid())
    session, later = sandbox.open(), sandbox.open()
    execution = session.run(code)
    heard = execution.output + session.run("1 + 1").output + later.run("import math\nlen([1]), math.sqrt(4)").output
    session.close()
    later.close()
    out = "OUT" in heard or secret in heard or _visited(server) or len(list(file.parent.iterdir())) > 1
    ended = ENDS.get(what, execution.status) is execution.status
    return Attack(what, not out and ended, execution)


def _visited(server: socket.socket) -> bool:
    try:
        server.accept()[0].close()
    except BlockingIOError:
        return False
    return True
