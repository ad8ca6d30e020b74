"""The report's tables: rows of text, the first of which is the head. A figure that is not known is a dash."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from bench.merge import runs
from bench.metrics import summary
from bench.record import BenchRecord

Table = list[list[str]]
Runs = Sequence[Sequence[BenchRecord]]
Figures = Sequence[dict[str, Any]]
PUBLISHED = json.loads((Path(__file__).parent / "reference" / "deepmath.json").read_text(encoding="utf-8"))
SETS = {"math500": "MATH-500", "hle": "HLE"}
"""What DeepMath calls our workloads; of AIME and HMMT it does not say the year."""


def label(record: BenchRecord) -> str:
    setting = record.setting
    place = setting.label or (setting.device if setting.device != "server" else f"server at {setting.engine}")
    return f"{setting.model}, {place}{'' if setting.agent else ', model alone'}"


def labels(found: Runs) -> list[str]:
    """One for each run; with what it differs in where two would be called the same."""
    names = [label(run[0]) for run in found]
    for add in (_workload, _parallel, _artifact):
        names = [
            name if names.count(name) == 1 else f"{name}, {add(run[0])}" for name, run in zip(names, found, strict=True)
        ]
    return names


def _workload(record: BenchRecord) -> str:
    return record.setting.workload


def _parallel(record: BenchRecord) -> str:
    return f"{record.setting.parallel} at once"


def _artifact(record: BenchRecord) -> str:
    return f"artifact {record.setting.artifact[:8]}"


def configurations(found: Runs, figures: Figures) -> Table:
    """As DeepMath's table has it: a line a configuration, a column a set, majority@k and mean length; theirs below."""
    columns = list(dict.fromkeys([*(column(run[0]) for run in found), "MATH-500", "AIME", "HMMT", "HLE"]))
    cells: dict[str, dict[str, list[str]]] = {}
    for run, each in zip(found, figures, strict=True):
        k, cell = each["samples"], cells.setdefault(label(run[0]), {})
        text = f"{100 * each[f'majority@{k}']['mean']:.1f} (k={k}) / {each['length']['mean']:,.0f}"
        cell.setdefault(column(run[0]), []).append(text)
    rows = [[name, *("; ".join(cell.get(one, ["-"])) for one in columns)] for name, cell in cells.items()]
    theirs = [
        [f"published: {one['name']}", *(f"{one[c][0]:g} (k=16) / {one[c][1]:,}" if c in one else "-" for c in columns)]
        for one in PUBLISHED["configurations"]
    ]
    return [["majority@k, % / mean length", *columns], *rows, *theirs]


def column(record: BenchRecord) -> str:
    return SETS.get(record.setting.workload, record.setting.workload)


def accuracy(found: Runs, figures: Figures) -> Table:
    rows = [["set", "configuration", "problems", "pass@1", "majority@k", "pass@k", "mean length", "p90", "truncated"]]
    for run, each in zip(found, figures, strict=True):
        k = each["samples"]
        shown = [interval(each[name]) for name in (f"pass@1[avg of {k}]", f"majority@{k}", f"pass@{k}")]
        shown = [f"{text} (k={k})" if place else text for place, text in enumerate(shown)]
        lengths = [f"{each['length'][name]:,.0f}" for name in ("mean", "p90")]
        problems = str(each["problems"])
        rows.append([run[0].setting.workload, label(run[0]), problems, *shown, *lengths, share(each["truncated"])])
    return rows


def devices(found: Runs, figures: Figures) -> Table:
    """The buyer's table: what a device gives, and what a solved problem costs on it."""
    rows = [["run", "machine", "right", "output tokens/s", "s a solved problem", "J a solved problem", "peak memory"]]
    rows[0] += ["memory bandwidth", "share of it at TPOT p50"]
    for name, run, each in zip(labels(found), found, figures, strict=True):
        right = interval(each[f"pass@1[avg of {each['samples']}]"])
        cells = [f"{each['output_tokens_per_second']:.0f}", number(each["seconds_per_solved"])]
        cells += [number(each["joules_per_solved"]), size(each["peak_memory"])]
        cells += [size(each["bandwidth"], "/s"), share(each["bandwidth_share"])]
        rows.append([name, run[0].setting.machine, right, *cells])
    return rows


