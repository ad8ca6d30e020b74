"""Snippets that fail, and the second try: a model that meets an error must know that it can write the snippet again.

A failed step carries `"learn": false`: it is read, never imitated.
"""

import contextlib
import io
import random
import re
from collections.abc import Iterator

from deepmath_xpu.sandbox.notebook import Notebook, joined
from training.task import Turn

SORRY = "That failed. I write it again."
_NAME = re.compile(r"[A-Za-z_]\w{3,}")
_BRACKET = re.compile(r"[()\[\]]")


def failing(turns: tuple[Turn, ...], index: int, rng: random.Random) -> tuple[str, str] | None:
    """A damaged form of the snippet of turn `index` and what the executor says to it; None if no damage breaks it."""
    for code in _damaged(turns[index].snippet, rng):
        notebook = Notebook(None)
        with contextlib.redirect_stdout(io.StringIO()) as printed:
            for turn in turns[:index]:
                notebook.run(turn.snippet)
            printed.seek(0)
            printed.truncate()
            status, text = notebook.run(code)
        if status == "error":
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
