"""How fast tokens come, ours and others', on this machine in one run: a table and one JSON document.

Five figures each: prefill (one fresh prompt), decode at batch 1 and at batch 16 (tokens a second after the first), and
problems an hour, where a problem is 16 samples of one agentic workload, once with quick snippets and once with slow
ones. Decode at batch 1 is also given as the share of what the memory allows: bandwidth, measured in the same run, over
the bytes of the weights. Every figure is the median of all repeats, with the least and the greatest. Peers are loaded
one after another, so that each has the whole machine; what else runs on it, the load average at the start and end says.

It can be left alone: a peer that fails costs its own row and is named in it, `--out` is written after every figure,
`--resume` measures what that file lacks, `--budget` and `--row-budget` end what takes too long.
"""

import argparse
import fcntl
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench import workload
from bench.files import BenchError
from bench.peers import setup, weights
from bench.peers.peer import TIME_IS_UP, EnginePeer, Peer, PeerError, ProcessPeer
from bench.peers.rows import TOOLS, Case, Document, Row, line, spread, table
from bench.roofline import processor
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Cancel
from deepmath_xpu.openvino import OpenVINOEngine

PEERS = ("ours", "lookup", "serial", "genai", "llama.cpp", "vllm", "transformers")
LOCAL = ("ours", "lookup", "serial", "genai")
ONE_BY_ONE = ("serial", "transformers")
"""To them slow snippets cost their sum, which need not be measured."""
MODELS = ("embedded", *weights.SHAPES)
SAMPLES = 16
WARM_UP = 0.05
"""Of the agentic workload's lengths, before the first repeat."""
PACKAGES = ("openvino", "openvino-genai", "torch", "transformers")
LLAMA = {"int8": "q8_0", "int4": "q4_0"}


@dataclass(frozen=True, slots=True)
class Lengths:
    """How much is asked of everybody; at `scale` 1 what real traces have."""

    vocabulary: int
    prompt: int
    tokens: int
    scale: float
    waits: dict[str, float]
    """Seconds that every snippet takes, by the figure's name."""


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
    top.add_argument("--tool-seconds", type=float, help="measure it with snippets that take this long, too")
    top.add_argument("--no-agentic", action="store_true", help="only prefill and decode")
    top.add_argument("--weights", type=Path, default=Path("runs/engine"), help="where models are made and kept")
    top.add_argument("--tokenizer", type=Path, default=EMBEDDED, help="folder of a tokenizer for made models")
    top.add_argument("--out", type=Path, help="keep the JSON document here")
    top.add_argument("--resume", action="store_true", help="go on with the document in --out, if there is one")
    top.add_argument("--budget", type=float, metavar="SECONDS", help="for the whole run")
    top.add_argument("--row-budget", type=float, metavar="SECONDS", help="for one peer with one model")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    if options.repeats < 1 or options.tokens < 2:
        raise BenchError("--repeats must be at least 1 and --tokens at least 2")
    with alone():
        return _run(opened(options), options)


def _run(document: Document, options: argparse.Namespace) -> int:
    until = None if options.budget is None else time.perf_counter() + options.budget
    for case in cases(options):
        row = document.row(case)
        measure(row, options, document.save, _sooner(until, options.row_budget))
        print(line(row, document.machine["bandwidth"]["median"]), file=sys.stderr, flush=True)
    document.machine["load_average"].append(os.getloadavg()[0])
    document.save()
    print(table(document))
    return 0


@contextmanager
def alone() -> Generator[None]:
    """BenchError where another of this user's runs has the machine: two would each measure half of it."""
    path = Path(tempfile.gettempdir()) / f"deepmath-xpu-bench-{os.getuid()}.lock"
    with path.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise BenchError("another `bench engine` is running on this machine: wait for it, or end it") from None
        yield


def opened(options: argparse.Namespace) -> Document:
    """The document to fill: a new one, or what an interrupted run left."""
    asked = {name: getattr(options, name) for name in ("repeats", "tokens", "prompt", "scale", "wait", "tool_seconds")}
    if options.resume and options.out and options.out.exists():
        return Document.open(options.out, asked, cpu())
    if options.out and options.out.exists():
        raise BenchError(f"{options.out} exists: give --resume, or choose another --out")
    return Document(options.out, describe(), asked)


def _sooner(until: float | None, seconds: float | None) -> float | None:
    """The time of perf_counter at which a row that starts now must end."""
    limits = [
        limit for limit in (until, None if seconds is None else time.perf_counter() + seconds) if limit is not None
    ]
    return min(limits, default=None)


def cases(options: argparse.Namespace) -> Iterator[Case]:
    """Each model in each precision by whom can run it: llama.cpp has its own, vLLM and transformers only 16 bits."""
    for model in options.model or ["embedded"]:
        precisions = ["int8"] if model == "embedded" else options.precision or ["int4"]
        wanted = options.peer or PEERS
        for precision in precisions:
            for peer in LOCAL:
                if peer in wanted:
                    yield Case(model, precision, peer)
            if "llama.cpp" in wanted and precision in LLAMA and model != "embedded":
                yield Case(model, LLAMA[precision], "llama.cpp")
        for peer in ("vllm", "transformers"):
            if peer in wanted and model != "embedded":
                yield Case(model, "bf16", peer)


def measure(row: Row, options: argparse.Namespace, keep: Callable[[], None], until: float | None) -> None:
    """Whatever the row lacks; what goes wrong is written into it."""
    if row.done:
        return
    row.problem = None
    try:
        if until is not None and time.perf_counter() >= until:
            raise PeerError(TIME_IS_UP)
        source, peer = start(row, options, until)
        with closing(peer):
            repeat(peer, row, lengths(source, row.case.peer, options), options.repeats, keep)
        row.done = True
    except Exception as error:  # noqa: BLE001  # peers are foreign programs: what ails one costs its row, not the run
        row.problem = next(iter(str(error).strip().splitlines()), type(error).__name__)
    keep()


