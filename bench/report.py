"""One self-contained HTML page, the same as Markdown, and its figures as JSON and CSV."""

import argparse
import csv
import json
from collections.abc import Sequence
from html import escape
from pathlib import Path
from typing import Any

from bench.merge import merged, runs
from bench.metrics import summary
from bench.problems import BenchError
from bench.record import BenchRecord
from deepmath_xpu.grading import Grader

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title><style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 0 auto; padding: 1rem; }}
.wide {{ overflow-x: auto; }} table {{ border-collapse: collapse; font-size: .9rem; }}
th, td {{ padding: .3rem .6rem; border-bottom: 1px solid #8884; text-align: right; }}
th:first-child, td:first-child {{ text-align: left; }} svg {{ max-width: 100%; height: auto; }}
</style></head><body><h1>{title}</h1>
{body}
</body></html>
"""
Table = list[list[str]]
PUBLISHED = json.loads((Path(__file__).parent / "reference" / "deepmath.json").read_text(encoding="utf-8"))


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench report", description=__doc__)
    top.add_argument("records", type=Path, nargs="+")
    top.add_argument("--out", type=Path, required=True, help="a folder")
    top.add_argument("--slo", type=float, help="seconds within which a right trace counts for goodput")
    options = top.parse_args(arguments)
    found = runs(merged(options.records))
    if not found:
        raise BenchError("the files hold no records: run a workload first")
    with Grader() as grader:
        figures = [summary(run, grader.equal, options.slo) for run in found]
    write(options.out, found, figures)
    print(f"{options.out / 'report.html'}")
    return 0


def write(out: Path, found: Sequence[Sequence[BenchRecord]], figures: Sequence[dict[str, Any]]) -> None:
    from bench import plots  # at use: matplotlib takes a second to import

    named = [(label(run[0]), run) for run in found]
    tables = {
        "Accuracy and length": accuracy(found, figures),
        "Speed": speed(found, figures),
        "Cost": cost(found, figures),
        "Snippets": snippets(found, figures),
        "Where it ran": places(found),
        f"Published, for comparison: {PUBLISHED['source']}": published(),
    }
    pictures = {
        "Accuracy against tokens": plots.budgets(named, seconds=False),
        "Accuracy against seconds": plots.budgets(named, seconds=True),
        "End-to-end latency": plots.latencies(named),
        "Trace lengths": plots.lengths(named),
    }
    out.mkdir(parents=True, exist_ok=True)
    (out / "report.md").write_text("# Bench report\n\n" + "\n".join(map(markdown, tables.items())), encoding="utf-8")
    drawn = "\n".join(f"<h2>{escape(name)}</h2>\n{picture}" for name, picture in pictures.items())
    body = "\n".join(map(html, tables.items())) + drawn
    (out / "report.html").write_text(PAGE.format(title="Bench report", body=body), encoding="utf-8")
    document = [{"setting": run[0].setting.model_dump(), **each} for run, each in zip(found, figures, strict=True)]
    (out / "report.json").write_text(json.dumps(document, indent=2) + "\n", encoding="utf-8")
    with (out / "report.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows(flat(document))


def label(record: BenchRecord) -> str:
    setting = record.setting
    return f"{setting.model}, {setting.device}{'' if setting.agent else ', model alone'}"


def accuracy(found: Sequence[Sequence[BenchRecord]], figures: Sequence[dict[str, Any]]) -> Table:
    """As DeepMath's table has it: a line a set and configuration, majority@k and mean length."""
    rows = [["set", "configuration", "problems", "pass@1", "majority@k", "pass@k", "mean length", "truncated"]]
    for run, each in zip(found, figures, strict=True):
        k = each["samples"]
        shown = [_interval(each[name]) for name in (f"pass@1[avg of {k}]", f"majority@{k}", f"pass@{k}")]
        shown = [f"{text} (k={k})" if place else text for place, text in enumerate(shown)]
        length, cut = f"{each['length']['mean']:.0f}", f"{each['truncated']:.1%}"
        rows.append([run[0].setting.workload, label(run[0]), str(each["problems"]), *shown, length, cut])
    return rows


def speed(found: Sequence[Sequence[BenchRecord]], figures: Sequence[dict[str, Any]]) -> Table:
    head = ["run", "at once", "TTFT p50", "TPOT p50", "E2E p50", "E2E p99", "output tokens/s", "tokens/s a user p50"]
    rows = [head]
    for run, each in zip(found, figures, strict=True):
        times = [each["ttft"]["p50"], (each["tpot"] or {}).get("p50"), each["e2e"]["p50"], each["e2e"]["p99"]]
        user = (each["tokens_per_second_per_user"] or {}).get("p50")
        shown = [
            *map(_seconds, times),
            f"{each['output_tokens_per_second']:.0f}",
            "-" if user is None else f"{user:.0f}",
        ]
        rows.append([label(run[0]), str(run[0].setting.parallel), *shown])
    return rows


def cost(found: Sequence[Sequence[BenchRecord]], figures: Sequence[dict[str, Any]]) -> Table:
    rows = [["run", "seconds a solved problem", "tokens a solved problem", "joules a solved problem", "energy from"]]
    for run, each in zip(found, figures, strict=True):
        joules = each["joules_per_solved"]
        shown = [_seconds(each["seconds_per_solved"]), _number(each["tokens_per_solved"]), _number(joules)]
        rows.append([label(run[0]), *shown, each["joules_source"] or "not measured"])
    return rows


def snippets(found: Sequence[Sequence[BenchRecord]], figures: Sequence[dict[str, Any]]) -> Table:
    rows = [
        ["run", "snippets a trace", "seconds a snippet p50", "waiting on Python", "valid code", "failed", "no answer"]
    ]
    for run, each in zip(found, figures, strict=True):
        shares = [each[name] for name in ("waiting_share", "valid_code", "snippet_errors", "no_answer")]
        shown = ["-" if share is None else f"{share:.1%}" for share in shares]
        seconds = _seconds((each["snippet_seconds"] or {}).get("p50"))
        rows.append([label(run[0]), f"{each['snippets']['mean']:.2f}", seconds, *shown])
    return rows


def places(found: Sequence[Sequence[BenchRecord]]) -> Table:
    rows = [["run", "engine", "machine", "artifact", "workload", "packages"]]
    for run in found:
        s = run[0].setting
        packages = ", ".join(f"{name} {value}" for name, value in s.versions.items())
        rows.append([label(run[0]), s.engine, s.machine, s.artifact[:12], f"{s.workload} {s.digest}", packages])
    return rows


def published() -> Table:
    """DeepMath's own table, from its source."""
    return [PUBLISHED["columns"], *([str(cell) for cell in row] for row in PUBLISHED["rows"])]


def markdown(table: tuple[str, Table]) -> str:
    title, (head, *rows) = table
    lines = [f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows)]
    return f"## {title}\n\n" + "\n".join(lines) + "\n"


def html(table: tuple[str, Table]) -> str:
    title, (head, *rows) = table
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<h2>{escape(title)}</h2><div class="wide"><table><tr>{top}</tr>{body}</table></div>'


def flat(document: Sequence[dict[str, Any]]) -> Table:
    """A line a figure: run, name, value."""
    rows = [["run", "figure", "value"]]
    for number, each in enumerate(document):
        rows += [[str(number), name, str(value)] for name, value in _leaves(each, "")]
    return rows


def _leaves(value: Any, name: str) -> list[tuple[str, Any]]:
    if not isinstance(value, dict):
        return [(name, value)]
    return [leaf for key, inner in value.items() for leaf in _leaves(inner, f"{name}.{key}" if name else str(key))]


def _interval(each: dict[str, float]) -> str:
    return f"{each['mean']:.1%} ({each['low']:.1%} to {each['high']:.1%})"


def _seconds(value: float | None) -> str:
    return "-" if value is None else f"{value:.3g} s"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:.4g}"
