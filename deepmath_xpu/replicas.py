"""Several engines as one: each holds the model, on its own card or its own CPUs.

A request goes to the least loaded engine, where the beginning it may have cached counts as places freed: a trace stays
with its engine unless that one is much busier than another. Not here: splitting a model over devices, other hosts.
"""

from collections import OrderedDict
from collections.abc import Sequence
from threading import Lock
from typing import Protocol

from deepmath_xpu.engine import Cancel, Engine, Ids, Show
from deepmath_xpu.types import Completion, Sampling

BLOCK = 32
REMEMBERED = 65_536
"""Blocks of each engine, the last used."""
TOKENS_A_PLACE = 256
"""As many tokens to compute again weigh as much as one more request in the batch: 4B INT4 on two cores computed 512
tokens in 13 s, and one place in a batch of 16 costs some 25 ms a token, 8 s for a completion of 300."""


class Closable(Engine, Protocol):
    def wait(self) -> object: ...

    def close(self) -> None: ...


class Replicas:
    """Behind the `Engine` protocol; encodes with the first."""

    def __init__(self, engines: Sequence[Closable]) -> None:
        self._engines = engines
        self._live = [0] * len(engines)
        self._seen = [OrderedDict[int, None]() for _ in engines]
        self._lock = Lock()

    def wait(self) -> None:
        for engine in self._engines:
            engine.wait()

    def close(self) -> None:
        for engine in self._engines:
            engine.close()

    def encode(self, text: str) -> tuple[int, ...]:
        return self._engines[0].encode(text)

    def chat(self, system: str, user: str) -> tuple[int, ...]:
        return self._engines[0].chat(system, user)

    def generate(self, ids: Ids, sampling: Sampling, cancel: Cancel | None = None, on_text: Show = None) -> Completion:
        with self._lock:
            number = self._choose(_blocks(ids))
            self._live[number] += 1
        try:
            completion = self._engines[number].generate(ids, sampling, cancel, on_text)
            with self._lock:
                self._remember(number, _blocks((*ids, *completion.ids)))
            return completion
        finally:
            with self._lock:
                self._live[number] -= 1

    def _choose(self, blocks: Sequence[int]) -> int:
        def cost(one: int) -> tuple[float, int]:
            known = next((at for at, block in enumerate(blocks) if block not in self._seen[one]), len(blocks))
            return self._live[one] - known * BLOCK / TOKENS_A_PLACE, self._live[one]

        number = min(range(len(self._engines)), key=cost)
        self._remember(number, blocks)
        return number

    def _remember(self, number: int, blocks: Sequence[int]) -> None:
        seen = self._seen[number]
        for block in blocks:
            seen[block] = None
            seen.move_to_end(block)
        while len(seen) > REMEMBERED:
            seen.popitem(last=False)


def _blocks(ids: Sequence[int]) -> list[int]:
    """A number for each whole block that stands for all the tokens up to its end."""
    found, before = list[int](), 0
    for begin in range(0, len(ids) - BLOCK + 1, BLOCK):
        before = hash((before, *ids[begin : begin + BLOCK]))
        found.append(before)
    return found
