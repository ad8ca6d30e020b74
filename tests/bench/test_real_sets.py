"""MATH-500, AIME and HMMT on their real texts, beside this checkout where somebody has them: run, graded, reported.

The embedded model solves next to none of them; that everything else works is what counts. The texts are the contests'
and are never committed.
"""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from bench import problems
from bench.record import read

EVAL = Path(__file__).parents[3] / "shared" / "data" / "eval"
SETS = ("math500", "aime2024", "aime2025", "aime2026", "hmmt_feb2025", "hmmt_nov2025", "hmmt_feb2026")
TOKENS = 8
"""A trace. Enough for every part to be used, few enough for a test."""


def texts(name: str) -> Path:
    path = EVAL / f"{name}.jsonl"
    if not path.is_file():
        pytest.skip(f"NOT TESTED on {name}: its texts may not be redistributed and are not beside this checkout")
    return path


@pytest.mark.parametrize("name", SETS)
def test_a_set_has_the_rows_and_answers_that_its_workload_names(name: str) -> None:
    workload = problems.read(name, {"problems": "file", "dataset": str(texts(name))})
    assert len(problems.load(workload)) == workload.rows


@pytest.mark.timeout(1500)
@pytest.mark.parametrize("name", SETS)
def test_a_set_runs_end_to_end(name: str, tmp_path: Path) -> None:
    out = tmp_path / "records.jsonl"
    command = [sys.executable, "-m", "bench", "run", name, "--problems", str(texts(name)), "--out", str(out)]
    command += ["--samples", "1", "--tokens", str(TOKENS), "--parallel", "16"]
    subprocess.run(command, check=True, capture_output=True, text=True)
    records = read(out)
    assert len(records) == problems.read(name, {}).rows == len({record.problem for record in records})
    assert all(record.sampled + record.inserted <= TOKENS + 60 for record in records)
    report = [sys.executable, "-m", "bench", "report", str(out), "--out", str(tmp_path)]
    subprocess.run(report, check=True, capture_output=True)
    (figures,) = json.loads((tmp_path / "report.json").read_text())
    assert (figures["traces"], figures["problems"]) == (len(records), len(records))
    assert name in (tmp_path / "report.html").read_text() or "MATH-500" in (tmp_path / "report.html").read_text()
