"""Requests at a fixed concurrency, as serving benchmarks send them: random prompts, a fixed length, no snippets.

Every request has a prompt of its own, so no cache helps, and samples exactly `--tokens` tokens, whatever it says.
TTFT, TPOT ((E2E - TTFT) / (tokens - 1)), ITL (gaps between what is streamed), E2E and output tokens a second are as
`vllm bench serve` defines them; goodput counts the requests a second that keep every limit given with `--slo`.
"""

import argparse
import json
import shutil
import time
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from pydantic import ValidationError

from bench import workload
from bench.files import BenchError, load, save
from bench.metrics import spread
from bench.peers.weights import NO_EOS
from bench.record import Model
from bench.run import machine, versions
from bench.tables import Table, lines, number, seconds
from deepmath_xpu.artifact import find
from deepmath_xpu.artifact import load as load_artifact
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import EngineError, Ids
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Sampling

LIMITS = ("ttft", "tpot", "e2e")


class LoadSetting(Model):
    model: str
    artifact: str
    """The manifest's sha256."""
    device: str
    engine: str
    """openvino, or a server's address."""
    served: str | None
    prompt: int
    """Tokens, random ones."""
    tokens: int
    """Sampled in each request."""
    machine: str
    versions: dict[str, str]


class RequestRecord(Model):
    version: Literal[1] = 1
    setting: LoadSetting
    concurrency: int
    number: int
    started: float
    """Seconds since the first request of this concurrency."""
    ttft: float
    seconds: float
    """End to end."""
    sampled: int
    gaps: list[float]
    """Seconds between what was streamed: ITL."""

    @property
    def tpot(self) -> float | None:
        return (self.seconds - self.ttft) / (self.sampled - 1) if self.sampled > 1 else None


@dataclass(frozen=True, slots=True)
class Answer:
    """One request's times."""

    sampled: int
    ttft: float
    seconds: float
    gaps: list[float]


Ask = Callable[[Ids, int, int], Answer]
"""Prompt, tokens to sample and a seed that no other request has."""


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench load", description=__doc__)
    top.add_argument("--out", type=Path, required=True, help="a .jsonl file; a line a request")
    top.add_argument("--model", help="folder of an exported model (default: the embedded one)")
    top.add_argument("--device", default="CPU")
    top.add_argument("--engine", metavar="URL", help="a vLLM or SGLang server with the same model")
    top.add_argument("--concurrency", type=int, nargs="+", default=[1, 4, 16, 64])
    top.add_argument("--requests", type=int, default=64, help="at each concurrency")
    top.add_argument("--prompt", type=int, default=512, help="tokens")
    top.add_argument("--tokens", type=int, default=128, help="to sample")
    top.add_argument("--slo", nargs="+", type=limit, default=[], metavar="NAME:SECONDS", help="ttft, tpot, e2e")
    return top


def limit(text: str) -> tuple[str, float]:
    name, _, value = text.partition(":")
    if name not in LIMITS:
        raise ValueError(text)
    return name, float(value)


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    if min(*options.concurrency, options.requests, options.prompt) < 1 or options.tokens < 2:
        raise BenchError("--concurrency, --requests and --prompt must be at least 1, and --tokens at least 2")
    if options.out.exists():
        raise BenchError(f"{options.out} exists: choose another --out")
    folder = find(options.model)
    vocabulary = min(2000, json.loads((folder / "config.json").read_bytes())["vocab_size"] - 50)
    found = list[RequestRecord]()
    with opened(folder, options.device, options.engine) as (ask, served):
        setting = describe(folder, served, options)
        ask(workload.ids(options.prompt, vocabulary, 0), options.tokens, 0)
        for level in options.concurrency:
            prompts = [workload.ids(options.prompt, vocabulary, level * 10**6 + n) for n in range(options.requests)]
            found += measure(ask, prompts, setting, level)
            save(options.out, "".join(record.model_dump_json() + "\n" for record in found))
    print(lines(table(found, dict(options.slo))))
    return 0


def describe(folder: Path, served: str | None, options: argparse.Namespace) -> LoadSetting:
    artifact = load_artifact(folder)
    return LoadSetting(
        model=artifact.manifest.name,
        artifact=artifact.digest,
        device="server" if options.engine else options.device.upper(),
        engine=options.engine or "openvino",
        served=served,
        prompt=options.prompt,
        tokens=options.tokens,
        machine=machine(),
        versions=versions(),
    )


@contextmanager
def opened(folder: Path, device: str, url: str | None) -> Generator[tuple[Ask, str | None]]:
    """The way to an engine that no end-of-sequence token stops, and what a server says its model is."""
    if url is not None:
        from bench.peers.vllm import Endless  # at use: it needs httpx

        engine = Endless(url, folder)
        try:
            yield _asking_server(engine), engine.wait().model
        finally:
            engine.close()
        return
    with TemporaryDirectory() as place:
        copy = Path(place) / "model"
        shutil.copytree(folder, copy)
        (copy / "generation_config.json").write_text(NO_EOS)
        with OpenVINOEngine(copy, Settings.choose(copy, device)) as local:
            local.wait()
            yield _asking_here(local), None


