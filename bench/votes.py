"""What stopping early and looking up save, on real problems: the same samples with and without, side by side.

Every row solves all problems with the same seeds: `all` lets every sample end, `lossless` cancels what can no longer
change the answer, at each `--parallel`; `--speculate` adds the same with prompt lookup. Figures: tokens sampled,
samples cancelled, problems an hour, and both beside the first row.

A row's answers must be those of `all` wherever the samples that ended in both gave the same answers; one that is not
is an error, and the exit code 1. Outside `--exact` (float32, no quantized cache) a sample can come out otherwise in
another batch: problems where one did are counted as drifted and prove nothing.
"""

import argparse
import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from bench import problems
from bench.files import BenchError, save
from bench.run import machine, versions
from deepmath_xpu.display import progress
from deepmath_xpu.solver import Solution, Solver
from deepmath_xpu.types import Limits, Outcome, Problem, Sampling, Trace
from deepmath_xpu.vote import Rule, voice

WARM_UP = Problem("warm-up", "What is 2 + 3?")
Equal = Callable[[str, str], bool]


@dataclass(frozen=True, slots=True)
class Case:
    vote: str
    parallel: int
    speculate: str


@dataclass(frozen=True, slots=True)
class Row:
    """One way to solve all problems."""

    case: Case
    problems: int
    answered: int
    correct: int
    sampled: int
    """Tokens, of all samples."""
    cancelled: int
    """Samples that did not end by themselves."""
    seconds: float
    drifted: int
    """Problems with a sample that ended in both rows and answered otherwise."""
    changed: int
    """Others whose answer is not the first row's: none, where stopping is lossless."""

    @property
    def problems_per_hour(self) -> float:
        return 3600 * self.problems / self.seconds

    @property
    def tokens_per_second(self) -> float:
        return self.sampled / self.seconds


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench votes", description=__doc__)
    top.add_argument("workload", nargs="?", default="generated", help="a name, a .toml or a .jsonl file")
    top.add_argument("--model", help="folder of an exported model (default: the embedded one)")
    top.add_argument("--samples", type=int, default=16)
    top.add_argument("--limit", type=int, help="only the first problems")
    top.add_argument("--tokens", type=int, help="for each trace")
    top.add_argument("--seed", type=int, default=0)
    top.add_argument("--parallel", type=int, nargs="+", default=[16, 32], help="traces under way at once")
    top.add_argument("--vote", nargs="+", default=["lossless"], help="rules beside `all`")
    top.add_argument("--speculate", action="store_true", help="every row with prompt lookup, too")
    top.add_argument("--exact", action="store_true", help="float32, so that batches change no token")
    top.add_argument("--out", type=Path, help="keep the JSON document here, written after each row")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    if min(*options.parallel, options.samples) < 1:
        raise BenchError("--parallel and --samples must be at least 1")
    changes = {"samples": options.samples} | ({"tokens": options.tokens} if options.tokens else {})
    workload = problems.read(options.workload, changes)
    asked = problems.load(workload)[: options.limit]
    sampling = Sampling(**{**asdict(workload.sampling), "seed": options.seed})
    rows = list[Row]()
    for row in measured(asked, sampling, workload.limits, options):
        rows.append(row)
        print(line(row, rows[0]), file=sys.stderr, flush=True)
        if options.out:
            save(options.out, json.dumps(as_json(rows, options), indent=1, allow_nan=False) + "\n")
    print("\n".join([*HEAD, *(line(row, rows[0]) for row in rows)]))
    return 1 if any(row.changed for row in rows if not row.case.vote.startswith("first-agree")) else 0


def cases(options: argparse.Namespace) -> Iterator[Case]:
    """`all` stands first for each way to run, so that the others are compared with it."""
    for speculate in ("off", "prompt-lookup") if options.speculate else ("off",):
        for parallel in options.parallel:
            for vote in ("all", *options.vote):
                yield Case(vote, parallel, speculate)


