"""The report's pictures, as SVG text: in greys and two colours that read on light and on dark."""

from collections.abc import Sequence
from io import StringIO

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
    for (name, run), colour in zip(runs, COLOURS, strict=False):
        values = [record.sampled + record.inserted for record in run]
        axes.hist(values, bins=list(np.linspace(0, most, 31)), histtype="step", label=name, color=colour)
    return _svg(figure, axes)


def latencies(runs: Sequence[Run]) -> str:
    """How large a share of the traces had ended after so many seconds."""
    figure, axes = _axes("seconds end to end", "share of traces")
    for (name, run), colour in zip(runs, COLOURS, strict=False):
        seconds = sorted(record.seconds for record in run)
        axes.step(seconds, np.arange(1, len(seconds) + 1) / len(seconds), where="post", label=name, color=colour)
    return _svg(figure, axes)


def budgets(runs: Sequence[Run], *, seconds: bool) -> str:
    """Accuracy of single samples if every trace were stopped at a budget."""
    unit = "seconds" if seconds else "tokens"
    figure, axes = _axes(f"budget, {unit} a trace", "right (mean over problems)")
    for (name, run), colour in zip(runs, COLOURS, strict=False):
        groups = by_problem(run).values()
        cost = [[(r.seconds if seconds else r.sampled + r.inserted, r.correct) for r in group] for group in groups]
        steps = sorted({each for group in cost for each, _ in group})
        share = [np.mean([np.mean([ok and each <= at for each, ok in group]) for group in cost]) for at in steps]
        axes.step(steps, share, where="post", label=name, color=colour)
    axes.set_ylim(0, 1)
    return _svg(figure, axes)


def _axes(x: str, y: str) -> tuple[Figure, Axes]:
    figure = Figure(figsize=(6, 3.2), layout="constrained")
    axes = figure.subplots()
    axes.set_xlabel(x, color=GREY)
    axes.set_ylabel(y, color=GREY)
    axes.tick_params(colors=GREY)
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
