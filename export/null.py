"""How often the gate tells two runs of one model apart, which it should not: its false-alarm rate, measured.

`python -m export null ARTIFACT --problems FILE --work DIR` asks the same artifact twice for each comparison, with other
seeds, and judges one run against the other as the gate would. Nothing may be lost there: a drop of zero is allowed, the
sharpest setting. What was sampled stands in DIR, so an interrupted measurement goes on.
"""

import argparse
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from scipy.stats import binomtest

from deepmath_xpu.artifact import find
from deepmath_xpu.grading import Grader
from deepmath_xpu.records import problems
from deepmath_xpu.types import Limits, UsageError
from export import solved

log = logging.getLogger(__name__)
BEYOND_CHANCE = 0.01
"""More alarms than the level explains with this probability, and the level is not kept."""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m export null", description=__doc__)
    top.add_argument("artifact")
    top.add_argument("--problems", type=Path, required=True, help='JSON lines with "question" and "answer"')
    top.add_argument("--work", type=Path, required=True, help="the traces, one file a run")
    top.add_argument("--comparisons", type=int, default=50)
    top.add_argument("--samples", type=int, default=8)
    top.add_argument("--limit", type=int, help="only the first problems")
    top.add_argument("--tokens", type=int, default=20_000, help="for each trace")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    asked = problems(options.problems)[: options.limit]
    if len(asked) < 2:
        raise UsageError(f"{options.problems}: {len(asked)} problems, at least 2 are needed")
    options.work.mkdir(parents=True, exist_ok=True)
    folder, limits = find(options.artifact), Limits(tokens=options.tokens)

    def scored(seed: int) -> dict[str, list[bool]]:
        kept = options.work / f"seed-{seed}.jsonl"
        return solved.scores(solved.traces(folder, asked, options.samples, seed, limits, kept), grader.equal)

    alarms = 0
    with Grader() as grader:
        for number in range(1, options.comparisons + 1):
            lost = solved.drop(scored(2 * number - 1), scored(2 * number))
            alarms += lost.least > 0.0
            log.info("%d: drop %+.3f, at least %+.3f; %d alarms so far", number, lost.mean, lost.least, alarms)
    sys.stdout.write(json.dumps(summary(alarms, options.comparisons)) + "\n")
    return 0


def summary(alarms: int, comparisons: int) -> dict[str, float | bool]:
    """The rate with its exact 95 % interval (Clopper and Pearson), and whether the stated level is kept."""
    test = binomtest(alarms, comparisons, solved.LEVEL, alternative="greater")
    low, high = binomtest(alarms, comparisons).proportion_ci(0.95, "exact")
    return {
        "alarms": alarms,
        "comparisons": comparisons,
        "rate": alarms / comparisons,
        "low": float(low),
        "high": float(high),
        "level": solved.LEVEL,
        "kept": bool(test.pvalue > BEYOND_CHANCE),
    }
