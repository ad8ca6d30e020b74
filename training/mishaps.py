"""Snippets that fail, and the second try: a model that meets an error must know that it can write the snippet again.

A failed step carries `"learn": false`: it is read, never imitated.
"""

import contextlib
import io
import random
import re
import sys
from collections.abc import Iterator
from types import FrameType
from typing import Any

from deepmath_xpu.sandbox.notebook import Notebook, joined
from training.task import Turn

SORRY = "That failed. I write it again."
_NAME = re.compile(r"[A-Za-z_]\w{3,}")
_BRACKET = re.compile(r"[()\[\]]")

MAX_LINES = 200_000
"""Lines a damaged snippet may run: one that lost the line that ends its loop would go on for ever."""


class _Meter:
    """A trace function that stops a snippet after MAX_LINES of its own lines; counted, not timed, so rows repeat."""

    def __init__(self) -> None:
        self.left = MAX_LINES

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> "_Meter | None":
        if not frame.f_code.co_filename.startswith("<snippet"):
            return None
        self.left -= event == "line"
        if self.left < 0:
            raise TimeoutError
        return self


def failing(turns: tuple[Turn, ...], index: int, rng: random.Random) -> tuple[str, str] | None:
    """A damaged form of the snippet of turn `index` and what the executor says to it; None if no damage breaks it."""
    for code in _damaged(turns[index].snippet, rng):
        notebook = Notebook(None)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for turn in turns[:index]:
                notebook.run(turn.snippet, seed=0)
            printed.seek(0)
            printed.truncate()
            meter = _Meter()
            sys.settrace(meter)
            try:
                status, text = notebook.run(code, seed=0)
            finally:
                sys.settrace(None)
        if status == "error" and meter.left >= 0:
            return code, joined(printed.getvalue(), text)
    return None


def _damaged(code: str, rng: random.Random) -> Iterator[str]:
    """Forms with a line, a bracket or a letter lost, as a small model loses them; none twice, at most six."""
    lines = code.split("\n")
    dropped = ["\n".join(lines[:n] + lines[n + 1 :]) for n in range(len(lines) - 1)]
    spans = [match.span() for match in _BRACKET.finditer(code)]
    unbalanced = [code[:start] + code[end:] for start, end in spans]
    misspelt = [code[: m.start() + 1] + code[m.start() + 2 :] for m in _NAME.finditer(code)]
    pools = [pool for pool in (dropped, unbalanced, misspelt) if pool]
    yield from dict.fromkeys(rng.choice(rng.choice(pools)) for _ in range(6 if pools else 0))
