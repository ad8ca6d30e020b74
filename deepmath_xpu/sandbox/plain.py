"""A worker that is a process and nothing more, for machines without Linux's layers. NOT isolation.

It stops endless loops and survives crashes. Files, network, processes and this program's user are open to a snippet.
"""

import io
import os
import subprocess
import sys
import time
from threading import Timer

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
        line = self._exchange(frames.encode_request(request))
        deadline.cancel()
        taken = time.perf_counter() - started
        if line.endswith(b"\n"):
            reply = frames.parse_reply(line, request.nonce)
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

    def _exchange(self, line: bytes) -> bytes:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(line + b"\n")
            self._process.stdin.flush()
        except OSError as error:
            raise LostWorkerError("the worker is gone") from error
        return self._process.stdout.readline(frames.FRAME_BYTES)


def main() -> None:
    """The worker: requests and replies are lines."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    null = os.open(os.devnull, os.O_RDWR)
    os.dup2(null, 0)
    os.dup2(null, 1)
    book = notebook.Notebook(IMPORTS)
    for line in requests:
        request = frames.parse_request(line)
        sys.stdout = printed = io.StringIO()
        status, text = book.run(request.code, request.seed)
        replies.write(
            frames.encode_reply(Reply(request.nonce, status, notebook.joined(printed.getvalue(), text))) + b"\n"
        )
        replies.flush()
