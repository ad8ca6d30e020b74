"""What a generated problem is: kinds of problem, how a case of one is drawn, and how it is put into words.

A *family* (`primes`) has several *kinds* (`prime_sum_below`). A kind draws a *case*: the slots its wordings fill, the
answer found by means other than the snippet, and the turns a solver would write. Wordings are data, in
`wordings/train/FAMILY.toml` and `wordings/heldout/FAMILY.toml`, a list of patterns for each kind: `<n>` is a slot,
`[find|compute|]` an alternative (possibly empty, possibly nested). Training never reads the held-out ones.
"""

import random
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Turn:
    """A sentence and the snippet that follows it."""

    text: str
    snippet: str


@dataclass(frozen=True, slots=True)
class Case:
    """One drawn problem, before it is put into words."""

    slots: Mapping[str, str]
    answer: str
    """Found without running the snippets; LaTeX or plain text."""
    turns: tuple[Turn, ...]
    closing: str
    """The sentence before the box: `The sum is`. The box then repeats the last snippet's output."""


@dataclass(frozen=True, slots=True)
class Kind:
    name: str
    """Unique among all kinds, and its key in the wording files."""
    draw: Callable[[random.Random], Case]


_SLOT = re.compile(r"<([a-z][a-z0-9_]*)>")
_ALTERNATIVE = re.compile(r"\[([^\[\]|]*(?:\|[^\[\]|]*)+)\]")


def word(pattern: str, slots: Mapping[str, str], rng: random.Random) -> str:
    """Choose among the alternatives, innermost first, then fill the slots. An unknown slot is a KeyError.

    Brackets without a bar, as in the interval [1, 5], stay as they are.
    """
    while match := _ALTERNATIVE.search(pattern):
        choice = rng.choice(match.group(1).split("|"))
        pattern = pattern[: match.start()] + choice + pattern[match.end() :]
    return _SLOT.sub(lambda match: slots[match.group(1)], pattern)
