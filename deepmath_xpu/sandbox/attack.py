"""A self-attack: a dozen snippets that try to leave, run against the sandbox as it stands on this machine.

They stand in `attacks.toml`. A wall that holds here is not proven:
one that does not is proven broken.
"""

import os
import secrets
import socket
import tempfile
import tomllib
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from deepmath_xpu.sandbox.policy import Policy
from deepmath_xpu.sandbox.sandbox import Sandbox
from deepmath_xpu.types import Execution, Status

_TABLE = tomllib.loads(Path(__file__).with_name("attacks.toml").read_text(encoding="utf-8"))
SNIPPETS: dict[str, str] = {what: _TABLE["start"] + code for what, code in _TABLE["attacks"].items()}
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
    with suppress(BlockingIOError):
        server.accept()[0].close()
        return True
    return False
