"""The policy on problems it is never trained on, measured in the middle of a run.

Each measurement draws the same random numbers, so two of them differ by the weights alone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from deepmath_xpu.engine import step_seed
from deepmath_xpu.types import Problem
from training.rewards import Reward, code_use
from training.rollout import Rollout


@dataclass(frozen=True, slots=True)
class Heldout:
    """Of several processes, each measures its part of `problems`."""

    problems: Sequence[Problem]
    rollout: Rollout
    accuracy: Reward
    samples: int
    temperature: float
    seed: int

    def sums(self, version: int, rank: int, processes: int) -> list[float]:
        """Of one process: traces, right ones, tokens sampled, tokens inserted, traces with a snippet."""
        part = [problem for problem in self.problems[rank::processes] for _ in range(self.samples)]
        seed = step_seed(self.seed, rank, -1)
        traces = self.rollout.sample(part, self.temperature, seed, version)[0] if part else []
        return [
            float(len(traces)),
            sum(self.accuracy(trace) or 0.0 for trace in traces),
            float(sum(trace.sampled for trace in traces)),
            float(sum(trace.inserted for trace in traces)),
            sum(code_use(trace) for trace in traces),
        ]


def numbers(sums: Sequence[float]) -> dict[str, float]:
    """From sums over all processes, or their means, to what the journal gets."""
    count, *rest = sums
    names = ("accuracy", "tokens_sampled", "tokens_inserted", "code_use")
    return {f"heldout/{name}": value / count for name, value in zip(names, rest, strict=True)}
