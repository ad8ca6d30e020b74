"""The gate's second stage: the same traces fed to source and artifact, their next-token distributions compared.

Teacher-forced, at the places where the model wrote: mean KL divergence in nats, and how often both would write the same
token. Tokens go in by blocks, so that later ones read what the KV cache kept of earlier ones in its own precision.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import openvino as ov
from scipy.special import log_softmax

from deepmath_xpu.types import Trace
from export.convert import inputs

BLOCK = 64
Array = np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Agreement:
    kl: float
    """Mean of KL(source || artifact), nats a token."""
    top1: float
    """Share of tokens where both prefer the same one."""
    tokens: int


class Model:
    """An IR folder on the CPU in float32; `kv` is the precision of its KV cache."""

    def __init__(self, folder: Path, kv: str) -> None:
        model = ov.Core().read_model(folder / "openvino_model.xml")
        settings = {"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": kv}
        self._request = ov.Core().compile_model(model, "CPU", settings).create_infer_request()

    def logits(self, ids: tuple[int, ...]) -> Array:
        """[tokens, vocabulary]"""
        self._request.reset_state()
        whole, rows = inputs(ids), []
        for begin in range(0, len(ids), BLOCK):
            part = {name: value[:, begin : begin + BLOCK] for name, value in whole.items() if value.ndim == 2}
            part["attention_mask"] = whole["attention_mask"][:, : begin + BLOCK]
            rows.append(self._request.infer(part | {"beam_idx": whole["beam_idx"]})["logits"][0].copy())
        return np.concatenate(rows)


def compare(source: Path, artifact: Path, traces: Iterable[Trace], kv: str = "u8") -> Agreement:
    one, other = Model(source, "f32"), Model(artifact, kv)
    divergences, same = [np.zeros(0)], [np.zeros(0)]
    for trace in traces:
        ids, places = (*trace.prompt, *trace.ids), list(_written(trace))
        a, b = (log_softmax(model.logits(ids)[places], axis=-1) for model in (one, other))
        divergences.append((np.exp(a) * (a - b)).sum(-1))
        same.append(a.argmax(-1) == b.argmax(-1))
    kl, top1 = np.concatenate(divergences), np.concatenate(same)
    return Agreement(float(kl.mean()), float(top1.mean()), len(kl))


def _written(trace: Trace) -> Iterator[int]:
    """The places whose next token the model wrote."""
    return (len(trace.prompt) + at - 1 for at, bit in enumerate(trace.mask) if bit)
