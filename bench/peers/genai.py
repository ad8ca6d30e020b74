"""openvino-genai without us, by its own batch interface and with its defaults: `genai.py FOLDER`."""

import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
import openvino_genai as genai

from bench.peers.peer import output, serve


class Genai:
    def __init__(self, folder: Path) -> None:
        scheduler = genai.SchedulerConfig()
        scheduler.enable_prefix_caching = True  # as ours has it, so that a prompt costs both the same
        scheduler.cache_size = 2
        self._pipeline = genai.ContinuousBatchingPipeline(folder, scheduler, "CPU")

    def batch(self, prompts: list[list[int]], tokens: int) -> tuple[float, float]:
        configs = [self._config(tokens, seed) for seed in range(len(prompts))]
        started = time.perf_counter()
        handles = [
            self._pipeline.add_request(number, ov.Tensor(np.array([ids], dtype=np.int64)), config)
            for number, (ids, config) in enumerate(zip(prompts, configs, strict=True))
        ]
        first, waiting = 0.0, set(range(len(handles)))
        while self._pipeline.has_non_finished_requests():
            self._pipeline.step()
            waiting = {number for number in waiting if not handles[number].can_read()}
            first = first or (0.0 if waiting else time.perf_counter() - started)
        return first, time.perf_counter() - started

    def agentic(self, prompt: list[int], traces: list[list[dict[str, Any]]]) -> None:
        """It has no loop of its own: ours is what makes one of it."""
        del prompt, traces

    def _config(self, tokens: int, seed: int) -> genai.GenerationConfig:
        config = genai.GenerationConfig()
        config.max_new_tokens, config.ignore_eos, config.rng_seed = tokens, True, seed
        config.do_sample, config.temperature, config.top_p, config.top_k = True, 0.6, 0.95, 20
        return config


if __name__ == "__main__":
    answers = output()
    serve(Genai(Path(sys.argv[1])), answers)
