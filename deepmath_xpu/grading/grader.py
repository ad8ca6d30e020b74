"""Whether two answers are mathematically equal, decided within a deadline whatever they say.

An answer is a model's text: it may be `9^{9^{9^9}}`. So comparisons run in a child process (`equality.py`, on
math-verify), started by exec with an environment of its own, limited in memory and CPU time, and replaced when it ends.
Identical texts and plain integers never get there. A comparison that does not end counts as unequal, which is logged.

Importing this module is cheap: sympy and math-verify are loaded by the child, while the caller does other things.
"""

import json
import logging
import os
import re
import sys
from contextlib import suppress
from queue import Empty, SimpleQueue
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock, Thread

from deepmath_xpu.types import Closing

_SPACE = re.compile(r"\s+|\\[,;:! ]|~")
_INTEGER = re.compile(r"([+-]?)0*([0-9]+)\Z")

MAX_CHARS = 4_000
"""A longer answer is compared as text only."""

START_SECONDS = 600.0
"""What a child may take to import math-verify: one or two seconds, on a machine that is overloaded minutes."""

WAIT = 10
"""For a child that has spent its CPU seconds: so many times as long, for a busy machine must not change a verdict."""

_log = logging.getLogger(__name__)


class Grader(Closing):
    """Compares answers in one warm child process. Safe to call from any thread; comparisons take turns."""

    def __init__(self, seconds: float = 5.0, memory: int = 2 << 30) -> None:
        """`seconds` of CPU time for one comparison, `memory` in bytes. Returns before the child is ready."""
        self._seconds = seconds
        self._memory = memory
        self._turn = Lock()
        self._child: _Child | None = _Child(seconds, memory)

    def close(self) -> None:
        """End the child, after the comparison under way."""
        with self._turn:
            if self._child is not None:
                self._child.kill()
            self._child = None

    def equal(self, a: str, b: str) -> bool:
        """Whether the answers mean the same, be they LaTeX, plain text or Python. Symmetric; false of empty ones.

        Raises RuntimeError where the grader is closed or its child does not start.
        """
        verdict = _at_a_glance(a, b)
        if verdict is not None:
            return verdict
        with self._turn:
            return self._ask(json.dumps([a, b]))

    def _ask(self, question: str) -> bool:
        child = self._live()
        child.send(question)
        reply = child.reply(WAIT * self._seconds)
        if not reply:
            limits = f"{self._seconds:g} s and {self._memory >> 20} MiB"
            _log.warning("no verdict in %s, so unequal: %.200s", limits, question)
            child.kill()
            self._live()  # another warms up meanwhile
        return reply == "true"

    def _live(self) -> "_Child":
        """The child, or another where it has ended."""
        if self._child is None:
            raise RuntimeError("this Grader is closed: make another")
        if self._child.ended:
            self._child = _Child(self._seconds, self._memory)
        return self._child


class _Child:
    """One run of `equality.py`: a JSON pair a line in, `true` or `false` a line out, `ready` first of all."""

    def __init__(self, seconds: float, memory: int) -> None:
        command = [sys.executable, "-P", "-m", "deepmath_xpu.grading.equality", str(seconds), str(memory)]
        environment = {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
        self._process = Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, env=environment, start_new_session=True
        )
        self._ready = False
        self._replies: SimpleQueue[str] = SimpleQueue()
        Thread(target=self._listen, name="grader", daemon=True).start()

    @property
    def ended(self) -> bool:
        return self._process.poll() is not None

    def send(self, question: str) -> None:
        """Waits for the child to be ready. One that died is found out by `reply`."""
        if not self._ready and self.reply(START_SECONDS) != "ready":
            self.kill()
            raise RuntimeError(f"grading does not start: `{sys.executable} -m deepmath_xpu.grading.equality` says why")
        self._ready = True
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(question + "\n")
            self._process.stdin.flush()

    def reply(self, seconds: float) -> str | None:
        """The next line; empty where the child has ended, None where it takes longer."""
        try:
            return self._replies.get(timeout=seconds)
        except Empty:
            return None

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.close()

    def _listen(self) -> None:
        """Own thread: lines to the queue, and an empty one at the end."""
        assert self._process.stdout is not None
        with self._process.stdout as lines:
            for line in lines:
                self._replies.put(line.strip())
        self._replies.put("")


def _at_a_glance(a: str, b: str) -> bool | None:
    """The verdict where no mathematics is needed, None where it is."""
    a, b = (_SPACE.sub(" ", answer).strip(" $").rstrip(" .$") for answer in (a, b))
    if a == b:
        return a != ""
    whole, other = _integer(a), _integer(b)
    if whole is not None and other is not None:
        return whole == other
    return False if not a or not b or max(len(a), len(b)) > MAX_CHARS else None


def _integer(text: str) -> str | None:
    """A plain integer of any length in one spelling."""
    match = _INTEGER.match(text)
    if match is None:
        return None
    return ("-" if match[1] == "-" and match[2] != "0" else "") + match[2]
