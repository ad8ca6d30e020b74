"""How fast tokens come, ours and others', on this machine in one run: a table and one JSON document.

Four figures each: prefill (one fresh prompt), decode at batch 1 and at batch 16 (tokens a second after the first), and
problems an hour, where a problem is 16 samples of one agentic workload. Decode at batch 1 is also given as the share
of what the memory allows: bandwidth, measured in the same run, over the bytes of the weights. Every figure is the
median of all repeats, with the least and the greatest. Peers are loaded one after another, so that each has the whole
machine; what else runs on it, the load average at the start and end says.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import workload
from bench.peers import setup, weights
from bench.peers.peer import EnginePeer, Peer, PeerError, ProcessPeer
from bench.roofline import processor
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import EngineError
from deepmath_xpu.openvino import OpenVINOEngine

PEERS = ("ours", "serial", "genai", "llama.cpp", "vllm", "transformers")
MODELS = ("embedded", *weights.SHAPES)
SAMPLES = 16
PACKAGES = ("openvino", "openvino-genai", "torch", "transformers")


@dataclass(frozen=True, slots=True)
class Case:
    """One model in one precision, run by one peer."""

    model: str
    precision: str
    peer: str


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much is asked of everybody; at `scale` 1 what real traces have."""

    vocabulary: int
    prompt: int
    tokens: int
    scale: float
    wait: float
    agentic: bool


@dataclass(slots=True)
class Row:
    case: Case
    weight_bytes: int = 0
    problem: str | None = None
    """Why it could not be measured."""
    figures: dict[str, list[float]] = field(default_factory=dict[str, list[float]])
    """Every repeat, by name: tokens a second, and problems an hour."""

    def median(self, name: str) -> float | None:
        return statistics.median(self.figures[name]) if self.figures.get(name) else None


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench engine", description=__doc__)
    top.add_argument("--model", action="append", choices=MODELS, help="default: embedded; may be given several times")
    top.add_argument("--precision", action="append", choices=weights.PRECISIONS, help="default: int4 (embedded: int8)")
    top.add_argument("--peer", action="append", choices=PEERS, help="default: all that are installed")
    top.add_argument("--repeats", type=int, default=5)
    top.add_argument("--tokens", type=int, default=64, help="decoded in the batch figures")
    top.add_argument("--prompt", type=int, default=1024, help="tokens prefilled")
    top.add_argument("--scale", type=float, default=1.0, help="shortens the agentic workload's lengths alike")
    top.add_argument("--wait", type=float, default=0.05, help="seconds a snippet takes in it")
    top.add_argument("--no-agentic", action="store_true", help="only prefill and decode")
    top.add_argument("--weights", type=Path, default=Path("runs/engine"), help="where models are made and kept")
    top.add_argument("--tokenizer", type=Path, default=EMBEDDED, help="folder of a tokenizer for made models")
    top.add_argument("--out", type=Path, help="write the JSON document here")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    if options.repeats < 1 or options.tokens < 2:
        print("bench engine: --repeats must be at least 1 and --tokens at least 2", file=sys.stderr)
        return 2
    machine = describe()
    rows = []
    for case in cases(options):
        rows.append(measure(case, options))
        print(line(rows[-1], machine["bandwidth"]["median"]), file=sys.stderr, flush=True)
    machine["load_average"].append(os.getloadavg()[0])
    document = as_json(rows, machine, options)
    if options.out:
        options.out.write_text(json.dumps(document, indent=1, allow_nan=False) + "\n", encoding="utf-8")
    print(table(rows, machine))
    return 0


def cases(options: argparse.Namespace) -> Iterator[Case]:
    """Each model in each precision by whom can run it: llama.cpp has its own, vLLM and transformers only 16 bits."""
    for model in options.model or ["embedded"]:
        precisions = ["int8"] if model == "embedded" else options.precision or ["int4"]
        wanted = options.peer or PEERS
        for precision in precisions:
            for peer in ("ours", "serial", "genai"):
                if peer in wanted:
                    yield Case(model, precision, peer)
            if "llama.cpp" in wanted and precision in LLAMA and model != "embedded":
                yield Case(model, LLAMA[precision], "llama.cpp")
        for peer in ("vllm", "transformers"):
            if peer in wanted and model != "embedded":
                yield Case(model, "bf16", peer)


LLAMA = {"int8": "q8_0", "int4": "q4_0"}


def measure(case: Case, options: argparse.Namespace) -> Row:
    row = Row(case)
    try:
        folder, peer = start(case, options, row)
    except (PeerError, EngineError, OSError) as error:
        row.problem = str(error).splitlines()[0]
        return row
    config = json.loads((folder / "config.json").read_bytes())
    lengths = Lengths(
        min(2000, config["vocab_size"] - 50), options.prompt, options.tokens, options.scale, options.wait,
        not options.no_agentic,
    )  # fmt: skip
    try:
        repeat(peer, row, lengths, options.repeats)
    except (PeerError, EngineError) as error:
        row.problem = str(error).splitlines()[0]
    finally:
        peer.close()
    return row


