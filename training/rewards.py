"""What a trace is worth: plain functions of a `Trace`, used by every backend, and the weights that go with them.

Only what the model wrote counts: `Trace.answer` looks at sampled text outside snippets, so an executor that prints a
box earns nothing. A reward is None where it cannot be told, and then counts for nothing in the group.

Weights. `reference` is DeepMath's: code use weighs ten times accuracy. Where a group holds both, a wrong answer with a
snippet then beats a right one without, and the model is pushed from the right answer; groups in which only one of the
two varies are not affected, because advantages are scaled by the group's deviation. `accuracy_first`, our default,
keeps both rewards but lets accuracy decide, and `brief` adds a term that prefers the shorter of two right traces.
"""

from collections.abc import Callable, Mapping
from enum import StrEnum

from deepmath_xpu.grading import Grader
from deepmath_xpu.types import Status, Trace

Reward = Callable[[Trace], float | None]


class Name(StrEnum):
    ACCURACY = "accuracy"
    """1 where the boxed answer equals the known one, by math-verify; None where none is known."""
    CODE_USE = "code_use"
    """1 where at least one snippet was run, however it ended: DeepMath's."""
    CODE_SUCCESS = "code_success"
    """The share of the trace's snippets that ran without error; 0 where there is none."""
    BREVITY = "brevity"
    """For a right answer, the share of the token budget left over; 0 for a wrong one, however short."""


PRESETS: Mapping[str, Mapping[Name, float]] = {
    "reference": {Name.ACCURACY: 0.1, Name.CODE_USE: 1.0},
    "accuracy_first": {Name.ACCURACY: 1.0, Name.CODE_USE: 0.1},
    "brief": {Name.ACCURACY: 1.0, Name.CODE_USE: 0.1, Name.BREVITY: 0.3},
    "text_only": {Name.ACCURACY: 1.0},
}
"""`text_only` is for training without the agent, where no snippet is ever run."""


def code_use(trace: Trace) -> float:
    return float(any(step.execution is not None for step in trace.steps))


def code_success(trace: Trace) -> float:
    runs = [step.execution for step in trace.steps if step.execution is not None]
    return sum(run.status is Status.OK for run in runs) / len(runs) if runs else 0.0


class Accuracy:
    """Compares with the known answer; the grader's process stays the caller's."""

    def __init__(self, grader: Grader) -> None:
        self._grader = grader

    def __call__(self, trace: Trace) -> float | None:
        gold, answer = trace.problem.answer, trace.answer
        if gold is None:
            return None
        return float(answer is not None and self._grader.equal(answer, gold))


class Brevity:
    """Tokens inserted count too: they cost context as the sampled ones do."""

    def __init__(self, accuracy: Reward) -> None:
        self._accuracy = accuracy

    def __call__(self, trace: Trace) -> float | None:
        right = self._accuracy(trace)
        if not right:
            return right
        return max(0.0, 1.0 - (trace.sampled + trace.inserted) / trace.limits.tokens)


def functions(grader: Grader) -> Mapping[Name, Reward]:
    accuracy = Accuracy(grader)
    return {
        Name.ACCURACY: accuracy,
        Name.CODE_USE: code_use,
        Name.CODE_SUCCESS: code_success,
        Name.BREVITY: Brevity(accuracy),
    }
