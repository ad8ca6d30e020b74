"""A worker that is a process and nothing more, for machines without Linux's layers. NOT isolation.

It stops endless loops and survives crashes. Files, network, processes and this program's user are open to a snippet.
"""

import io
import os
import subprocess
import sys
import time
from threading import Timer
from typing import IO

from deepmath_xpu.sandbox import frames, notebook
from deepmath_xpu.sandbox.frames import Reply, Request
from deepmath_xpu.sandbox.policy import IMPORTS, Layer, Policy, check
from deepmath_xpu.sandbox.workers import Answer, LostWorkerError, environment
from deepmath_xpu.types import Execution, Status

BOOT = "import sys; sys.path[:] = sys.argv[1:]; from deepmath_xpu.sandbox import plain; plain.main()"


class PlainWorker:
    """A `workers.Worker` of which a deadline is all that is enforced."""

    def __init__(self, policy: Policy) -> None:
        self._policy = policy
        self.layers = dict.fromkeys(Layer, "not on this system") | {Layer.IMPORTS: ""}
        check(policy, self.layers)
        path = [os.path.abspath(entry) for entry in sys.path]
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-W", "ignore", "-c", BOOT, *path],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment(),
        )

    def wait(self) -> None:
        """It can be asked at once: the pipe keeps the request while Python starts."""

    def ask(self, request: Request, seconds: float | None = None) -> Answer:
        wall = self._policy.wall_seconds if seconds is None else min(seconds, self._policy.wall_seconds)
        started = time.perf_counter()
        deadline = Timer(wall, self._process.kill)
        deadline.start()
        frame = self._exchange(frames.encode_request(request))
        deadline.cancel()
        taken = time.perf_counter() - started
        if frame:
            reply = frames.parse_reply(frame, request.nonce)
            return Answer(Execution(Status(reply.status), reply.text, taken), alive=reply.status != "memory")
        self.kill()
        if taken >= wall:
            text = f"TimeoutError: stopped after {round(wall, 1):g} s"
            return Answer(Execution(Status.TIMEOUT, text, taken), alive=False)
        return Answer(Execution(Status.DIED, "the Python process ended", taken), alive=False)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def _exchange(self, frame: bytes) -> bytes:
        assert self._process.stdin
        assert self._process.stdout
        try:
            self._process.stdin.write(packed(frame))
            self._process.stdin.flush()
        except OSError as error:
            raise LostWorkerError("the worker is gone") from error
        return unpacked(self._process.stdout)


def packed(frame: bytes) -> bytes:
    """With its length before it: a pipe keeps no frames apart."""
    return len(frame).to_bytes(3, "big") + frame


def unpacked(pipe: IO[bytes]) -> bytes:
    """The next frame, empty at the pipe's end."""
    length = int.from_bytes(pipe.read(3), "big")
    frame = pipe.read(min(length, frames.FRAME_BYTES))
    return frame if len(frame) == length else b""


def main() -> None:
    """The worker."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    book = notebook.Notebook(IMPORTS)
    while frame := unpacked(requests):
        request = frames.parse_request(frame)
        sys.stdout = printed = io.StringIO()
        status, text = book.run(request.code, request.seed)
        reply = Reply(request.nonce, status, notebook.joined(printed.getvalue(), text))
        replies.write(packed(frames.encode_reply(reply)))
        replies.flush()
