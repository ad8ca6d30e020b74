"""What the engine benchmark has measured so far: rows, kept on disk as they grow, and shown as a table.

A row is one model in one precision, run by one peer. The document is written anew after every single figure, so a kill
loses at most the figure under way; `Document.open` takes it up again. Medians, shares and ratios are computed from the
values, never read back.
"""

import json
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from bench.files import BenchError, load, save

VERSION = 2
COLUMNS = ("prefill", "decode_1", "decode_16", "problems_per_hour")
TOOLS = "problems_per_hour_with_tools"
"""The same workload, its snippets slower."""
HEADS = ("prefill tok/s", "batch 1 tok/s", "of memory", "batch 16 tok/s", "problems/h", "lost to tools", "note")
LIKE = {"q4_0": "int4", "q8_0": "int8"}
"""Whose ours a row of llama.cpp's is compared with; all others with our own of the same precision."""


@dataclass(frozen=True, slots=True)
class Case:
    """One model in one precision, run by one peer."""

    model: str
    precision: str
    peer: str


@dataclass(slots=True)
class Row:
    case: Case
    weight_bytes: int = 0
    problem: str | None = None
    """Why it could not be measured, or not to its end."""
    figures: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    """Every repeat, by name: tokens a second, and problems an hour."""
    done: bool = False
    """All that this peer can do was measured, as often as asked."""

    def median(self, name: str) -> float | None:
        return statistics.median(self.figures[name]) if self.figures.get(name) else None

    def share(self, bandwidth: float) -> float | None:
        """Of the decode rate that reading all weights once a token would allow."""
        rate = self.median("decode_1")
        return None if rate is None or not self.weight_bytes else rate * self.weight_bytes / bandwidth

    @property
    def lost_to_tools(self) -> float | None:
        """Share of the time with slow snippets that the workload would not have taken without."""
        slow, fast = self.median(TOOLS), self.median("problems_per_hour")
        return None if slow is None or fast is None else 1 - slow / fast

    def as_json(self, bandwidth: float) -> dict[str, Any]:
        return {
            "model": self.case.model,
            "precision": self.case.precision,
            "peer": self.case.peer,
            "weight_bytes": self.weight_bytes or None,
            "problem": self.problem,
            "done": self.done,
            "share_of_bandwidth": self.share(bandwidth),
            "lost_to_tools": self.lost_to_tools,
            "figures": {name: {**spread(values), "values": values} for name, values in self.figures.items()},
        }


class Document:
    """All rows, with what they were measured on and what was asked of them; `path`: where it is kept, if anywhere."""

    def __init__(
        self, path: Path | None, machine: dict[str, Any], asked: dict[str, Any], rows: Iterable[Row] = ()
    ) -> None:
        self.rows = list(rows)
        self.machine = machine
        self._path = path
        self._asked = asked

    @classmethod
    def open(cls, path: Path, asked: dict[str, Any], cpu: str) -> "Document":
        """As an earlier run left it; BenchError where that was another machine, or asked for something else."""
        try:
            found = json.loads(load(path))
            rows = [_row(one) for one in found["rows"]]
            before, machine = found["asked"], found["machine"]
            there = machine["cpu"]
        except (ValueError, KeyError, TypeError):
            raise BenchError(f"{path} is no document of this benchmark: choose another --out") from None
        if (before, there) != (asked, cpu):
            raise BenchError(
                f"{path} holds figures of {there} with {before}: ask for the same, or choose another --out"
            )
        return cls(path, machine, asked, rows)

    def row(self, case: Case) -> Row:
        """The row of `case`, a new one where there is none."""
        known = next((row for row in self.rows if row.case == case), None)
        if known is None:
            known = Row(case)
            self.rows.append(known)
        return known

    def save(self) -> None:
        if self._path is not None:
            save(self._path, json.dumps(self.as_json(), indent=1, allow_nan=False) + "\n")

    def as_json(self) -> dict[str, Any]:
        return {
            "version": VERSION,
            "machine": self.machine,
            "asked": self._asked,
            "rows": [row.as_json(self.machine["bandwidth"]["median"]) for row in self.rows],
            "ratios": [{**_name(row.case), **found} for row, found in ratios(self.rows)],
        }


def _row(found: dict[str, Any]) -> Row:
    case = Case(found["model"], found["precision"], found["peer"])
    figures = {name: [float(value) for value in figure["values"]] for name, figure in found["figures"].items()}
    return Row(case, found["weight_bytes"] or 0, found["problem"], figures, found["done"])


def _name(case: Case) -> dict[str, str]:
    return {"model": case.model, "precision": case.precision, "peer": case.peer}


def spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "greatest": max(values), "repeats": len(values)}


def ratios(rows: list[Row]) -> Iterator[tuple[Row, dict[str, dict[str, float]]]]:
    """Our figures over those of every other peer at like precision: of the medians, and the worst and best of them."""
    ours = {(row.case.model, row.case.precision): row for row in rows if row.case.peer == "ours"}
    for row in rows:
        home = ours.get((row.case.model, LIKE.get(row.case.precision, row.case.precision)))
        if home is None or home is row:
            continue
        both = [name for name in COLUMNS if home.figures.get(name) and row.figures.get(name)]
        if both:
            yield row, {name: _ratio(home.figures[name], row.figures[name]) for name in both}


def _ratio(ours: list[float], theirs: list[float]) -> dict[str, float]:
    return {
        "median": statistics.median(ours) / statistics.median(theirs),
        "least": min(ours) / max(theirs),
        "greatest": max(ours) / min(theirs),
    }


def table(document: Document) -> str:
    machine = document.machine
    rate = machine["bandwidth"]
    lines = [
        f"{machine['cpu']}, {machine['cores']} cores; reads {rate['median'] / 1e9:.1f} GB/s "
        f"({rate['least'] / 1e9:.1f} to {rate['greatest'] / 1e9:.1f}); load average {machine['load_average']}",
        "",
        f"| model | precision | peer | {' | '.join(HEADS)} |",
        f"|---|---|---|{'--:|' * (len(HEADS) - 1)}---|",
        *(line(row, rate["median"]) for row in document.rows),
    ]
    compared = list(ratios(document.rows))
    if compared:
        lines += ["", "| ours over | prefill | batch 1 | batch 16 | problems/h |", "|---|--:|--:|--:|--:|"]
    for row, found in compared:
        name = f"{row.case.model} {row.case.precision} {row.case.peer}"
        lines.append(f"| {name} | {' | '.join(_times(found.get(figure)) for figure in COLUMNS)} |")
    return "\n".join(lines)


def line(row: Row, bandwidth: float) -> str:
    figures = [_cell(row.figures.get(name)) for name in COLUMNS]
    figures.insert(2, _percent(row.share(bandwidth)))
    cells = [row.case.model, row.case.precision, row.case.peer, *figures, _percent(row.lost_to_tools)]
    return f"| {' | '.join(cells)} | {(row.problem or '').replace('|', '/')} |"


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.0%}"


def _times(ratio: dict[str, float] | None) -> str:
    return "" if ratio is None else f"{ratio['median']:.2f} ({ratio['least']:.2f} to {ratio['greatest']:.2f})"


def _cell(values: list[float] | None) -> str:
    if not values:
        return "not measured"
    digits = 0 if min(values) >= 100 else 1
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"
