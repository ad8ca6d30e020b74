"""Two runs of one workload, paired by problem and sample: what differs, with intervals, and where traces part."""

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from bench.metrics import RESAMPLES
from bench.problems import BenchError
from bench.record import BenchRecord, difference, read

FREE = ("device", "engine", "model", "artifact", "parallel", "machine", "versions", "samples", "workload")
"""In what two runs may differ and still be compared: the problems, the prompt and the mode may not."""
Pairs = dict[tuple[str, int], tuple[BenchRecord, BenchRecord]]


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench compare", description=__doc__)
    top.add_argument("a", type=Path)
    top.add_argument("b", type=Path)
    options = top.parse_args(arguments)
    for line in report(read(options.a), read(options.b)):
        print(line)
    return 0


def report(a: Sequence[BenchRecord], b: Sequence[BenchRecord]) -> list[str]:
    pairs = pair(a, b)
    differ = difference(a[0].setting, b[0].setting)
    lines = [f"{len(pairs)} pairs of traces; the runs differ in {differ or 'nothing'}"]
    figures: dict[str, Callable[[BenchRecord], float]] = {
        "right": lambda record: float(record.correct),
        "tokens sampled": lambda record: float(record.sampled),
        "tokens": lambda record: float(record.sampled + record.inserted),
        "snippets": lambda record: float(len(record.snippets)),
        "seconds": lambda record: record.seconds,
    }
    for name, figure in figures.items():
        mean, low, high = paired({key: figure(y) - figure(x) for key, (x, y) in pairs.items()})
        verdict = "no difference found" if low <= 0 <= high else "differs"
        lines.append(f"{name}: B - A = {mean:+.4g} ({low:+.4g} to {high:+.4g}, 95 %): {verdict}")
    return [*lines, *parting(pairs)]


def pair(a: Sequence[BenchRecord], b: Sequence[BenchRecord]) -> Pairs:
    """BenchError where they are no runs of the same thing, or have nothing in common."""
    if not a or not b:
        raise BenchError("a file holds no records: run the workload first")
    differ = difference(a[0].setting, b[0].setting, but=FREE)
    if differ:
        raise BenchError(f"these runs cannot be compared, they differ in {differ}")
    others = {(record.problem, record.sample): record for record in b}
    keys = [(record.problem, record.sample) for record in a]
    pairs = {key: (record, others[key]) for key, record in zip(keys, a, strict=True) if key in others}
    if not pairs:
        raise BenchError("these runs have no problem and sample in common")
    return pairs


def paired(differences: dict[tuple[str, int], float]) -> tuple[float, float, float]:
    """Mean over problems of the mean over samples, with its bootstrap interval over problems."""
    names = sorted({problem for problem, _ in differences})
    means = np.array([np.mean([v for (problem, _), v in differences.items() if problem == name]) for name in names])
    draws = np.random.default_rng(0).integers(len(means), size=(RESAMPLES, len(means)))
    low, high = np.percentile(means[draws].mean(1), [2.5, 97.5])
    return float(means.mean()), float(low), float(high)


def parting(pairs: Pairs) -> list[str]:
    """At which token paired traces part."""
    at = [first_difference(x.ids, y.ids) for x, y in pairs.values()]
    apart = [place for place in at if place is not None]
    if not apart:
        return ["all pairs hold the same tokens"]
    share = len(apart) / len(at)
    return [f"{share:.0%} of the pairs part, at token {int(np.median(apart))} in the median (first {min(apart)})"]


def first_difference(a: Sequence[int], b: Sequence[int]) -> int | None:
    """The place of the first token that differs; None where one sequence is the other."""
    for place, (one, other) in enumerate(zip(a, b, strict=False)):
        if one != other:
            return place
    return None if len(a) == len(b) else min(len(a), len(b))
