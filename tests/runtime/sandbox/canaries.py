"""Things that a hostile snippet would touch, and whether it did: the judge of `hostile.jsonl`."""

import ctypes
import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Execution, Status

FOLDER = Path(__file__).parent
VARIABLE = "SANDBOX_CANARY"
TRACE = ["from sympy import *\nimport numpy as np, random, math, mpmath", "x = 20"]
FRESH = """
import builtins, math, random, fractions, decimal, numpy, sympy, mpmath, sys, warnings
assert "leak" not in globals() and sys.path and sys.meta_path and builtins.__import__("gc").isenabled()
print(len([1, 2]), 1 + 1, math.sqrt(16), sympy.sqrt(4) + sympy.Integer(1), numpy.sum([1, 2]), fractions.Fraction(1, 2))
print(mpmath.mp.dps, decimal.getcontext().prec, random.random(), numpy.random.rand(), sys.getrecursionlimit())
print(sympy.integrate(sympy.Symbol("x"), sympy.Symbol("x")), sympy.sqrt(sympy.Symbol("x") ** 2), sympy.Matrix([[1]]))
print(decimal.Decimal(1) / 7, numpy.array([1 / 3] * 2), [numpy.float64(0.5)], numpy.geterr(), mpmath.mpf(1) / 3)
print(sys.get_int_max_str_digits(), sys.getswitchinterval(), [kind for kind, *_ in warnings.filters if kind == "error"])
print((True, 2, 16, "x", ()), chr(0xD800))
print(numpy.random.default_rng().random(), sympy.core.random.random())
""".strip()


@dataclass(frozen=True)
class Hostile:
    id: str
    group: str
    canary: str
    code: list[str]


def hostile() -> list[Hostile]:
    lines = (FOLDER / "hostile.jsonl").read_text().splitlines()
    return [Hostile(**json.loads(line)) for line in lines]


class Canaries:
    """A folder, listeners, a process, an environment variable and a secret in memory, all open to everybody."""

    def __init__(self) -> None:
        self.secret = secrets.token_hex(8)
        os.environ[VARIABLE] = self.secret
        self.folder = Path(tempfile.mkdtemp())
        self.folder.chmod(0o777)
        (self.folder / "secret_module.py").write_text(f"print({self.secret!r})")
        (self.folder / "victim").write_text("intact")
        for path in self.folder.iterdir():
            path.chmod(0o666)
        self.memory = ctypes.create_string_buffer(self.secret.encode())
        self.tcp = self._listener(socket.AF_INET, socket.SOCK_STREAM, ("127.0.0.1", 0))
        self.udp = self._listener(socket.AF_INET, socket.SOCK_DGRAM, ("127.0.0.1", 0))
        self.sockets = tempfile.mkdtemp()
        os.chmod(self.sockets, 0o777)
        self.unix = self._listener(socket.AF_UNIX, socket.SOCK_STREAM, f"{self.sockets}/unix")
        os.chmod(f"{self.sockets}/unix", 0o777)
        self.abstract = self._listener(socket.AF_UNIX, socket.SOCK_STREAM, f"\0{self.secret}")
        self._start_victim()

    def fill(self, code: str) -> str:
        known = {
            "SECRET_FILE": self.folder / "secret_module.py",
            "SECRET_NAME": "secret_module.py",
            "DIR": self.folder,
            "TCP": self.tcp.getsockname()[1],
            "UDP": self.udp.getsockname()[1],
            "UNIX": f"{self.sockets}/unix",
            "ABSTRACT": self.secret,
            "PID": os.getpid(),
            "ADDRESS": ctypes.addressof(self.memory),
            "VICTIM": self.victim.pid,
        }
        for name, value in known.items():
            code = code.replace(f"@{name}@", str(value))
        return code

    def touched(self, outputs: str) -> list[str]:
        """Which canaries sang; all are put back in their place."""
        found = ["secret"] if self.secret in outputs else []
        found += ["escaped"] if "ESCAPED" in outputs else []
        found += ["directory"] if self._folder_changed() else []
        found += ["listener"] if self._heard() else []
        found += ["victim"] if self._victim_hurt() else []
        return found

    def close(self) -> None:
        self.victim.kill()
        self.victim.wait()
        for listener in (self.tcp, self.udp, self.unix, self.abstract):
            listener.close()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.sockets, ignore_errors=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def _listener(self, family: int, kind: int, address: tuple[str, int] | str) -> socket.socket:
        listener = socket.socket(family, kind)
        listener.bind(address)
        if kind == socket.SOCK_STREAM:
            listener.listen()
        listener.setblocking(False)
        return listener

    def _start_victim(self) -> None:
        self.victim = subprocess.Popen([sys.executable, "-S", "-c", "import time; time.sleep(1000)"])

    def _folder_changed(self) -> bool:
        names = sorted(path.name for path in self.folder.iterdir()) if self.folder.exists() else []
        intact = names == ["secret_module.py", "victim"] and (self.folder / "victim").read_text() == "intact"
        if intact and (self.folder / "victim").stat().st_mode & 0o777 == 0o666:
            return False
        shutil.rmtree(self.folder, ignore_errors=True)
        self.folder.mkdir()
        self.folder.chmod(0o777)
        (self.folder / "secret_module.py").write_text(f"print({self.secret!r})")
        (self.folder / "victim").write_text("intact")
        for path in self.folder.iterdir():
            path.chmod(0o666)
        return True

    def _heard(self) -> bool:
        heard = False
        for listener in (self.tcp, self.unix, self.abstract):
            try:
                listener.accept()[0].close()
                heard = True
            except BlockingIOError:
                continue
        try:
            heard = bool(self.udp.recv(10)) or heard
        except BlockingIOError:
            return heard
        return heard

    def _victim_hurt(self) -> bool:
        state = Path(f"/proc/{self.victim.pid}/stat").read_text().rsplit(")", 1)[1].split()
        if self.victim.poll() is None and state[0] in "SRD" and int(state[16]) == os.getpriority(os.PRIO_PROCESS, 0):
            return False
        self.victim.send_signal(signal.SIGKILL)
        self.victim.wait()
        self._start_victim()
        return True


def attack(sandbox: Sandbox, canaries: Canaries, case: Hostile, expected_fresh: str, slack_seconds: float) -> list[str]:
    """Run one hostile trace beside an honest one; returns what went wrong."""
    honest, session = sandbox.open(seed=1), sandbox.open(seed=2)
    try:
        for code in TRACE:
            honest.run(code)
        results = [session.run(canaries.fill(code)) for code in case.code]
        wrong = canaries.touched("\n".join(result.output for result in results))
        wrong += _late(sandbox, results, slack_seconds)
        if case.group == "protocol" and not (results[-1].status is Status.DIED or results[-1].output.endswith("2")):
            wrong.append(f"answer: {results[-1].output[:100]}")
        if honest.run("print(x + 1, solve(Symbol('t') - x))").output != "21 [20]":
            wrong.append("another trace")
    finally:
        honest.close()
        session.close()
    fresh = sandbox.open(seed=3)
    if fresh.run(FRESH).output != expected_fresh:
        wrong.append("a later trace")
    fresh.close()
    return wrong


def _late(sandbox: Sandbox, results: list[Execution], slack_seconds: float) -> list[str]:
    limit = sandbox.policy.wall_seconds + slack_seconds
    return [f"{result.seconds:.2f} s" for result in results if result.seconds > limit or result.status not in Status]
