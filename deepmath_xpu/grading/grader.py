"""Whether two answers are mathematically equal, decided within a deadline whatever they say.

An answer is a model's text: it may be `9^{9^{9^9}}`. So comparisons run in a child process (`equality.py`, on
math-verify), started by exec with an environment of its own, limited in memory; the kernel ends it at its deadline, and
another takes its place. Identical texts and plain integers never get there. A comparison that does not end counts as
unequal, which is logged.

Importing this module is cheap: sympy and math-verify are loaded by the child, about a second, when they are needed.
"""

import json
import logging
import os
import re
import sys
from contextlib import suppress
from subprocess import DEVNULL, PIPE, Popen
from threading import Lock

from deepmath_xpu.types import Closing

_SPACE = re.compile(r"\s+|\\[,;:! ]|~")
_INTEGER = re.compile(r"([+-]?)0*([0-9]+)\Z")

MAX_CHARS = 4_000
"""A longer answer is compared as text only."""

_log = logging.getLogger(__name__)


class Grader(Closing):
    """Compares answers in one warm child process. Safe to call from any thread; comparisons take turns."""

    def __init__(self, seconds: float = 5.0, memory: int = 2 << 30) -> None:
        """`seconds` of CPU time for one comparison, `memory` in bytes. The first that needs it starts the child."""
        self._limits = (str(seconds), str(memory))
        self._turn = Lock()
        self._child: Popen[str] | None = None
        self._ready = self._closed = False

    def close(self) -> None:
        """End the child, after the comparison under way."""
        with self._turn:
            self._closed = True
            self._end()

    def equal(self, a: str, b: str) -> bool:
        """Whether the answers mean the same, be they LaTeX, plain text or Python. Symmetric; false of empty ones.

        Raises RuntimeError where the grader is closed or its child does not start.
        """
        if (verdict := _at_a_glance(a, b)) is not None:
            return verdict
        with self._turn:
            return self._ask(json.dumps([a, b]))

    def _ask(self, question: str) -> bool:
        if self._closed:
            raise RuntimeError("this Grader is closed: make another")
        child = self._child if self._child and self._child.poll() is None else self._start()
        assert child.stdin is not None
        assert child.stdout is not None
        if not self._ready and child.stdout.readline() != "ready\n":
            raise RuntimeError(f"grading does not start: `{sys.executable} -m deepmath_xpu.grading.equality` says why")
        self._ready = True
        with suppress(OSError):  # it was killed: it gives no reply
            child.stdin.write(question + "\n")
            child.stdin.flush()
        reply = child.stdout.readline()
        if not reply:
            _log.warning("no verdict in %s s and %s bytes, so unequal: %.200s", *self._limits, question)
            self._start()
        return reply == "true\n"

    def _start(self) -> Popen[str]:
        """Another child: a JSON pair a line in, `true` or `false` a line out, `ready` first of all."""
        self._end()
        command = [sys.executable, "-P", "-m", "deepmath_xpu.grading.equality", *self._limits]
        environment = {"PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
        self._ready = False
        self._child = Popen(
            command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL, text=True, env=environment, start_new_session=True
        )
        return self._child

    def _end(self) -> None:
        if self._child is not None:
            self._child.kill()
            with suppress(OSError), self._child:  # closes its pipes, the question in them unsent
                pass
        self._child = None


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
