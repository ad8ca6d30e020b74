"""Work in the shape of real agent traces, with lengths fixed beforehand: random weights can do it too.

A trace samples a step, waits while its snippet runs, gets the output's tokens inserted, and goes on. Lengths are drawn
once from the ranges seen in published tool-integrated traces: a prompt of 1,500 tokens, 1 to 8 snippets, 100 to 400
tokens a step, outputs of up to 60 tokens. The clock is the only thing that is not the same for everybody.
"""

import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Segment:
    sampled: int
    """Tokens to sample."""
    inserted: tuple[int, ...]
    """Ids put behind them; none behind a trace's last segment."""
    wait: float
    """Seconds that the snippet takes."""


@dataclass(frozen=True, slots=True)
class Workload:
    """Several samples of one problem."""

    prompt: tuple[int, ...]
    traces: tuple[tuple[Segment, ...], ...]

    @property
    def sampled(self) -> int:
        return sum(segment.sampled for trace in self.traces for segment in trace)


def ids(count: int, vocabulary: int, seed: int) -> tuple[int, ...]:
    """Random token ids; another seed shares no beginning with it, so no cache helps."""
    draw = random.Random(seed)
    return tuple(draw.randrange(5, vocabulary) for _ in range(count))


def agentic(samples: int, vocabulary: int, seed: int, scale: float = 1.0, wait: float = 0.05) -> Workload:
    """`scale` shortens every length alike; `wait`: seconds a snippet takes."""
    draw = random.Random(f"shape {samples}")

    def length(most: int, least: int = 1) -> int:
        return max(1, round(scale * draw.randint(least, most)))

    def trace() -> tuple[Segment, ...]:
        outputs = [ids(length(60, 3), vocabulary, draw.getrandbits(32)) for _ in range(draw.randint(1, 8))]
        steps = (Segment(length(400, 100), output, wait) for output in outputs)
        return (*steps, Segment(length(400, 100), (), 0))

    return Workload(ids(max(2, round(1500 * scale)), vocabulary, seed), tuple(trace() for _ in range(samples)))