def _asking_server(engine: Any) -> Ask:
    def ask(ids: Ids, tokens: int, seed: int) -> Answer:
        done = engine.generate(ids, Sampling(max_tokens=tokens, seed=seed))
        return Answer(len(done.ids), done.timing.first_token, done.timing.total, engine.gaps(seed))

    return ask


def _asking_here(engine: OpenVINOEngine) -> Ask:
    def ask(ids: Ids, tokens: int, seed: int) -> Answer:
        times = list[float]()
        done = engine.generate(
            ids, Sampling(max_tokens=tokens, seed=seed), on_text=lambda _: times.append(time.perf_counter())
        )
        gaps = [later - sooner for sooner, later in pairwise(times)]
        return Answer(len(done.ids), done.timing.first_token, done.timing.total, gaps)

    return ask


def measure(ask: Ask, prompts: Sequence[Ids], setting: LoadSetting, concurrency: int) -> list[RequestRecord]:
    """Each prompt once, so many at a time; EngineError where an answer is not as long as asked for."""
    begun = time.perf_counter()

    def request(number: int) -> RequestRecord:
        started = time.perf_counter() - begun
        done = ask(prompts[number], setting.tokens, concurrency * 10**6 + number)
        if done.sampled != setting.tokens:
            raise EngineError(f"{done.sampled} tokens came instead of {setting.tokens}: is the context too short?")
        return RequestRecord(
            setting=setting, concurrency=concurrency, number=number, started=started, ttft=done.ttft,
            seconds=done.seconds, sampled=done.sampled, gaps=[round(gap, 6) for gap in done.gaps],
        )  # fmt: skip

    with ThreadPoolExecutor(concurrency) as pool:
        return list(pool.map(request, range(len(prompts))))


def read(path: Path) -> list[RequestRecord]:
    """BenchError names a line that is no such record."""
    found = []
    for place, line in enumerate(load(path).splitlines(), 1):
        try:
            found.append(RequestRecord.model_validate_json(line))
        except ValidationError as error:
            reason = error.errors()[0]["msg"]
            raise BenchError(f"{path}, line {place}: no request record of version 1 ({reason})") from None
    return found


def summary(records: Sequence[RequestRecord], slo: dict[str, float]) -> dict[str, Any]:
    """Of one concurrency."""
    wall = max(r.started + r.seconds for r in records) - min(r.started for r in records)
    tpots = [record.tpot for record in records if record.tpot is not None]
    return {
        "requests": len(records),
        "wall_seconds": wall,
        "requests_per_second": len(records) / wall,
        "output_tokens_per_second": sum(record.sampled for record in records) / wall,
        "tokens_per_second_per_user": spread([1 / each for each in tpots if each > 0]),
        "ttft": spread([record.ttft for record in records]),
        "tpot": spread(tpots),
        "itl": spread([gap for record in records for gap in record.gaps]),
        "e2e": spread([record.seconds for record in records]),
        "goodput_per_second": sum(_good(record, slo) for record in records) / wall if slo else None,
    }


def _good(record: RequestRecord, slo: dict[str, float]) -> bool:
    times = {"ttft": record.ttft, "tpot": record.tpot or 0.0, "e2e": record.seconds}
    return all(times[name] <= most for name, most in slo.items())


def table(records: Sequence[RequestRecord], slo: dict[str, float]) -> Table:
    head = ["run", "concurrency", "requests", "requests/s", "output tokens/s", "tokens/s a user p50"]
    head += ["TTFT p50", "TTFT p99", "TPOT p50", "TPOT p99", "ITL p50", "ITL p99", "E2E p50", "E2E p99", "goodput/s"]
    rows = [head]
    for name, concurrency in dict.fromkeys((_name(record), record.concurrency) for record in records):
        each = summary([r for r in records if (_name(r), r.concurrency) == (name, concurrency)], slo)
        points = [(figure, point) for figure in ("ttft", "tpot", "itl", "e2e") for point in ("p50", "p99")]
        times = [seconds((each[figure] or {}).get(point)) for figure, point in points]
        user = (each["tokens_per_second_per_user"] or {}).get("p50")
        rates = [each["requests_per_second"], each["output_tokens_per_second"], user]
        cells = [name, str(concurrency), str(each["requests"]), *map(number, rates), *times]
        rows.append([*cells, number(each["goodput_per_second"])])
    return rows


def _name(record: RequestRecord) -> str:
    s = record.setting
    place = s.device if s.device != "server" else f"server at {s.engine}"
    return f"{s.model}, {place}, {s.prompt} in {s.tokens} out"