def start(case: Case, options: argparse.Namespace, row: Row) -> tuple[Path, Peer]:
    """The folder with the model's config, and the peer, loaded. Weights that are missing are made first."""
    home = options.weights / case.model
    if case.model == "embedded":
        source = weights.embedded(home)
    else:
        weights.checkpoint(home, case.model, options.tokenizer)
        source = home / "checkpoint"
    needed = {"llama.cpp": "llama", "vllm": "vllm"}.get(case.peer)
    if needed and not setup.python(needed).exists():
        raise PeerError(f"not installed: `python -m bench.peers.setup {needed}`")
    if case.peer == "llama.cpp":
        model = weights.gguf(home, case.precision)
        peer: Peer = ProcessPeer(setup.python("llama"), "llama", model.resolve())
    elif case.peer == "transformers":
        model, peer = source, ProcessPeer(sys.executable, "hf", source.resolve())
    elif case.peer == "vllm":
        from bench.peers.vllm import VLLM  # at use: httpx

        model, peer = source, VLLM(source, weights.openvino(home, "bf16"), SAMPLES)
    else:
        model = source if case.model == "embedded" else weights.openvino(home, case.precision)
        peer = _local(case.peer, model)
    row.weight_bytes = weights.weight_bytes(model)
    return source, peer


def _local(peer: str, model: Path) -> Peer:
    if peer == "genai":
        return ProcessPeer(sys.executable, "genai", model.resolve())
    engine = OpenVINOEngine(model, Settings.choose(model))
    engine.wait()
    return EnginePeer(engine, 1 if peer == "serial" else SAMPLES)


def repeat(peer: Peer, row: Row, lengths: Lengths, repeats: int) -> None:
    """One repeat more than asked for: the first warms up and is forgotten."""
    for number in range(repeats + 1):
        figures = dict(once(peer, lengths, seed=number * 1000))
        if number:
            for name, value in figures.items():
                row.figures.setdefault(name, []).append(value)


def once(peer: Peer, lengths: Lengths, seed: int) -> Iterator[tuple[str, float]]:
    def prompts(count: int, tokens: int, base: int) -> list[tuple[int, ...]]:
        return [workload.ids(tokens, lengths.vocabulary, seed + base + number) for number in range(count)]

    first, _ = peer.batch(prompts(1, lengths.prompt, 1), 1)
    yield "prefill", lengths.prompt / first
    for batch in (1, SAMPLES):
        first, total = peer.batch(prompts(batch, 32, 100 * batch), lengths.tokens)
        yield f"decode_{batch}", batch * (lengths.tokens - 1) / (total - first)
    if lengths.agentic:
        work = workload.agentic(SAMPLES, lengths.vocabulary, seed, lengths.scale, lengths.wait)
        if (seconds := peer.agentic(work)) is not None:
            yield "problems_per_hour", 3600 / seconds


def describe() -> dict[str, Any]:
    """What the figures were measured on, without a name or address of the machine."""
    model = next((line for line in _cpuinfo() if line.startswith("model name")), "model name: not known")
    return {
        "cpu": model.partition(":")[2].strip(),
        "cores": os.cpu_count(),
        "bandwidth": spread(processor()),
        "load_average": [os.getloadavg()[0]],
        "versions": {package: _version(package) for package in PACKAGES} | {"python": platform.python_version()},
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def _cpuinfo() -> list[str]:
    path = Path("/proc/cpuinfo")
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None


def spread(values: list[float]) -> dict[str, float]:
    return {"median": statistics.median(values), "least": min(values), "greatest": max(values), "repeats": len(values)}


def share(row: Row, bandwidth: float) -> float | None:
    """Of the decode rate that reading all weights once a token would allow."""
    rate = row.median("decode_1")
    return None if rate is None or not row.weight_bytes else rate * row.weight_bytes / bandwidth


def as_json(rows: list[Row], machine: dict[str, Any], options: argparse.Namespace) -> dict[str, Any]:
    asked = {name: getattr(options, name) for name in ("repeats", "tokens", "prompt", "scale", "wait")}
    return {
        "version": 1,
        "machine": machine,
        "asked": asked,
        "rows": [
            {
                "model": row.case.model,
                "precision": row.case.precision,
                "peer": row.case.peer,
                "weight_bytes": row.weight_bytes or None,
                "problem": row.problem,
                "share_of_bandwidth": share(row, machine["bandwidth"]["median"]),
                "figures": {name: spread(values) for name, values in row.figures.items()},
            }
            for row in rows
        ],
    }


COLUMNS = ("prefill", "decode_1", "decode_16", "problems_per_hour")


def table(rows: list[Row], machine: dict[str, Any]) -> str:
    rate = machine["bandwidth"]
    lines = [
        f"{machine['cpu']}, {machine['cores']} cores; reads {rate['median'] / 1e9:.1f} GB/s "
        f"({rate['least'] / 1e9:.1f} to {rate['greatest'] / 1e9:.1f}); load average {machine['load_average']}",
        "",
        "| model | precision | peer | prefill tok/s | batch 1 tok/s | of memory | batch 16 tok/s | problems/h |",
        "|---|---|---|--:|--:|--:|--:|--:|",
    ]
    return "\n".join([*lines, *(line(row, rate["median"]) for row in rows)])


def line(row: Row, bandwidth: float) -> str:
    cells = [row.case.model, row.case.precision, row.case.peer]
    if row.problem:
        return f"| {' | '.join(cells)} | {row.problem} | | | | |"
    figures = [_cell(row.figures.get(name)) for name in COLUMNS]
    part = share(row, bandwidth)
    figures.insert(2, "" if part is None else f"{part:.0%}")
    return f"| {' | '.join([*cells, *figures])} |"


def _cell(values: list[float] | None) -> str:
    if not values:
        return "not measured"
    digits = 0 if min(values) >= 100 else 1
    return f"{statistics.median(values):.{digits}f} ({min(values):.{digits}f} to {max(values):.{digits}f})"
