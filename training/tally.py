"""From traces to a table: majority and single accuracy, output length, and intervals over problems and seeds.

The interval is a percentile bootstrap that draws problems and seeds anew, because samples of one problem are not
independent, nor are problems under one seed. Rows are compared on the same draws, so that what a problem's difficulty
adds to both cancels. Numbers are computed from the traces each time and stored nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import numpy.typing as npt

from deepmath_xpu.types import Trace
from deepmath_xpu.vote import Equal, majority, voice
from training.rewards import code_use

Table = npt.NDArray[np.float64]
"""[seeds, problems]."""

RESAMPLES = 4000
LEVEL = 0.95


class Measure(StrEnum):
    MAJORITY = "majority"
    """1 where the answer with the most votes is right."""
    SINGLE = "single"
    """The share of samples that are right."""
    TOKENS = "tokens"
    """Sampled by the model, mean over samples: the output's length."""
    INSERTED = "inserted"
    """Tokens that the executor wrote, mean over samples."""
    CODE_USE = "code_use"
    """The share of samples in which a snippet ran."""


@dataclass(frozen=True, slots=True)
class Estimate:
    mean: float
    low: float
    high: float


def measures(samples: Sequence[Trace], equal: Equal) -> dict[Measure, float]:
    """Of one problem's samples, by their index."""
    ordered = sorted(samples, key=lambda trace: trace.sample)
    gold = ordered[0].problem.answer
    assert gold is not None, "problems without an answer are refused before"
    voted = majority([voice(trace) for trace in ordered], equal).answer
    rights = [trace.answer is not None and equal(trace.answer, gold) for trace in ordered]
    count = len(ordered)
    return {
        Measure.MAJORITY: float(voted is not None and equal(voted, gold)),
        Measure.SINGLE: sum(rights) / count,
        Measure.TOKENS: sum(trace.sampled for trace in ordered) / count,
        Measure.INSERTED: sum(trace.inserted for trace in ordered) / count,
        Measure.CODE_USE: sum(code_use(trace) for trace in ordered) / count,
    }


def tables(runs: Sequence[Sequence[Trace]], equal: Equal) -> dict[Measure, Table]:
    """Of one configuration, its traces seed by seed; problems in the order of their id."""
    found = [[measures(samples, equal) for samples in by_problem(traces)] for traces in runs]
    return {measure: np.array([[one[measure] for one in seed] for seed in found]) for measure in Measure}


def by_problem(traces: Sequence[Trace]) -> list[list[Trace]]:
    grouped: dict[str, list[Trace]] = {}
    for trace in traces:
        grouped.setdefault(trace.problem.id, []).append(trace)
    return [grouped[key] for key in sorted(grouped)]


def estimate(table: Table) -> Estimate:
    return _interval(table.mean(), resampled(table))


def difference(table: Table, base: Table) -> Estimate:
    """How much more than `base`, which has the same problems; the seeds are drawn alike where there are as many."""
    return _interval(table.mean() - base.mean(), resampled(table) - resampled(base))


def resampled(table: Table) -> npt.NDArray[np.float64]:
    """[RESAMPLES]: means over seeds and problems drawn anew; the same problems for every table with as many."""
    seeds, problems = table.shape
    columns = np.random.default_rng(0).integers(problems, size=(RESAMPLES, 1, problems))
    rows = np.random.default_rng(1).integers(seeds, size=(RESAMPLES, seeds, 1))
    means: npt.NDArray[np.float64] = table[rows, columns].mean(axis=(1, 2))
    return means


def _interval(mean: float, means: npt.NDArray[np.float64]) -> Estimate:
    low, high = np.quantile(means, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return Estimate(float(mean), float(low), float(high))


def report(rows: Mapping[str, Mapping[Measure, Table]]) -> dict[str, Any]:
    """Every row's estimates, and its differences to the first row."""
    base = next(iter(rows.values()))
    return {
        name: {
            measure: {
                "value": _plain(estimate(table[measure])),
                "over_first": _plain(difference(table[measure], base[measure])),
            }
            for measure in Measure
        }
        for name, table in rows.items()
    }


def _plain(found: Estimate) -> dict[str, float]:
    return {"mean": found.mean, "low": found.low, "high": found.high}


def markdown(found: Mapping[str, Any], samples: int) -> str:
    """The table for people; accuracies in percent, lengths in tokens, 95 % intervals in brackets."""
    lines = [
        f"| configuration | majority@{samples}, % | over the first | single, % | output tokens | over the first "
        "| with code, % |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, row in found.items():
        cells = [
            _percent(row[Measure.MAJORITY]["value"]),
            _percent(row[Measure.MAJORITY]["over_first"], sign=True),
            _percent(row[Measure.SINGLE]["value"]),
            _tokens(row[Measure.TOKENS]["value"]),
            _tokens(row[Measure.TOKENS]["over_first"], sign=True),
            _percent(row[Measure.CODE_USE]["value"]),
        ]
        first = name == next(iter(found))
        cells = [("" if first and place in (1, 4) else cell) for place, cell in enumerate(cells)]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _percent(value: Mapping[str, float], sign: bool = False) -> str:
    form = "+.1f" if sign else ".1f"
    return f"{100 * value['mean']:{form}} [{100 * value['low']:{form}}, {100 * value['high']:{form}}]"


def _tokens(value: Mapping[str, float], sign: bool = False) -> str:
    form = "+,.0f" if sign else ",.0f"
    return f"{value['mean']:{form}} [{value['low']:{form}}, {value['high']:{form}}]"