def lengths(source: Path, peer: str, options: argparse.Namespace) -> Lengths:
    vocabulary = min(2000, json.loads((source / "config.json").read_bytes())["vocab_size"] - 50)
    waits = {} if options.no_agentic else {"problems_per_hour": options.wait}
    if waits and options.tool_seconds is not None and peer not in ONE_BY_ONE:
        waits[TOOLS] = options.tool_seconds
    return Lengths(vocabulary, options.prompt, options.tokens, options.scale, waits)


def start(row: Row, options: argparse.Namespace, until: float | None) -> tuple[Path, Peer]:
    """The folder with the model's config, and the peer, loaded. Weights that are missing are made first."""
    case, home = row.case, options.weights / row.case.model
    needed = {"llama.cpp": "llama", "vllm": "vllm"}.get(case.peer)
    if needed and not setup.python(needed).exists():
        raise PeerError(f"not installed: `python -m bench.peers.setup {needed}`")
    if case.model == "embedded":
        model = source = weights.embedded(home)
    else:
        model, source = made(home, case, options), home / "checkpoint"
    row.weight_bytes = weights.weight_bytes(model)
    return source, launched(case, model, home, until)


def made(home: Path, case: Case, options: argparse.Namespace) -> Path:
    """The form of the model that the peer reads; made by a process of its own, which may be one too large to live."""
    forms = {"transformers": ["checkpoint"], "vllm": ["bf16", "checkpoint"]}.get(case.peer, [case.precision])
    for form in forms:
        if not weights.path(home, form).exists():
            command = [sys.executable, "-m", "bench.peers.weights", str(home.resolve()), case.model, form]
            tokenizer = ["--tokenizer", str(options.tokenizer.resolve())]
            done = subprocess.run([*command, *tokenizer], cwd=setup.ROOT, stdout=2, check=False)
            if done.returncode:
                raise PeerError(f"no {form} weights: making them ended with status {done.returncode}, see above")
    return weights.path(home, forms[-1])


def launched(case: Case, model: Path, home: Path, until: float | None) -> Peer:
    cancel = Cancel(None if until is None else until - time.perf_counter())
    match case.peer:
        case "genai":
            return ProcessPeer(sys.executable, "genai", model.resolve(), until=until)
        case "llama.cpp":
            return ProcessPeer(setup.python("llama"), "llama", model.resolve(), until=until)
        case "transformers":
            return ProcessPeer(sys.executable, "hf", model.resolve(), until=until)
        case "vllm":
            from bench.peers.vllm import VLLM  # at use: httpx

            return VLLM(model, weights.path(home, "bf16"), SAMPLES, cancel=cancel)
        case ours:
            settings = Settings.choose(model, speculate="prompt-lookup" if ours == "lookup" else "off")
            engine = OpenVINOEngine(model, settings)
            engine.encode("1")  # its loading is watched, which `wait` is not
            return EnginePeer(engine, 1 if ours == "serial" else SAMPLES, cancel)


def repeat(peer: Peer, row: Row, work: Lengths, repeats: int, keep: Callable[[], None]) -> None:
    """The figures that the row still lacks, behind a warm-up of each, the agentic workload's a short one."""
    lacking = [name for name in figures(peer, work, 0) if len(row.figures.get(name, ())) < repeats]
    for name, ask in figures(peer, work, 0, work.scale * WARM_UP).items():
        if name in lacking:
            ask()
    for number in range(repeats):
        for name, ask in figures(peer, work, seed=(number + 1) * 1000).items():
            if len(row.figures.get(name, ())) <= number and (value := ask()) is not None:
                row.figures.setdefault(name, []).append(value)
                keep()


def figures(peer: Peer, work: Lengths, seed: int, scale: float | None = None) -> dict[str, Callable[[], float | None]]:
    """How each figure is taken, by its name."""

    def prompts(count: int, tokens: int, base: int) -> list[tuple[int, ...]]:
        return [workload.ids(tokens, work.vocabulary, seed + base + number) for number in range(count)]

    def prefill() -> float:
        return work.prompt / peer.batch(prompts(1, work.prompt, 1), 1)[0]

    def decode(batch: int) -> float:
        first, total = peer.batch(prompts(batch, 32, 100 * batch), work.tokens)
        return batch * (work.tokens - 1) / (total - first)

    def agentic(wait: float) -> float | None:
        seconds = peer.agentic(workload.agentic(SAMPLES, work.vocabulary, seed, scale or work.scale, wait))
        return None if seconds is None else 3600 / seconds

    plain: dict[str, Callable[[], float | None]] = {
        "prefill": prefill,
        "decode_1": lambda: decode(1),
        f"decode_{SAMPLES}": lambda: decode(SAMPLES),
    }
    return plain | {name: (lambda wait=wait: agentic(wait)) for name, wait in work.waits.items()}


def describe() -> dict[str, Any]:
    """What the figures were measured on, without a name or address of the machine."""
    return {
        "cpu": cpu(),
        "cores": os.cpu_count(),
        "bandwidth": spread(processor()),
        "load_average": [os.getloadavg()[0]],
        "versions": {package: _version(package) for package in PACKAGES} | {"python": platform.python_version()},
        "at": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime()),
    }


def cpu() -> str:
    path = Path("/proc/cpuinfo")
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    return next((line for line in lines if line.startswith("model name")), ":not known").partition(":")[2].strip()


def _version(package: str) -> str | None:
    try:
        return version(package)
    except PackageNotFoundError:
        return None
