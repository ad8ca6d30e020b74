"""One self-contained HTML page, the same as Markdown, and its figures as JSON and CSV."""

import argparse
import csv
import json
from collections.abc import Sequence
from html import escape
from io import StringIO
from pathlib import Path
from typing import Any

from bench import load, tables
from bench.files import BenchError, save
from bench.merge import merged, runs
from bench.metrics import summary
from bench.record import BenchRecord
from bench.tables import Table
from deepmath_xpu.grading import Grader

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title><style>
:root {{ color-scheme: light dark; }}
body {{ font: 16px/1.5 system-ui, sans-serif; max-width: 68rem; margin: 0 auto; padding: 1rem; }}
h1, h2, p {{ overflow-wrap: anywhere; }}
.wide {{ overflow-x: auto; }} table {{ border-collapse: collapse; font-size: .9rem; }}
th, td {{ padding: .3rem .6rem; border-bottom: 1px solid #8884; text-align: right; vertical-align: top; }}
td {{ white-space: nowrap; }} td:last-child {{ white-space: normal; min-width: 8rem; }}
th:first-child, td:first-child {{ text-align: left; white-space: normal; min-width: 8rem; }}
th:first-child, td:first-child {{ position: sticky; left: 0; background: Canvas; }}
svg {{ max-width: 100%; height: auto; }}
</style></head><body><h1>{title}</h1>
{body}
</body></html>
"""
LEGEND = "Intervals are 95 %, by resampling problems. A dash: not measured. What each figure means: docs/bench.md."
ROOFLINE = (
    "The line is what memory allows: traces at once times bandwidth over weight bytes. A model small enough for the "
    "caches may stand above it."
)


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench report", description=__doc__)
    top.add_argument("records", type=Path, nargs="+")
    top.add_argument("--out", type=Path, required=True, help="a folder")
    top.add_argument("--slo", type=float, help="seconds within which a right trace counts for goodput")
    top.add_argument("--load", type=Path, nargs="+", default=[], help="what `bench load` wrote")
    options = top.parse_args(arguments)
    found = runs(merged(options.records))
    if not found:
        raise BenchError("the files hold no records: run a workload first")
    with Grader() as grader:
        figures = [summary(run, grader.equal, options.slo) for run in found]
    requests = [record for path in options.load for record in load.read(path)]
    write(options.out, found, figures, requests)
    print(f"{options.out / 'report.html'}")
    return 0


def write(
    out: Path,
    found: Sequence[Sequence[BenchRecord]],
    figures: Sequence[dict[str, Any]],
    requests: Sequence[load.RequestRecord] = (),
) -> None:
    sections = {
        "Accuracy and length": tables.configurations(found, figures),
        "Accuracy, each run": tables.accuracy(found, figures),
        "Devices": tables.devices(found, figures),
        "Speed": tables.speed(found, figures),
        "Cost": tables.cost(found, figures),
        "Snippets": tables.snippets(found, figures),
        "Where it ran": tables.places(found),
    }
    if requests:
        sections["Requests at fixed concurrency"] = load.table(requests, {})
    drawn = pictures(found, figures)
    save(out / "report.md", f"# Bench report\n\n{LEGEND}\n\n" + "\n".join(map(markdown, sections.items())))
    save(out / "report.html", page("Bench report", sections, drawn))
    document = [{"setting": run[0].setting.model_dump(), **each} for run, each in zip(found, figures, strict=True)]
    save(out / "report.json", json.dumps(document, indent=2, allow_nan=False) + "\n")
    save(out / "report.csv", comma_separated(flat(document)))


def pictures(found: Sequence[Sequence[BenchRecord]], figures: Sequence[dict[str, Any]]) -> dict[str, str]:
    from bench import plots  # at use: matplotlib takes a second to import

    named = list(zip(tables.labels(found), found, strict=True))
    return {
        "Accuracy against tokens": plots.budgets(named, seconds=False),
        "Accuracy against seconds": plots.budgets(named, seconds=True),
        "End-to-end latency": plots.latencies(named),
        "Time to first token": plots.first_tokens(named),
        "Trace lengths": plots.lengths(named),
        "Roofline": plots.roofline(named, figures) + f"<p>{ROOFLINE}</p>",
    }


def page(title: str, sections: dict[str, Table], drawn: dict[str, str]) -> str:
    shown = "\n".join(f"<h2>{escape(name)}</h2>\n{picture}" for name, picture in drawn.items())
    body = f"<p>{escape(LEGEND)}</p>\n" + "\n".join(map(html, sections.items())) + shown
    return PAGE.format(title=escape(title), body=body)


def markdown(section: tuple[str, Table]) -> str:
    title, table = section
    return f"## {title}\n\n{tables.lines(table)}\n"


def html(section: tuple[str, Table]) -> str:
    title, (head, *rows) = section
    top = "".join(f"<th>{escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f'<h2>{escape(title)}</h2><div class="wide"><table><tr>{top}</tr>{body}</table></div>'


def comma_separated(table: Table) -> str:
    text = StringIO(newline="")
    csv.writer(text, lineterminator="\n").writerows(table)
    return text.getvalue()


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
