"""How often a model is right, family by family: a Markdown table for its card.

A single sample's accuracy is the mean over all samples (pass@1[avg of k]); majority@k is the vote's. `by snippet` is
the share of answered traces with at least one snippet before the answer.
"""

import argparse
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path

from deepmath_xpu.solver import Solution, Solver
from deepmath_xpu.types import Limits, Problem, Sampling


@dataclass(frozen=True, slots=True)
class Row:
    """One problem's result."""

    family: str
    majority: bool
    correct: int
    samples: int
    answered: int
    by_snippet: int


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench families", description=__doc__)
    top.add_argument("rows", type=Path, help='JSON lines with "id", "family", "question", "answer"')
    top.add_argument("--model")
    top.add_argument("--samples", type=int, default=16)
    top.add_argument("--limit", type=int, help="only the first N problems")
    top.add_argument("--seed", type=int, default=0)
    top.add_argument("--misses", type=Path, help="write what went wrong to this file")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    with options.rows.open(encoding="utf-8") as lines:
        problems = [json.loads(line) for line in islice(lines, options.limit)]
    with Solver(options.model) as solver:
        rows = measure(solver, problems, options.samples, options.seed, options.misses)
    print(table(rows, options.samples))
    return 0


def measure(
    solver: Solver, problems: list[dict[str, str]], samples: int, seed: int, misses: Path | None = None
) -> list[Row]:
    sampling, limits = replace(Sampling(), seed=seed), Limits(steps=8, tokens=1000)
    named = {f"{number}": problem for number, problem in enumerate(problems)}
    tasks = (
        solver.task(Problem(number, problem["question"], problem["answer"]), sampling, limits, sample)
        for number, problem in named.items()
        for sample in range(samples)
    )
    gathered = defaultdict(list)
    rows, wrong = [], []
    for trace in solver.traces(tasks):
        gathered[trace.problem.id].append(trace)
        if len(gathered[trace.problem.id]) == samples:
            solution = solver.solution(gathered.pop(trace.problem.id))
            rows.append(judge(solver, named[trace.problem.id]["family"], solution))
            if not rows[-1].majority:
                wrong.append(f"{trace.problem.question}\n  gold {trace.problem.answer}, got {solution.answer}\n")
                wrong[-1] += solution.trace.text + "\n----\n"
    if misses:
        misses.write_text("\n".join(wrong), encoding="utf-8")
    return rows


def judge(solver: Solver, family: str, solution: Solution) -> Row:
    gold = solution.problem.answer or ""
    right = {answer: solver.grader.equal(answer, gold) for answer in {t.answer for t in solution.traces} if answer}
    answered = [trace for trace in solution.traces if trace.answer is not None]
    return Row(
        family,
        solution.answer is not None and right[solution.answer],
        sum(right[trace.answer] for trace in answered if trace.answer),
        len(solution.traces),
        len(answered),
        sum(any(step.snippet for step in trace.steps) for trace in answered),
    )


def table(rows: list[Row], samples: int) -> str:
    lines = [f"| family | problems | majority@{samples} | single sample | by snippet |", "|---|--:|--:|--:|--:|"]
    families = sorted({row.family for row in rows})
    for name, group in [*((name, [row for row in rows if row.family == name]) for name in families), ("all", rows)]:
        majority = sum(row.majority for row in group) / len(group)
        single = sum(row.correct for row in group) / sum(row.samples for row in group)
        snippet = sum(row.by_snippet for row in group) / max(1, sum(row.answered for row in group))
        lines.append(f"| {name} | {len(group)} | {majority:.1%} | {single:.1%} | {snippet:.1%} |")
    return "\n".join(lines)
