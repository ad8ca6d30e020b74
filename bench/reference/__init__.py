"""What other tools measured, under our names. What a tool does not say stays out; nothing is derived by guessing."""

import argparse
import csv
import json
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import mean, median
from typing import Any

from bench.files import BenchError, load, save
from deepmath_xpu.grading import Grader
from deepmath_xpu.types import boxed, prose

Figures = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    top = argparse.ArgumentParser(prog="python -m bench reference", description=__doc__)
    top.add_argument("file", type=Path, help="vLLM bench JSON, guidellm JSON, llm_bench CSV, or DeepMath's JSON lines")
    top.add_argument("--out", type=Path, help="write the figures as JSON there; default: print them")
    options = top.parse_args(arguments)
    text = json.dumps(figures(options.file), indent=2)
    if options.out is None:
        print(text)
    else:
        save(options.out, text + "\n")
    return 0


def figures(path: Path) -> Figures:
    """The figures of `path` with `source`, the tool's name. BenchError where it is none of those we read."""
    text = load(path)
    readers: list[Callable[[str], Figures | None]] = [_vllm, _guidellm, _llm_bench, _deepmath]
    found = next((each for reader in readers if (each := reader(text))), None)
    if found is None:
        raise BenchError(f"{path} is no result of vllm bench, guidellm, llm_bench or DeepMath")
    return found


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return None


def _vllm(text: str) -> Figures | None:
    """`vllm bench serve --save-result`."""
    data = _json(text)
    if not isinstance(data, dict) or "output_throughput" not in data:
        return None
    found: Figures = {"source": "vllm bench serve", "model": data.get("model_id"), "requests": data.get("completed")}
    found |= {"wall_seconds": data.get("duration"), "output_tokens_per_second": data["output_throughput"]}
    for name, theirs in (("ttft", "ttft"), ("tpot", "tpot"), ("itl", "itl"), ("e2e", "e2el")):
        points = {"mean": f"mean_{theirs}_ms", "p50": f"median_{theirs}_ms", "p99": f"p99_{theirs}_ms"}
        found[name] = {ours: data[key] / 1000 for ours, key in points.items() if key in data} or None
    return _said(found)


def _guidellm(text: str) -> Figures | None:
    """The first benchmark of a guidellm report."""
    data = _json(text)
    if not isinstance(data, dict) or not isinstance(data.get("benchmarks"), list) or not data["benchmarks"]:
        return None
    metrics = data["benchmarks"][0].get("metrics", {})
    names = {"ttft": ("time_to_first_token_ms", 1000), "tpot": ("time_per_output_token_ms", 1000)}
    names |= {"itl": ("inter_token_latency_ms", 1000), "e2e": ("request_latency", 1)}
    found: Figures = {"source": "guidellm"}
    for name, (theirs, scale) in names.items():
        done = metrics.get(theirs, {}).get("successful", {})
        points = {"mean": done.get("mean"), **{p: done.get("percentiles", {}).get(p) for p in ("p50", "p90", "p99")}}
        found[name] = {ours: value / scale for ours, value in points.items() if value is not None} or None
    rate = metrics.get("output_tokens_per_second", {}).get("successful", {})
    return _said(found | {"output_tokens_per_second": rate.get("mean")})


def _llm_bench(text: str) -> Figures | None:
    """openvino.genai's llm_bench, `-r`: its iteration 0 is the warm-up."""
    rows = [row for row in csv.DictReader(text.splitlines()) if (row.get("iteration") or "").isdecimal()]
    rows = [row for row in rows if int(row["iteration"]) > 0 and row.get("1st_latency(ms)")]
    if not rows:
        return None
    first = [float(row["1st_latency(ms)"]) / 1000 for row in rows]
    later = [float(row["2nd_avg_latency(ms)"]) / 1000 for row in rows if row.get("2nd_avg_latency(ms)")]
    found: Figures = {"source": "llm_bench", "model": rows[0].get("model"), "device": rows[0].get("device")}
    for name, values in (("ttft", first), ("tpot", later)):
        found[name] = {"mean": mean(values), "p50": median(values)} if values else None
    return _said(found | {"requests": len(rows)})


def _deepmath(text: str) -> Figures | None:
    """DeepMath's evaluation output: a line a sample, its whole text and the right answer."""
    rows = [_json(line) for line in text.splitlines() if line.strip()]
    if not rows or not all(isinstance(row, dict) and {"text", "target"} <= row.keys() for row in rows):
        return None
    with Grader() as grader:
        answers = [(boxed(prose(str(row["text"]))), str(row["target"])) for row in rows]
        right = [answer is not None and grader.equal(answer, gold) for answer, gold in answers]
    snippets = [str(row["text"]).count("<tool_call>") for row in rows]
    found: Figures = {"source": "DeepMath", "traces": len(rows), "pass@1": mean(right), "snippets": mean(snippets)}
    return found | {"characters": mean(len(str(row["text"])) for row in rows)}


def _said(found: Figures) -> Figures:
    return {name: value for name, value in found.items() if value is not None}