def speed(found: Runs, figures: Figures) -> Table:
    head = ["run", "at once", "TTFT p50", "TTFT p99", "TPOT p50", "ITL p50", "ITL p99", "E2E p50", "E2E p90", "E2E p99"]
    rows = [[*head, "time to answer p50", "output tokens/s", "tokens/s a user p50", "traces/s", "goodput/s"]]
    for name, each in zip(labels(found), figures, strict=True):
        pairs = [("ttft", "p50"), ("ttft", "p99"), ("tpot", "p50"), ("itl", "p50"), ("itl", "p99")]
        pairs += [("e2e", "p50"), ("e2e", "p90"), ("e2e", "p99"), ("time_to_answer", "p50")]
        times = [seconds((each[figure] or {}).get(point)) for figure, point in pairs]
        user = (each["tokens_per_second_per_user"] or {}).get("p50")
        counts = (each["output_tokens_per_second"], user, each["traces_per_second"], each["goodput_per_second"])
        rows.append([name, f"{each['concurrency']:.1f}", *times, *map(number, counts)])
    return rows


def cost(found: Runs, figures: Figures) -> Table:
    rows = [["run", "s a solved problem", "tokens a solved problem", "J a solved problem", "energy from"]]
    for name, each in zip(labels(found), figures, strict=True):
        shown = [number(each[f"{unit}_per_solved"]) for unit in ("seconds", "tokens", "joules")]
        rows.append([name, *shown, each["joules_source"] or "not measured"])
    return rows


def snippets(found: Runs, figures: Figures) -> Table:
    head = ["run", "snippets a trace", "s a snippet p50", "waiting on Python", "valid code", "failed", "no answer"]
    rows = [[*head, "sampled tokens", "inserted tokens"]]
    for name, each in zip(labels(found), figures, strict=True):
        shares = [share(each[key]) for key in ("waiting_share", "valid_code", "snippet_errors", "no_answer")]
        median = seconds((each["snippet_seconds"] or {}).get("p50"))
        tokens = [f"{each[key]['mean']:,.0f}" for key in ("sampled", "inserted")]
        rows.append([name, f"{each['snippets']['mean']:.2f}", median, *shares, *tokens])
    return rows


def places(found: Runs) -> Table:
    rows = [["run", "engine", "machine", "artifact", "workload", "packages"]]
    for name, run in zip(labels(found), found, strict=True):
        s = run[0].setting
        packages = ", ".join(f"{package} {value}" for package, value in s.versions.items())
        engine = s.engine if s.served is None else f"{s.engine} serving {s.served}"
        rows.append([name, engine, s.machine, s.artifact[:12], f"{s.workload} {s.digest}", packages])
    return rows


def brief(records: Sequence[BenchRecord], equal: Callable[[str, str], bool]) -> str:
    """What a run came to, for the terminal and for a README."""
    found = runs(records)
    figures = [summary(run, equal) for run in found]
    head = ["mode", "problems x samples", "pass@1", "majority@k", "mean length", "E2E p50", "TPOT p50", "tokens/s"]
    rows = [[*head, "s a solved", "tokens a solved", "J a solved"]]
    for run, each in zip(found, figures, strict=True):
        k = each["samples"]
        cells = ["agent" if run[0].setting.agent else "model alone", f"{each['problems']} x {k}"]
        cells += [interval(each[f"pass@1[avg of {k}]"]), interval(each[f"majority@{k}"])]
        cells += [f"{each['length']['mean']:.0f}", seconds(each["e2e"]["p50"])]
        cells += [seconds((each["tpot"] or {}).get("p50")), number(each["output_tokens_per_second"])]
        rows.append([*cells, *(number(each[f"{unit}_per_solved"]) for unit in ("seconds", "tokens", "joules"))])
    return lines(rows)


def lines(table: Table) -> str:
    """As Markdown."""
    head, *rows = table
    return "\n".join(f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))


def interval(each: dict[str, float]) -> str:
    return f"{each['mean']:.1%} ({each['low']:.1%} to {each['high']:.1%})"


def seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g} s"


def number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"


def share(value: float | None) -> str:
    return "-" if value is None else f"{value:.1%}"


def size(value: float | None, per: str = "") -> str:
    return "-" if value is None else f"{value / 1e9:.3g} GB{per}"
