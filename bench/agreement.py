"""Whether our clock tells the time: `bench load` and `vllm bench serve` against one `vllm serve`, in turns.

Both send the same load, random prompts of one length, a fixed number of tokens out, so many at a time. A figure agrees
where the range of our repeats meets the range of theirs. `python -m bench.peers.setup vllm` installs what this needs.
"""

import argparse
import json
import os
import statistics
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import load, reference, workload
from bench.files import BenchError, save
from bench.peers import setup
from bench.peers.peer import PeerError
from bench.tables import Table, lines, number
from deepmath_xpu.artifact import EMBEDDED

CALL = (
    "from vllm.benchmarks import serve; from vllm.utils.argparse_utils import FlexibleArgumentParser as Parser; "
    "parser = Parser(); serve.add_cli_args(parser); serve.main(parser.parse_args())"
)
"""`vllm bench serve`: its command looks for the version of a package named vllm, which the CPU build is not."""
FIGURES = ("ttft", "tpot", "itl", "e2e", "output_tokens_per_second")


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench agreement", description=__doc__)
    top.add_argument("checkpoint", type=Path, help="a Hugging Face folder that vLLM can serve")
    top.add_argument("--tokenizer", type=Path, default=EMBEDDED, help="an artifact with its tokenizer")
    top.add_argument("--concurrency", type=int, default=4)
    top.add_argument("--requests", type=int, default=32)
    top.add_argument("--prompt", type=int, default=128)
    top.add_argument("--tokens", type=int, default=64)
    top.add_argument("--repeats", type=int, default=3)
    top.add_argument("--out", type=Path, help="write all readings as JSON")
    return top


@dataclass(frozen=True, slots=True)
class Load:
    """What both send."""

    concurrency: int
    requests: int
    prompt: int
    tokens: int


Readings = dict[str, list[float]]
"""A figure's mean over requests, in each repeat."""


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    work = Load(options.concurrency, options.requests, options.prompt, options.tokens)
    try:
        ours, theirs = readings(options.checkpoint, options.tokenizer, work, options.repeats)
    except PeerError as error:
        raise BenchError(f"{error} (`python -m bench.peers.setup vllm` installs it)") from None
    print(lines(table(ours, theirs)))
    if options.out is not None:
        save(options.out, json.dumps({"ours": ours, "vllm bench serve": theirs}, indent=2) + "\n")
    return 0 if all(agree(ours[name], theirs[name]) for name in FIGURES) else 1


def readings(checkpoint: Path, tokenizer: Path, work: Load, repeats: int) -> tuple[Readings, Readings]:
    """Ours and theirs in turns, so that what else the machine does meets both; a first round warms up."""
    from bench.peers.vllm import Server  # at use: it needs httpx

    ours, theirs = (Readings({name: [] for name in FIGURES}) for _ in range(2))
    if not setup.python("vllm").exists():
        raise PeerError("vLLM is not here")
    with Server(checkpoint, more=("--enforce-eager",)) as server:  # it is not about speed, and starts sooner
        for repeat in range(repeats + 1):
            for found, figures in (
                (theirs, their_figures(server.root, checkpoint, work, repeat)),
                (ours, our_figures(server.url, tokenizer, work, repeat)),
            ):
                for name in FIGURES if repeat else ():
                    found[name].append(figures[name])
    return ours, theirs


def our_figures(url: str, tokenizer: Path, work: Load, seed: int) -> dict[str, float]:
    vocabulary = min(2000, json.loads((tokenizer / "config.json").read_bytes())["vocab_size"] - 50)
    first = 10**6 * (seed + 1)
    prompts = [workload.ids(work.prompt, vocabulary, first + number) for number in range(work.requests)]
    options = argparse.Namespace(engine=url, device="CPU", prompt=work.prompt, tokens=work.tokens)
    with load.opened(tokenizer, "CPU", url) as (ask, served):
        setting = load.describe(tokenizer, served, options)
        found = load.summary(load.measure(ask, prompts, setting, work.concurrency), {})
    return {name: found[name]["mean"] if isinstance(found[name], dict) else found[name] for name in FIGURES}


def their_figures(root: str, checkpoint: Path, work: Load, seed: int) -> dict[str, float]:
    sizes = ["--random-input-len", str(work.prompt), "--random-output-len", str(work.tokens), "--seed", str(seed)]
    amount = ["--num-prompts", str(work.requests), "--max-concurrency", str(work.concurrency)]
    wanted = ["--percentile-metrics", "ttft,tpot,itl,e2el", "--ignore-eos", "--temperature", "0.6", "--disable-tqdm"]
    with TemporaryDirectory() as folder:
        out = Path(folder) / "result.json"
        kept = ["--save-result", "--result-dir", folder, "--result-filename", out.name]
        arguments = ["--base-url", root, "--model", str(checkpoint), "--dataset-name", "random", *sizes, *amount]
        command = [str(setup.python("vllm")), "-c", CALL, *arguments, *wanted, *kept]
        environment = {**os.environ, "HF_HUB_OFFLINE": "1", "VLLM_NO_USAGE_STATS": "1"}
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        if done.returncode != 0 or not out.exists():
            raise PeerError(f"vllm bench serve ended in {done.returncode}: {done.stderr.strip().splitlines()[-1:]}")
        found = reference.figures(out)
    return {name: found[name]["mean"] if isinstance(found[name], dict) else found[name] for name in FIGURES}


def agree(ours: Sequence[float], theirs: Sequence[float]) -> bool:
    """Whether the two ranges meet."""
    return min(ours) <= max(theirs) and min(theirs) <= max(ours)


def table(ours: Readings, theirs: Readings) -> Table:
    rows = [["mean", "ours", "vllm bench serve", "verdict"]]
    for name in FIGURES:
        verdict = "agree" if agree(ours[name], theirs[name]) else "differ"
        rows.append([name, _range(ours[name]), _range(theirs[name]), verdict])
    return rows


def _range(values: Sequence[float]) -> str:
    return f"{number(statistics.median(values))} ({number(min(values))} to {number(max(values))})"
