"""llama.cpp through llama-cpp-python's bindings of its C interface: `llama.py MODEL.gguf`.

Its own batches, filled as its server fills them: every step holds one token of each sequence that decodes and as many
prompt tokens as fit. A prompt that several samples share is computed once and copied. Sampling is greedy, which costs
it least.
"""

import os
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import llama_cpp  # pyright: ignore[reportMissingImports]  # of llama.cpp's environment
import numpy as np

from bench.peers.peer import output, serve

SEQUENCES = 16
CONTEXT = 98304
"""Of all sequences together."""
BATCH = 512


@dataclass(slots=True)
class Sample:
    """One sample: what must be computed next, and what is to follow."""

    number: int
    pending: list[int]
    left: int
    """Tokens still to sample before it pauses."""
    position: int = 0
    segments: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    ready_at: float = 0.0
    """Its snippet runs until then."""
    started: bool = False

    def sampled(self, token: int) -> None:
        self.started, self.pending, self.left = True, [token], self.left - 1
        if self.left or not self.segments:
            return
        segment = self.segments.pop(0)
        self.ready_at = time.perf_counter() + segment["wait"]
        self.pending += segment["inserted"]
        self.left = self.segments[0]["sampled"] if self.segments else 0


class Llama:
    def __init__(self, path: str) -> None:
        llama_cpp.llama_backend_init()
        model = llama_cpp.llama_model_load_from_file(path.encode(), llama_cpp.llama_model_default_params())
        settings = llama_cpp.llama_context_default_params()
        settings.n_ctx, settings.n_batch, settings.n_ubatch = CONTEXT, BATCH, BATCH
        settings.n_seq_max, settings.kv_unified = SEQUENCES + 1, True
        settings.n_threads = settings.n_threads_batch = os.cpu_count() or 1
        self._context = llama_cpp.llama_init_from_model(model, settings)
        if not self._context:
            raise SystemExit(f"{path} cannot be loaded: see above")
        self._vocabulary = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
        self._memory = llama_cpp.llama_get_memory(self._context)
        self._batch = llama_cpp.llama_batch_init(BATCH, 0, 1)

    def batch(self, prompts: list[list[int]], tokens: int) -> tuple[float, float]:
        llama_cpp.llama_memory_clear(self._memory, True)
        sequences = [Sample(number, list(ids), tokens) for number, ids in enumerate(prompts)]
        started, first = time.perf_counter(), 0.0
        while any(one.left for one in sequences):
            self._step(sequences)
            if not first and all(one.started for one in sequences):
                first = time.perf_counter() - started
        return first, time.perf_counter() - started

    def agentic(self, prompt: list[int], traces: list[list[dict[str, Any]]]) -> float | None:
        llama_cpp.llama_memory_clear(self._memory, True)
        started = time.perf_counter()
        shared = Sample(SEQUENCES, prompt[:-1], 1)
        while shared.left:
            self._step([shared])
        sequences = list[Sample]()
        for number, trace in enumerate(traces):
            llama_cpp.llama_memory_seq_cp(self._memory, SEQUENCES, number, -1, -1)
            one = Sample(number, prompt[-1:], trace[0]["sampled"], len(prompt) - 1, list(trace))
            sequences.append(one)
        while any(one.left for one in sequences):
            self._step(sequences)
        return time.perf_counter() - started

    def logits(self, ids: list[int]) -> np.ndarray:
        """Of every position, at most BATCH of them: for a comparison with the checkpoint's."""
        llama_cpp.llama_memory_clear(self._memory, True)
        self._batch.n_tokens = len(ids)
        for row, token in enumerate(ids):
            self._put(row, token, position=row, sequence=0, wanted=True)
        self._decode()
        return np.stack([self._row(row) for row in range(len(ids))])

    def _step(self, sequences: Sequence[Sample]) -> None:
        """Compute one batch; whoever has nothing pending any more gets its next token."""
        now = time.perf_counter()
        live = [one for one in sequences if one.left and one.ready_at <= now]
        if not live:
            time.sleep(max(0.0, min(one.ready_at for one in sequences if one.left) - now))
            return
        self._batch.n_tokens = 0
        asked = list[tuple[Sample, int]]()
        for one in sorted(live, key=lambda one: len(one.pending)):
            self._fill(one, asked)
        self._decode()
        for one, row in asked:
            one.sampled(int(self._row(row).argmax()))

    def _fill(self, one: Sample, asked: list[tuple[Sample, int]]) -> None:
        batch = self._batch
        taken = one.pending[: BATCH - batch.n_tokens]
        one.pending = one.pending[len(taken) :]
        for number, token in enumerate(taken):
            row = batch.n_tokens
            wanted = not one.pending and number == len(taken) - 1
            self._put(row, token, one.position, one.number, wanted)
            if wanted:
                asked.append((one, row))
            batch.n_tokens, one.position = row + 1, one.position + 1

    def _put(self, row: int, token: int, position: int, sequence: int, wanted: bool) -> None:
        batch = self._batch
        batch.token[row], batch.pos[row], batch.logits[row] = token, position, wanted
        batch.n_seq_id[row], batch.seq_id[row][0] = 1, sequence

    def _decode(self) -> None:
        code = llama_cpp.llama_decode(self._context, self._batch)
        if code:
            raise SystemExit(f"llama_decode ended with {code}: the context of {CONTEXT} tokens may be full")

    def _row(self, row: int) -> np.ndarray:
        """The logits that the last batch has at `row`; a copy, the next batch overwrites them."""
        logits = llama_cpp.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(logits, (self._vocabulary,)).copy()


if __name__ == "__main__":
    answers = output()
    serve(Llama(sys.argv[1]), answers)
