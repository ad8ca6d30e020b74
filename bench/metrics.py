"""What records come to, under the field's names. Seconds unless a name says otherwise; intervals are 95 %.

TTFT: request to first token, queueing included. TPOT: seconds between later tokens of one completion, (E2E - TTFT) /
(tokens - 1) as vLLM has it, snippets left out. ITL: each single gap between what was streamed. E2E: a trace from its
problem to its end, snippets included; time to answer: the same of traces that gave one. Output tokens are sampled ones,
inserted ones are counted apart. Goodput: traces a second that are right and end within the SLO. pass@1[avg of k]: mean
over samples; majority@k: the vote's answer; pass@k: any of k right, the unbiased estimate. Intervals resample problems
(bootstrap), because samples of one problem are not independent. Rates are over the time in which traces were under way:
a pause between two parts of a run does not count.
"""

import math
from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.record import BenchRecord
from deepmath_xpu.types import Outcome
from deepmath_xpu.vote import majority

RESAMPLES = 2000
Equal = Callable[[str, str], bool]


def summary(records: Sequence[BenchRecord], equal: Equal, slo: float | None = None) -> dict[str, Any]:
    """All figures of one run; `slo`: seconds within which a trace counts for goodput."""
    wall = busy([(record.started, record.started + record.seconds) for record in records])
    found = {"traces": len(records), "wall_seconds": wall}
    found |= latency(records) | traces(records) | rates(records, wall, slo)
    found |= accuracy(records, equal) | cost(records, wall) | memory(records)
    return found


def busy(spans: Sequence[tuple[float, float]]) -> float:
    """Seconds that at least one span covers."""
    total, until = 0.0, -math.inf
    for start, end in sorted(spans):
        total += max(0.0, end - max(start, until))
        until = max(until, end)
    return total


def latency(records: Sequence[BenchRecord]) -> dict[str, Any]:
    steps = [step for record in records for step in record.steps if step.sampled]
    later = [(step.seconds - step.ttft) / (step.sampled - 1) for step in steps if step.sampled > 1]
    first = [record.steps[0].ttft for record in records if record.steps]
    return {
        "ttft": spread(first),
        "ttft_continued": spread([step.ttft for record in records for step in record.steps[1:] if step.sampled]),
        "tpot": spread(later),
        "itl": spread([gap for step in steps for gap in step.gaps or ()]),
        "e2e": spread([record.seconds for record in records]),
        "time_to_answer": spread([record.seconds for record in records if record.answer is not None]),
        "tokens_per_second_per_user": spread([1 / each for each in later if each > 0]),
    }


def rates(records: Sequence[BenchRecord], wall: float, slo: float | None) -> dict[str, Any]:
    good = None if slo is None else sum(record.correct and record.seconds <= slo for record in records) / wall
    return {
        "output_tokens_per_second": sum(record.sampled for record in records) / wall,
        "traces_per_second": len(records) / wall,
        "concurrency": sum(record.seconds for record in records) / wall,
        "goodput_per_second": good,
    }


def traces(records: Sequence[BenchRecord]) -> dict[str, Any]:
    snippets = [step for record in records for step in record.snippets]
    return {
        "length": spread([record.sampled + record.inserted for record in records]),
        "sampled": spread([record.sampled for record in records]),
        "inserted": spread([record.inserted for record in records]),
        "snippets": spread([len(record.snippets) for record in records]),
        "snippet_seconds": spread([step.snippet_seconds or 0.0 for step in snippets]),
        "waiting_share": sum(r.waiting for r in records) / sum(r.seconds for r in records),
        "valid_code": _share([bool(step.parses) for step in snippets]),
        "snippet_errors": _share([step.status != "ok" for step in snippets]),
        "no_answer": _share([record.outcome is Outcome.UNANSWERED for record in records]),
        "truncated": _share([record.outcome is Outcome.OUT_OF_BUDGET for record in records]),
    }


def accuracy(records: Sequence[BenchRecord], equal: Equal) -> dict[str, Any]:
    groups = by_problem(records)
    k = max(len(group) for group in groups.values())
    right = {name: [record.correct for record in group] for name, group in groups.items()}
    votes = [_majority(group, equal) for group in groups.values()]
    passes = [_pass_at(len(each), sum(each), len(each)) for each in right.values()]
    return {
        "problems": len(groups),
        "samples": k,
        f"pass@1[avg of {k}]": interval([float(np.mean(each)) for each in right.values()]),
        f"majority@{k}": interval(votes),
        f"pass@{k}": interval(passes),
    }


def cost(records: Sequence[BenchRecord], wall: float) -> dict[str, Any]:
    """Per solved problem: one that a trace got right counts by its share of right traces."""
    solved = sum(float(np.mean([r.correct for r in group])) for group in by_problem(records).values())
    joules = [record.joules for record in records]
    known = None if any(each is None for each in joules) else sum(each or 0.0 for each in joules)
    tokens = sum(record.sampled for record in records)
    return {
        "seconds_per_solved": wall / solved if solved else None,
        "tokens_per_solved": tokens / solved if solved else None,
        "joules_per_solved": known / solved if solved and known is not None else None,
        "joules": known,
        "joules_source": records[0].joules_source,
    }


def memory(records: Sequence[BenchRecord]) -> dict[str, Any]:
    """Peak memory, and the share of the bandwidth that reading the weights once a token and trace comes to."""
    peaks = [record.peak_memory for record in records if record.peak_memory is not None]
    speeds = [record.bandwidth for record in records if record.bandwidth is not None]
    speed, weights = float(np.median(speeds)) if speeds else None, records[0].setting.weight_bytes
    tpot = latency(records)["tpot"]
    return {
        "peak_memory": max(peaks, default=None),
        "bandwidth": speed,
        "bandwidth_share": weights / tpot["p50"] / speed if weights and speed and tpot and tpot["p50"] else None,
    }


def by_problem(records: Sequence[BenchRecord]) -> dict[str, list[BenchRecord]]:
    groups = defaultdict[str, list[BenchRecord]](list)
    for record in sorted(records, key=lambda one: one.sample):
        groups[record.problem].append(record)
    return dict(groups)


def spread(values: Sequence[float]) -> dict[str, float] | None:
    """Mean and percentiles; None of nothing."""
    if not values:
        return None
    points = {f"p{at}": float(np.percentile(values, at)) for at in (50, 90, 99)}
    return {"mean": float(np.mean(values)), **points}


def interval(values: Sequence[float]) -> dict[str, float]:
    """The mean with its bootstrap interval, one value a problem."""
    array = np.array(values, dtype=float)
    draws = np.random.default_rng(0).integers(len(array), size=(RESAMPLES, len(array)))
    low, high = np.percentile(array[draws].mean(1), [2.5, 97.5])
    return {"mean": float(array.mean()), "low": float(low), "high": float(high)}


def _majority(group: Sequence[BenchRecord], equal: Equal) -> float:
    vote = majority([record.answer for record in group], equal)
    return float(bool(vote.classes) and group[vote.classes[0].samples[0]].correct)


def _pass_at(n: int, right: int, k: int) -> float:
    """1 - C(n - right, k) / C(n, k)"""
    return 1.0 - math.comb(n - right, k) / math.comb(n, k)


def _share(values: Sequence[bool]) -> float | None:
    return sum(values) / len(values) if values else None
