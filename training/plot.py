"""`python -m training plot RUN`: a run's journal as a picture, for the docs.

Four panels over optimizer steps: reward, code use, tokens of a trace, accuracy. Thin lines are steps, thick ones means
over a window; held-out accuracy stands as points, where the run measured it. What a run does not have is left out.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from training.journal import rows
from training.recipe import RecipeError

PANELS: Mapping[str, Mapping[str, str]] = {
    "reward": {"reward": "reward"},
    "share of traces with code": {"code/use": "with a snippet", "code/success": "snippets that ran"},
    "tokens of a trace": {"tokens/sampled": "sampled", "tokens/inserted": "inserted"},
    "accuracy": {"rewards/accuracy/mean": "in training"},
}
HELDOUT: Mapping[str, Mapping[str, str]] = {
    "share of traces with code": {"heldout/code_use": "held-out"},
    "tokens of a trace": {"heldout/tokens_sampled": "held-out, sampled"},
    "accuracy": {"heldout/accuracy": "held-out"},
}
WINDOW = 10
"""Steps that a thick line's point is the mean of."""


def plot(run: Path, out: Path) -> None:
    """`out` names the format by its ending (.svg, .png). RecipeError where `run` holds no journal."""
    path = run / "metrics.jsonl"
    if not path.is_file():
        raise RecipeError(f"{path} does not exist: give the --out folder of a run")
    from matplotlib.figure import Figure  # heavy, and only here

    found = rows(path)
    figure = Figure(figsize=(9, 6), layout="constrained")
    for axes, title in zip(figure.subplots(2, 2).flat, PANELS, strict=True):
        axes.set_title(title)
        axes.set_xlabel("optimizer step")
        for key, label in PANELS[title].items():
            _line(axes, *series(found, key), label)
        for key, label in HELDOUT.get(title, {}).items():
            _points(axes, *series(found, key), label)
        if axes.has_data():
            axes.legend(frameon=False)
    out.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(out, metadata={"Date": None} if out.suffix == ".svg" else None)


def series(found: Sequence[Mapping[str, Any]], key: str) -> tuple[list[int], list[float]]:
    """Steps and values, where there are any."""
    kept = [(int(row["step"]), float(row[key])) for row in found if row.get(key) is not None]
    return [step for step, _ in kept], [value for _, value in kept]


def smooth(values: Sequence[float], window: int = WINDOW) -> list[float]:
    """Each value's mean with those before it, `window` at most."""
    starts = [max(0, place - window + 1) for place in range(len(values))]
    return [sum(values[start : place + 1]) / (place + 1 - start) for place, start in enumerate(starts)]


def _line(axes: Any, steps: list[int], values: list[float], label: str) -> None:
    if not steps:
        return
    (line,) = axes.plot(steps, smooth(values), label=label, linewidth=1.8)
    axes.plot(steps, values, color=line.get_color(), linewidth=0.5, alpha=0.4)


def _points(axes: Any, steps: list[int], values: list[float], label: str) -> None:
    if steps:
        axes.plot(steps, values, "k.--", label=label, linewidth=0.8)
