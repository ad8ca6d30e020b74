"""Which properties run a model fastest on this machine: each is tried, the best are kept where the runtime finds them.

One property after another, each of its values beside the best so far: tokens a second at batch 1 and at batch 16,
their geometric mean decides, and a change must win by more than what repeats differ. All of these cost nothing but
time, except that bf16 rounds more than f32 and that a KV cache in 16 bits rounds less and holds less. Run it when
nothing else runs. `deepmath-xpu doctor` shows what is in use; `--forget` takes it back.
"""

import argparse
import json
import math
import statistics
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from bench import workload
from bench.files import BenchError, save
from bench.peers.peer import EnginePeer, PeerError
from bench.peers.weights import NO_EOS
from deepmath_xpu import device
from deepmath_xpu.artifact import EMBEDDED
from deepmath_xpu.device import Settings
from deepmath_xpu.engine import EngineError
from deepmath_xpu.openvino import OpenVINOEngine

CLEARLY = 1.03
"""Faster by less is chance."""
BATCHES = (1, 16)
PROMPT = 32


def parser() -> argparse.ArgumentParser:
    top = argparse.ArgumentParser(prog="python -m bench tune", description=__doc__)
    top.add_argument("--model", type=Path, default=EMBEDDED, help="folder of a model (default: the embedded one)")
    top.add_argument("--tokens", type=int, default=32, help="decoded in each repeat")
    top.add_argument("--repeats", type=int, default=3)
    top.add_argument("--forget", action="store_true", help="only remove what was found before")
    return top


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    if options.tokens < 2 or options.repeats < 1:
        raise BenchError("--tokens must be at least 2 and --repeats at least 1")
    if not (options.model / "config.json").is_file():
        raise BenchError(f"{options.model} has no config.json: give the folder of an exported model")
    keep(options.model, {})
    if options.forget:
        return 0
    settings = Settings.choose(options.model)
    with TemporaryDirectory() as place:
        best = search(endless(options.model, Path(place) / "model"), settings, options.tokens, options.repeats)
    found = {name: value for name, value in best.properties.items() if settings.properties.get(name) != value}
    keep(options.model, found)
    print(f"kept in {device.TUNED}: {found or 'nothing, what is set was not beaten'}")
    return 0


def keep(folder: Path, properties: dict[str, str]) -> None:
    """In place of what was found for this model before."""
    known = json.loads(device.TUNED.read_bytes()) if device.TUNED.exists() else {}
    place = device.place(folder, "CPU")
    kept = {name: value for name, value in known.items() if name != place}
    if properties or place in known:
        save(device.TUNED, json.dumps(kept | ({place: properties} if properties else {}), indent=1) + "\n")


def choices() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What may be set otherwise, as far as this processor has it."""
    import openvino as ov

    yield "DYNAMIC_QUANTIZATION_GROUP_SIZE", ("32", "64", "128", "0")
    if "BF16" in ov.Core().get_property("CPU", "OPTIMIZATION_CAPABILITIES"):
        yield "INFERENCE_PRECISION_HINT", ("bf16", "f32")
        yield "KV_CACHE_PRECISION", ("u8", "bf16")
    usable = sum(map(len, device.nodes()))
    yield device.THREADS, tuple(str(count) for count in (usable, usable // 2) if count)
    yield "ENABLE_CPU_PINNING", ("YES", "NO")


def search(folder: Path, settings: Settings, tokens: int, repeats: int) -> Settings:
    """The fastest settings; those that the engine refuses are passed over."""
    best, fastest = settings, rate(folder, settings, tokens, repeats)
    print(f"{fastest:.1f} tokens/s with {settings.properties}", file=sys.stderr, flush=True)
    for name, values in choices():
        for value in values:
            if best.properties.get(name) == value:
                continue
            tried = replace(best, properties=best.properties | {name: value})
            try:
                found = rate(folder, tried, tokens, repeats)
            except (EngineError, PeerError) as error:
                print(f"{name}={value}: {error}", file=sys.stderr, flush=True)
                continue
            print(f"{found:.1f} tokens/s with {name}={value}", file=sys.stderr, flush=True)
            if found > CLEARLY * fastest:
                best, fastest = tried, found
    return best


def rate(folder: Path, settings: Settings, tokens: int, repeats: int) -> float:
    """Tokens a second: the geometric mean over the batches, of each the median of all repeats behind a warm-up."""
    engine = OpenVINOEngine(folder, settings)
    with closing(EnginePeer(engine, max(BATCHES))) as peer:
        engine.wait()
        rates = [[once(peer, batch, tokens, seed) for seed in range(repeats + 1)][1:] for batch in BATCHES]
    medians = map(statistics.median, rates)
    return math.exp(statistics.fmean(map(math.log, medians)))


def once(peer: EnginePeer, batch: int, tokens: int, seed: int) -> float:
    prompts = [workload.ids(PROMPT, 1000, (seed * 100 + batch) * 100 + number) for number in range(batch)]
    first, total = peer.batch(prompts, tokens)
    return batch * (tokens - 1) / (total - first)


def endless(folder: Path, place: Path) -> Path:
    """The same model, which no end-of-sequence token stops."""
    place.mkdir()
    for path in folder.iterdir():
        if path.name != "generation_config.json":
            (place / path.name).symlink_to(path.resolve())
    (place / "generation_config.json").write_text(NO_EOS)
    return place
