"""The gate's last stage: the same problems, samples and seeds for both; how much rarer is the artifact's right answer?

A problem's score is the mean over its samples (avg@k); the drop is the mean over problems of the difference. Its
one-sided bounds come from Student's t over problems. The gate fails where the drop is surely (at `LEVEL`) beyond what
is allowed, so two runs of one model are told apart falsely in `LEVEL` of the cases at most; what a drop might be at
worst stands beside it, for the reader to see whether there were problems enough.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from scipy.stats import t as student

from deepmath_xpu.display import progress
from deepmath_xpu.records import Log, RecordError, Run, TraceRecord
from deepmath_xpu.solver import Solver
from deepmath_xpu.types import Limits, Outcome, Problem, Sampling, Status, Trace

LEVEL = 0.05
Equal = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Figures:
    """Of one model's traces."""

    average: float
    """avg@k."""
    valid_code: float
    """Share of the snippets that parse."""
    snippet_errors: float
    """Share of the snippets that raised or were stopped."""
    no_answer: float
    truncated: float
    length: float
    """Mean tokens, sampled and inserted."""


@dataclass(frozen=True, slots=True)
class Drop:
    problems: int
    samples: int
    mean: float
    """Of the score, source minus artifact."""
    least: float
    """It is surely no less than this,"""
    most: float
    """and no more than this; each at `LEVEL`."""


def traces(
    folder: Path, problems: Sequence[Problem], samples: int, seed: int, limits: Limits, kept: Path | None = None
) -> list[Trace]:
    """`samples` traces of each problem, at the default temperature; `kept` holds those of an interrupted run.

    In the order of their samples, so that the first ones are of many problems.
    """
    sampling = replace(Sampling(), seed=seed)
    with ExitStack() as stack:
        solver = stack.enter_context(Solver(folder))
        tasks = [solver.task(problem, sampling, limits, number) for number in range(samples) for problem in problems]
        digest = solver.artifact.digest
        log = stack.enter_context(_log(kept, Run.of(tasks[0], digest))) if kept is not None else None
        found = {(task.problem.id, task.sample): done for task in tasks if log and (done := log.find(task))}
        left = [task for task in tasks if (task.problem.id, task.sample) not in found]
        advance = stack.enter_context(progress(len(left)))
        for trace in solver.traces(left):
            found[trace.problem.id, trace.sample] = trace
            if log is not None:
                log.append(TraceRecord.of(trace, digest))
            advance()
    return [found[task.problem.id, task.sample] for task in tasks]


def _log(path: Path, run: Run) -> Log:
    """What an interrupted run has kept; begun again where that was of another artifact."""
    try:
        return Log(path, run)
    except RecordError:
        path.unlink(missing_ok=True)
        return Log(path, run)


def scores(found: Iterable[Trace], equal: Equal) -> dict[str, list[bool]]:
    """Right or wrong, by problem; a trace without an answer is wrong."""
    by_problem = defaultdict[str, list[bool]](list)
    for trace in found:
        gold = trace.problem.answer or ""
        by_problem[trace.problem.id].append(trace.answer is not None and equal(trace.answer, gold))
    return by_problem


def drop(source: dict[str, list[bool]], artifact: dict[str, list[bool]]) -> Drop:
    """Paired by problem; ValueError where they have fewer than two in common."""
    both = sorted(source.keys() & artifact.keys())
    if len(both) < 2:
        raise ValueError(f"{len(both)} problems in common: at least 2 are needed")
    lost = np.array([np.mean(source[name]) - np.mean(artifact[name]) for name in both])
    error = float(lost.std(ddof=1) / len(both) ** 0.5 * student.ppf(1 - LEVEL, len(both) - 1))
    mean = float(lost.mean())
    return Drop(len(both), len(next(iter(artifact.values()))), mean, mean - error, mean + error)


def figures(found: Sequence[Trace], scored: dict[str, list[bool]]) -> Figures:
    snippets = [step for trace in found for step in trace.steps if step.snippet is not None]
    failed = [step for step in snippets if step.execution and step.execution.status is not Status.OK]
    return Figures(
        float(np.mean([np.mean(each) for each in scored.values()])),
        _share(_parses(step.snippet or "") for step in snippets),
        len(failed) / max(1, len(snippets)),
        _share(trace.outcome is Outcome.UNANSWERED for trace in found),
        _share(trace.outcome is Outcome.OUT_OF_BUDGET for trace in found),
        float(np.mean([trace.sampled + trace.inserted for trace in found])),
    )


def _share(values: Iterable[bool]) -> float:
    listed = list(values)
    return sum(listed) / max(1, len(listed))


def _parses(code: str) -> bool:
    try:
        compile(code, "<snippet>", "exec")
    except (SyntaxError, ValueError):
        return False
    return True