def measured(
    asked: Sequence[Problem], sampling: Sampling, limits: Limits, options: argparse.Namespace
) -> Iterator[Row]:
    """A row for each case; all of one engine after another, each compared with its `all` at the same width."""
    whole = dict[str, Solution]()
    for case in cases(options):
        with Solver(options.model, deterministic=options.exact, speculate=case.speculate) as solver:
            solver.parallel = case.parallel
            solver.trace(solver.task(WARM_UP, sampling, Limits(tokens=100)))
            started = time.perf_counter()
            found = solve(solver, asked, sampling, limits, options.samples, Rule.read(case.vote))
            seconds = time.perf_counter() - started
            whole = found if case.vote == "all" else whole
            yield row(case, found, whole, seconds, solver.grader.equal)


def solve(
    solver: Solver, asked: Sequence[Problem], sampling: Sampling, limits: Limits, samples: int, rule: Rule
) -> dict[str, Solution]:
    tasks = [solver.task(problem, sampling, limits, sample) for problem in asked for sample in range(samples)]
    gathered = defaultdict[str, list[Trace]](list)
    with progress(len(tasks)) as advance:
        for trace in solver.polled(tasks, rule):
            gathered[trace.problem.id].append(trace)
            advance()
    return {name: solver.solution(traces) for name, traces in gathered.items()}


def row(case: Case, found: dict[str, Solution], whole: dict[str, Solution], seconds: float, equal: Equal) -> Row:
    traces = [trace for solution in found.values() for trace in solution.traces]
    drifted = {name for name in found if _drifted(found[name], whole[name], equal)}
    changed = [
        name for name in found if name not in drifted and not _same(found[name].answer, whole[name].answer, equal)
    ]
    correct = [one for one in found.values() if _same(one.answer, one.problem.answer, equal)]
    return Row(
        case=case,
        problems=len(found),
        answered=sum(one.answer is not None for one in found.values()),
        correct=len(correct),
        sampled=sum(trace.sampled for trace in traces),
        cancelled=sum(trace.end is Outcome.CANCELLED for trace in traces),
        seconds=seconds,
        drifted=len(drifted),
        changed=len(changed),
    )


def _drifted(one: Solution, other: Solution, equal: Equal) -> bool:
    both = [(a, b) for a, b in zip(one.traces, other.traces, strict=True) if Outcome.CANCELLED not in (a.end, b.end)]
    return not all(_same(voice(a), voice(b), equal) for a, b in both)


def _same(one: str | None, other: str | None, equal: Equal) -> bool:
    return one == other or (one is not None and other is not None and equal(one, other))


COLUMNS = (
    *("vote", "at once", "speculate", "right", "tokens", "of the first", "cancelled"),
    *("problems/h", "over the first", "tok/s", "drifted", "changed"),
)
HEAD = (f"| {' | '.join(COLUMNS)} |", f"|---|--:|---|{'--:|' * (len(COLUMNS) - 3)}")


def line(row: Row, first: Row) -> str:
    """`first` lets every sample end."""
    cells = [
        row.case.vote,
        str(row.case.parallel),
        row.case.speculate,
        f"{row.correct} of {row.problems}",
        f"{row.sampled:,}",
        f"{row.sampled / first.sampled:.0%}" if first.sampled else "",
        str(row.cancelled),
        f"{row.problems_per_hour:.0f}",
        f"{row.problems_per_hour / first.problems_per_hour:.2f}",
        f"{row.tokens_per_second:.0f}",
        str(row.drifted),
        str(row.changed),
    ]
    return f"| {' | '.join(cells)} |"


def as_json(rows: Sequence[Row], options: argparse.Namespace) -> dict[str, Any]:
    names = ("workload", "model", "samples", "limit", "tokens", "seed", "exact")
    return {
        "version": 1,
        "machine": machine(),
        "versions": versions(),
        "asked": {name: getattr(options, name) for name in names},
        "rows": [asdict(one) | {"problems_per_hour": one.problems_per_hour} for one in rows],
    }
