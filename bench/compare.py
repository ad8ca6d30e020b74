"""Two runs of one workload, paired by problem and sample: what differs, with intervals, and where traces part."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bench import tables
from bench.files import BenchError, save
from bench.merge import runs
from bench.metrics import RESAMPLES, summary
from bench.record import BenchRecord, difference, read
from bench.tables import Table
from deepmath_xpu.grading import Grader

FREE = (
    *("device", "engine", "model", "artifact", "parallel", "machine", "versions", "samples", "workload", "served"),
    *("label", "weight_bytes"),
)
"""In what two runs may differ and still be compared: the problems, the prompt and the mode may not."""
SHOWN = 20
"""Partings that the page lists, the earliest first."""
Pairs = dict[tuple[str, int], tuple[BenchRecord, BenchRecord]]
FIGURES: dict[str, Callable[[BenchRecord], float]] = {
    "right": lambda record: float(record.correct),
    "tokens sampled": lambda record: float(record.sampled),
    "tokens": lambda record: float(record.sampled + record.inserted),
    "snippets": lambda record: float(len(record.snippets)),
    "seconds": lambda record: record.seconds,
}


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench compare", description=__doc__)
    top.add_argument("a", type=Path)
    top.add_argument("b", type=Path)
    top.add_argument("--out", type=Path, help="write compare.html and compare.md into this folder, speed beside")
    options = top.parse_args(arguments)
    compared = split(read(options.a), read(options.b))
    for a, b in compared:
        print("\n".join(report(a, b)))
    if options.out is not None:
        write(options.out, compared)
        print(options.out / "compare.html")
    return 0


def split(a: Sequence[BenchRecord], b: Sequence[BenchRecord]) -> list[tuple[list[BenchRecord], list[BenchRecord]]]:
    """The two files' runs by mode. BenchError where a file is empty, holds several runs, or they share no mode."""
    by_mode = [_by_mode(a), _by_mode(b)]
    shared = [mode for mode in by_mode[0] if mode in by_mode[1]]
    if not shared:
        pair(a, b)  # says that they differ in the mode
    return [(by_mode[0][mode], by_mode[1][mode]) for mode in shared]


def _by_mode(records: Sequence[BenchRecord]) -> dict[bool, list[BenchRecord]]:
    found: dict[bool, list[BenchRecord]] = {}
    for run in runs(records):
        other = found.setdefault(run[0].setting.agent, run)
        if other is not run:
            differ = difference(other[0].setting, run[0].setting)
            raise BenchError(f"a file holds several runs ({differ}): compare files of one run each")
    if not found:
        raise BenchError("a file holds no records: run the workload first")
    return found


def report(a: Sequence[BenchRecord], b: Sequence[BenchRecord]) -> list[str]:
    pairs = pair(a, b)
    differ = difference(a[0].setting, b[0].setting)
    mode = "agent" if a[0].setting.agent else "model alone"
    lines = [f"{mode}: {len(pairs)} pairs of traces; the runs differ in {differ or 'nothing'}"]
    for one in differences(pairs):
        lines.append(f"{one.figure}: B - A = {one.mean:+.4g} ({one.low:+.4g} to {one.high:+.4g}, 95 %): {one.verdict}")
    return [*lines, *parting(pairs)]


@dataclass(frozen=True, slots=True)
class Difference:
    """B - A of one figure: the mean over problems of the mean over samples, and its interval."""

    figure: str
    a: float
    b: float
    mean: float
    low: float
    high: float

    @property
    def verdict(self) -> str:
        return "no difference found" if self.low <= 0 <= self.high else "differs"


def differences(pairs: Pairs) -> list[Difference]:
    found = []
    for name, figure in FIGURES.items():
        mean, low, high = paired({key: figure(y) - figure(x) for key, (x, y) in pairs.items()})
        a = paired({key: figure(x) for key, (x, _) in pairs.items()})[0]
        found.append(Difference(name, a, a + mean, mean, low, high))
    return found


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


def paired(values: dict[tuple[str, int], float]) -> tuple[float, float, float]:
    """Mean over problems of the mean over samples, with its bootstrap interval over problems."""
    groups: dict[str, list[float]] = {}
    for (problem, _), value in values.items():
        groups.setdefault(problem, []).append(value)
    means = np.array([np.mean(groups[name]) for name in sorted(groups)])
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


def partings(pairs: Pairs) -> Table:
    """The first pairs to part: where, and whether in what the model wrote or in what a snippet gave."""
    found = [(place, key, x) for key, (x, y) in pairs.items() if (place := first_difference(x.ids, y.ids)) is not None]
    rows = [
        [problem, str(sample), str(place), *within(record, place)]
        for place, (problem, sample), record in sorted(found, key=lambda each: each[:2])[:SHOWN]
    ]
    return [["problem", "sample", "parts at token", "in step", "of A's tokens that are"], *rows]


def within(record: BenchRecord, place: int) -> tuple[str, str]:
    """The step of a token, and whether it was sampled or inserted."""
    start = 0
    for number, step in enumerate(record.steps):
        if place < start + step.sampled:
            return str(number), "sampled"
        start += step.sampled + step.inserted
        if place < start:
            return str(number), "inserted"
    return "-", "none: A ends there"


def row(one: Difference) -> list[str]:
    values = (f"{one.a:.4g}", f"{one.b:.4g}", f"{one.mean:+.4g}", f"{one.low:+.4g} to {one.high:+.4g}")
    return [one.figure, *values, one.verdict]


def write(out: Path, compared: Sequence[tuple[Sequence[BenchRecord], Sequence[BenchRecord]]]) -> None:
    """The same as a page, with the two runs' speed and cost side by side."""
    from bench import report as pages  # at use: it knows this module's neighbours, and matplotlib is not needed

    sections: dict[str, Table] = {}
    found = [run for pair_ in compared for run in pair_]
    with Grader() as grader:
        figures = [summary(run, grader.equal) for run in found]
    for a, b in compared:
        mode, pairs = "agent" if a[0].setting.agent else "model alone", pair(a, b)
        sections[f"Differences, {mode}: {len(pairs)} pairs"] = [
            ["figure", "A", "B", "B - A", "95 %", "verdict"],
            *map(row, differences(pairs)),
        ]
        sections[f"Where traces part, {mode}: {parting(pairs)[0]}"] = partings(pairs)
    sections |= {"Speed": tables.speed(found, figures), "Cost": tables.cost(found, figures)}
    sections |= {"Devices": tables.devices(found, figures), "Where it ran": tables.places(found)}
    save(out / "compare.html", pages.page("Two runs compared", sections, {}))
    save(out / "compare.md", "# Two runs compared\n\n" + "\n".join(map(pages.markdown, sections.items())))
