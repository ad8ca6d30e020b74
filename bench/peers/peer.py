"""What is asked of every engine that is measured, and the two ways to reach one: in this process, or in its own.

A peer in a process of its own reads JSON lines and answers each with one; it needs nothing but its own environment.
Every completion has exactly the length asked for: no end-of-sequence token stops it.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import asdict
from itertools import repeat
from pathlib import Path
from threading import Timer
from typing import IO, Any, Protocol

from bench.workload import Segment, Workload
from deepmath_xpu.engine import Cancel
from deepmath_xpu.replicas import Closable
from deepmath_xpu.types import Completion, Finish, Sampling

ROOT = Path(__file__).parents[2]


class PeerError(Exception):
    """A peer could not do its part; the message says which and why."""


TIME_IS_UP = "the time it had is spent"


class Peer(Protocol):
    def batch(self, prompts: Sequence[Sequence[int]], tokens: int) -> tuple[float, float]:
        """Sample `tokens` behind each prompt, all at once: seconds till all have one token, and till all are done."""
        ...

    def agentic(self, work: Workload) -> float | None:
        """Seconds for the whole workload; None where this peer has no way to do it."""
        ...

    def close(self) -> None: ...


class EnginePeer:
    """Anything behind our `Engine` protocol; `parallel` traces at a time, 1 is the reference's serial way.

    Once `cancel` is set it ends what it does and raises PeerError.
    """

    def __init__(self, engine: Closable, parallel: int, cancel: Cancel | None = None) -> None:
        self._engine = engine
        self._parallel = parallel
        self._cancel = cancel

    def batch(self, prompts: Sequence[Sequence[int]], tokens: int) -> tuple[float, float]:
        started = time.perf_counter()
        with ThreadPoolExecutor(len(prompts)) as pool:
            done = list(pool.map(self._complete, prompts, repeat(tokens), range(len(prompts))))
        return max(one.timing.first_token for one in done), time.perf_counter() - started

    def agentic(self, work: Workload) -> float:
        started = time.perf_counter()
        with ThreadPoolExecutor(self._parallel) as pool:
            list(pool.map(self._trace, repeat(work.prompt), work.traces, range(len(work.traces))))
        return time.perf_counter() - started

    def close(self) -> None:
        self._engine.close()

    def _trace(self, prompt: Sequence[int], segments: Sequence[Segment], sample: int) -> None:
        context = list(prompt)
        for number, segment in enumerate(segments):
            context += self._complete(context, segment.sampled, sample * 100 + number).ids
            time.sleep(segment.wait)
            context += segment.inserted

    def _complete(self, prompt: Sequence[int], tokens: int, seed: int) -> Completion:
        done = self._engine.generate(prompt, Sampling(max_tokens=tokens, seed=seed), self._cancel)
        if done.finish is Finish.CANCELLED:
            raise PeerError(TIME_IS_UP)
        if len(done.ids) != tokens:
            raise PeerError(f"{len(done.ids)} tokens came instead of {tokens} ({done.finish}): is EOS switched off?")
        return done


class ProcessPeer:
    """A script of `bench/peers`, run by the interpreter that has what it needs; killed at `until` (perf_counter's)."""

    def __init__(self, python: Path | str, module: str, *arguments: str | Path, until: float | None = None) -> None:
        self._module = module
        self._until = until
        self._process = subprocess.Popen(
            [python, "-m", f"bench.peers.{module}", *map(str, arguments)],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self._read()

    def batch(self, prompts: Sequence[Sequence[int]], tokens: int) -> tuple[float, float]:
        first, total = self._ask({"op": "batch", "prompts": [list(ids) for ids in prompts], "tokens": tokens})
        return first, total

    def agentic(self, work: Workload) -> float | None:
        seconds: float | None = self._ask({"op": "agentic", "work": asdict(work)})
        return seconds

    def close(self) -> None:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # it is dead already, with a request unread
            self._process.stdin.close()
        try:
            self._process.wait(30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _ask(self, message: dict[str, Any]) -> Any:
        assert self._process.stdin is not None
        with suppress(BrokenPipeError):  # its end is noticed where the answer is read
            self._process.stdin.write(json.dumps(message) + "\n")
            self._process.stdin.flush()
        return self._read()

    def _read(self) -> Any:
        assert self._process.stdout is not None
        with self._killed_in_time():
            line = self._process.stdout.readline()
        if line:
            return json.loads(line)
        status = self._process.wait()
        if self._until is not None and time.perf_counter() >= self._until:
            raise PeerError(TIME_IS_UP)
        raise PeerError(f"{self._module} ended with status {status}: its last words stand above")

    @contextmanager
    def _killed_in_time(self) -> Iterator[None]:
        timer = None if self._until is None else Timer(max(0.0, self._until - time.perf_counter()), self._process.kill)
        if timer is not None:
            timer.start()
        try:
            yield
        finally:
            if timer is not None:
                timer.cancel()


class Worker(Protocol):
    """The other side of a ProcessPeer."""

    def batch(self, prompts: list[list[int]], tokens: int) -> tuple[float, float]: ...

    def agentic(self, prompt: list[int], traces: list[list[dict[str, Any]]]) -> float | None: ...


def output() -> IO[str]:
    """Standard output for answers alone: whatever native code prints goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    return out


def serve(worker: Worker, out: IO[str]) -> None:
    """Answer until standard input closes."""
    print(json.dumps("ready"), file=out, flush=True)
    for line in sys.stdin:
        message = json.loads(line)
        if message["op"] == "batch":
            answer: object = worker.batch(message["prompts"], message["tokens"])
        else:
            answer = worker.agentic(message["work"]["prompt"], message["work"]["traces"])
        print(json.dumps(answer), file=out, flush=True)
