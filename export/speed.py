"""How fast an artifact decodes here, for its card: one trace alone, and sixteen at once. The bench measures more."""

import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

from deepmath_xpu.device import Settings
from deepmath_xpu.engine import Engine
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Sampling

BATCH = 16
ROUNDS = 3
TOKENS = 128
QUESTION = "Write down the first hundred primes."


def measure(folder: Path, device: str) -> dict[str, Any]:
    """Median, least and most tokens a second of the rounds, by batch size. DeviceError where it is not there."""
    with OpenVINOEngine(folder, Settings.choose(folder, device)) as engine:
        engine.wait()
        prompt = engine.chat("", QUESTION)
        _rate(engine, prompt, BATCH, 0)  # to warm up
        found = {batch: [_rate(engine, prompt, batch, seed) for seed in range(1, ROUNDS + 1)] for batch in (1, BATCH)}
    rates = {str(batch): [statistics.median(each), min(each), max(each)] for batch, each in found.items()}
    return {"device": device, "tokens_per_second": rates, "tokens": TOKENS, "rounds": ROUNDS}


def _rate(engine: Engine, prompt: tuple[int, ...], batch: int, seed: int) -> float:
    """Tokens a second of `batch` completions at once, prefill included."""
    sampling = replace(Sampling(), max_tokens=TOKENS)
    started = time.perf_counter()
    with ThreadPoolExecutor(batch) as pool:
        seeds: Iterator[int] = iter(range(seed * BATCH, seed * BATCH + batch))
        done = list(pool.map(lambda one: engine.generate(prompt, replace(sampling, seed=one)), seeds))
    return sum(len(each.ids) for each in done) / (time.perf_counter() - started)
