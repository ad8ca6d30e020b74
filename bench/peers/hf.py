"""Hugging Face transformers on torch, BF16, greedy, with the cache it keeps itself: `hf.py CHECKPOINT`."""

import sys
import time
from typing import Any

import torch
from transformers import AutoModelForCausalLM

from bench.peers.peer import output, serve


class Transformers:
    def __init__(self, checkpoint: str) -> None:
        self._model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype=torch.bfloat16).eval()

    @torch.inference_mode()
    def batch(self, prompts: list[list[int]], tokens: int) -> tuple[float, float]:
        started = time.perf_counter()
        ids, cache, first = torch.tensor(prompts), None, 0.0
        for _ in range(tokens):
            ids, cache = self._step(ids, cache)
            first = first or time.perf_counter() - started
        return first, time.perf_counter() - started

    @torch.inference_mode()
    def agentic(self, prompt: list[int], traces: list[list[dict[str, Any]]]) -> float | None:
        """One trace after another; each keeps its cache while its snippets run."""
        started = time.perf_counter()
        for trace in traces:
            new, cache = list(prompt), None
            for segment in trace:
                ids = torch.tensor([new])
                for _ in range(segment["sampled"]):
                    ids, cache = self._step(ids, cache)
                time.sleep(segment["wait"])
                new = [int(ids), *segment["inserted"]]
        return time.perf_counter() - started

    def _step(self, ids: torch.Tensor, cache: Any) -> tuple[torch.Tensor, Any]:
        done = self._model(ids, past_key_values=cache, use_cache=True, logits_to_keep=1)
        return done.logits[:, -1].argmax(-1, keepdim=True), done.past_key_values


if __name__ == "__main__":
    answers = output()
    serve(Transformers(sys.argv[1]), answers)
