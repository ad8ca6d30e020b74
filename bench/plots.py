"""The report's pictures, as SVG text: in greys and colours that read on light and on dark."""

from collections.abc import Sequence
from io import StringIO
from itertools import cycle
from typing import Any

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from bench.metrics import by_problem
from bench.record import BenchRecord

GREY, COLOURS = "#808080", ("#2f7ed8", "#e07b39", "#3a9d5d", "#a65fb8", "#c0a030", "#7a7a7a")
Run = tuple[str, Sequence[BenchRecord]]


def lengths(runs: Sequence[Run]) -> str:
    """Histogram of trace lengths."""
    figure, axes = _axes("tokens a trace, sampled and inserted", "traces")
    most = max(record.sampled + record.inserted for _, run in runs for record in run)
    for (name, run), colour in zip(runs, cycle(COLOURS), strict=False):
        values = [record.sampled + record.inserted for record in run]
        axes.hist(values, bins=list(np.linspace(0, max(most, 1), 31)), histtype="step", label=name, color=colour)
    return _svg(figure, axes)


def latencies(runs: Sequence[Run]) -> str:
    """How large a share of the traces had ended after so many seconds."""
    figure, axes = _axes("seconds end to end", "share of traces")
    return _shares(figure, axes, [(name, [record.seconds for record in run]) for name, run in runs])


def first_tokens(runs: Sequence[Run]) -> str:
    """How large a share of the traces had their first token after so many seconds."""
    figure, axes = _axes("seconds to the first token", "share of traces")
    return _shares(
        figure, axes, [(name, [record.steps[0].ttft for record in run if record.steps]) for name, run in runs]
    )


def _shares(figure: Figure, axes: Axes, values: Sequence[tuple[str, Sequence[float]]]) -> str:
    for (name, seconds), colour in zip(values, cycle(COLOURS), strict=False):
        share = np.arange(1, len(seconds) + 1) / max(len(seconds), 1)
        axes.step(sorted(seconds), share, where="post", label=name, color=colour)
    axes.set_ylim(0, 1.02)
    return _svg(figure, axes)


def budgets(runs: Sequence[Run], *, seconds: bool) -> str:
    """Accuracy of single samples if every trace were stopped at a budget."""
    unit = "seconds" if seconds else "tokens"
    figure, axes = _axes(f"budget, {unit} a trace", "right (mean over problems)")
    for (name, run), colour in zip(runs, cycle(COLOURS), strict=False):
        axes.step(*budget(run, seconds=seconds), where="post", label=name, color=colour)
    axes.set_ylim(0, 1.02)
    return _svg(figure, axes)


def budget(run: Sequence[BenchRecord], *, seconds: bool) -> tuple[list[float], list[float]]:
    """Budgets, and the mean over problems of the share of samples that are right within each."""
    groups = list(by_problem(run).values())
    weight = {record.problem: 1 / len(group) / len(groups) for group in groups for record in group}
    ends = sorted(
        ((r.seconds if seconds else r.sampled + r.inserted), weight[r.problem] if r.correct else 0.0) for r in run
    )
    return [0.0, *(end for end, _ in ends)], [0.0, *(float(x) for x in np.cumsum([gain for _, gain in ends]))]


def roofline(runs: Sequence[Run], figures: Sequence[dict[str, Any]]) -> str:
    """Tokens a second against traces at once, under the line that the memory's bandwidth draws."""
    figure, axes = _axes("traces at once", "output tokens/s")
    at_once = [each["concurrency"] for each in figures]
    for (name, run), each, colour in zip(runs, figures, cycle(COLOURS), strict=False):
        weights = run[0].setting.weight_bytes
        if each["bandwidth"] and weights:
            ends = np.array([1.0, max(2.0, *at_once)])
            axes.plot(ends, ends * each["bandwidth"] / weights, color=colour, linestyle="--", linewidth=1)
        rate = max(each["output_tokens_per_second"], 1e-3)
        axes.plot([each["concurrency"]], [rate], "o", label=name, color=colour)
    axes.set_xscale("log")
    axes.set_yscale("log")
    return _svg(figure, axes)


def _axes(x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(x, color=GREY)
    axes.set_ylabel(y, color=GREY)
    axes.tick_params(colors=GREY, which="both")
    axes.patch.set_alpha(0)
    for spine in axes.spines.values():
        spine.set_color(GREY)
    return figure, axes


def _svg(figure: Figure, axes: Axes) -> str:
    axes.legend(frameon=False, labelcolor=GREY, fontsize="small")
    text = StringIO()
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "bench"}):
        figure.savefig(text, format="svg", transparent=True, metadata={"Date": None})
    return text.getvalue()[text.getvalue().index("<svg") :]
