"""Supervised training on traces: loss on what the model writes, never on prompts or executor output.

Rows are bucketed by length, so a batch of about `tokens_per_batch` tokens has next to no padding and needs no
cross-document mask, and kinds of problems that still cost most come more often. The schedule is warm-up, constant,
linear decay to zero; a run that is killed goes on from its last checkpoint.
"""

import json
import logging
import math
import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from multiprocessing import get_context
from pathlib import Path
from typing import Any, cast

import torch
from pydantic import BaseModel, ConfigDict
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from training.muon import Muon
from training.policy import Device, place
from training.tokenizer import load

log = logging.getLogger(__name__)
IGNORED = -100


class Model(BaseModel):
    """A Qwen3 shape."""

    model_config = ConfigDict(extra="forbid")
    hidden_size: int
    num_hidden_layers: int
    intermediate_size: int
    num_attention_heads: int
    num_key_value_heads: int
    head_dim: int
    max_position_embeddings: int = 4096
    rope_theta: float = 10_000.0


class Recipe(BaseModel):
    """One training run, as its TOML file says it."""

    model_config = ConfigDict(extra="forbid")
    model: Model
    rows: int
    """Generated problems; the data command makes them."""
    seed: int = 0
    threads: int = 2
    tokens_per_batch: int = 4096
    steps: int
    warmup: int = 100
    decay: float = 0.25
    """Share of the steps over which the rates go linearly to zero."""
    matrix_rate: float = 0.02
    """Muon's learning rate, for the layers' matrices."""
    rate: float = 0.003
    """AdamW's, for embeddings and norms."""
    weight_decay: float = 0.01
    checkpoint_every: int = 200
    compile: bool = False
    """Fuse each layer's small operations: a minute at the start, then a seventh faster on two cores."""

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Example:
    ids: list[int]
    labels: list[int]
    """`ids` where the model wrote them, IGNORED elsewhere."""
    kind: str = ""


def example(row: dict[str, Any], tokenizer: PreTrainedTokenizerFast, system: str = "") -> Example:
    """Segments are tokenized one by one, as the agent loop does, so training sees the boundaries it will meet.

    A row may bring a system prompt of its own; `system` is for those that do not.
    """
    system = row.get("system", system)
    messages = [{"role": "system", "content": system}] if system else []
    messages.append({"role": "user", "content": row["question"]})
    ids = cast(list[int], tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False))
    labels = [IGNORED] * len(ids)
    for step in row["steps"]:
        written = tokenizer.encode(step["text"], add_special_tokens=False)
        inserted = tokenizer.encode(step["observation"], add_special_tokens=False, split_special_tokens=True)
        ids = ids + written + inserted
        labels += written if step.get("learn", True) else [IGNORED] * len(written)
        labels += [IGNORED] * len(inserted)
    return Example(ids, labels, row.get("id", "").rpartition("-")[0])


def read(paths: list[Path], tokenizer_folder: Path, processes: int) -> list[Example]:
    """Every row of the files; tokenizing takes about a millisecond each, so it is shared out."""
    lines = chain.from_iterable(path.open(encoding="utf-8") for path in paths)
    with get_context("spawn").Pool(processes, initializer=_equip, initargs=(tokenizer_folder,)) as pool:
        return list(pool.imap(_parse, lines, chunksize=1000))


_tokenizer: PreTrainedTokenizerFast
"""Of a process of `read`."""


def _equip(tokenizer_folder: Path) -> None:
    global _tokenizer
    _tokenizer = load(tokenizer_folder)


def _parse(line: str) -> Example:
    return example(json.loads(line), _tokenizer)


class Curriculum:
    """Which examples come next: kinds that still cost most are drawn more often, every example of a kind in turn.

    Most kinds are learnt early and would fill most batches for nothing. A kind's share is its share of the examples,
    times its running loss a trace against the mean one, within EASIEST and HARDEST.
    """

    EASIEST, HARDEST = 0.3, 1.5
    POOL = 32
    """Batches drawn at once and sorted by length, so that a batch has next to no padding."""

    def __init__(self, examples: list[Example], tokens: int, seed: int) -> None:
        """`tokens`: padded size of a batch. The order depends on `seed` and on the losses told."""
        self._rng = random.Random(seed)
        self._tokens = tokens
        self._kinds: dict[str, list[Example]] = {}
        for item in examples:
            self._kinds.setdefault(item.kind, []).append(item)
        self._total = len(examples)
        self._mean_length = sum(len(item.ids) for item in examples) / self._total
        self._queues: dict[str, list[Example]] = {}
        self._losses: dict[str, float] = {}

    def tell(self, batch: list[Example], losses: list[float]) -> None:
        """What each trace of the batch cost, in nats."""
        for item, loss in zip(batch, losses, strict=True):
            self._losses[item.kind] = 0.9 * self._losses.get(item.kind, loss) + 0.1 * loss

    def chances(self) -> dict[str, float]:
        """Every kind's weight; they need not add up to one."""
        mean = sum(self._losses.values()) / len(self._losses) if self._losses else 0.0
        found = {}
        for kind, items in self._kinds.items():
            ratio = self._losses.get(kind, mean) / mean if mean else 1.0
            found[kind] = len(items) * min(self.HARDEST, max(self.EASIEST, ratio))
        return found

    def batches(self) -> Iterator[list[Example]]:
        """For ever. `tell` may be called between batches."""
        while True:
            chances = self.chances()
            count = max(1, int(self.POOL * self._tokens / self._mean_length))
            kinds = self._rng.choices(list(chances), list(chances.values()), k=count)
            pool = sorted((self._next(kind) for kind in kinds), key=lambda item: len(item.ids))
            groups: list[list[Example]] = [[]]
            for item in pool:
                if groups[-1] and len(item.ids) * (len(groups[-1]) + 1) > self._tokens:
                    groups.append([])
                groups[-1].append(item)
            self._rng.shuffle(groups)
            yield from groups

    def _next(self, kind: str) -> Example:
        if not self._queues.get(kind):
            self._queues[kind] = self._rng.sample(self._kinds[kind], len(self._kinds[kind]))
        return self._queues[kind].pop()


def collate(batch: list[Example], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and labels, both [batch, longest]; causal attention makes padding on the right harmless."""
    longest = max(len(item.ids) for item in batch)
    ids = [item.ids + [padding] * (longest - len(item.ids)) for item in batch]
    labels = [item.labels + [IGNORED] * (longest - len(item.labels)) for item in batch]
    return torch.tensor(ids), torch.tensor(labels)


def losses_of(model: Qwen3ForCausalLM, ids: torch.Tensor, labels: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Mean cross entropy of the labelled tokens, and its sum for each row; logits are made for those tokens alone."""
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
    targets = labels[:, 1:]
    kept = targets != IGNORED
    each = cross_entropy(model.lm_head(hidden[kept]).float(), targets[kept], reduction="none")
    rows = torch.zeros(len(ids), device=ids.device).index_add(0, kept.nonzero()[:, 0], each.detach())
    return each.mean(), rows


def scale(step: int, recipe: Recipe) -> float:
    """The factor on every learning rate at `step`."""
    decay_from = recipe.steps * (1 - recipe.decay)
    if step < recipe.warmup:
        return (step + 1) / recipe.warmup
    return min(1.0, max(0.0, (recipe.steps - step) / (recipe.steps - decay_from)))


def optimizers(model: Qwen3ForCausalLM, recipe: Recipe) -> list[torch.optim.Optimizer]:
    matrices = [p for p in model.model.layers.parameters() if p.ndim == 2]
    others = [p for p in model.parameters() if not any(p is matrix for matrix in matrices)]
    return [
        Muon(matrices, lr=recipe.matrix_rate, weight_decay=recipe.weight_decay),
        torch.optim.AdamW(others, lr=recipe.rate, betas=(0.9, 0.98), weight_decay=0.0),
    ]


def build(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> Qwen3ForCausalLM:
    torch.manual_seed(recipe.seed)
    shape: dict[str, Any] = {
        **recipe.model.model_dump(exclude={"rope_theta"}),
        "vocab_size": len(tokenizer),
        "tie_word_embeddings": True,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": None,
        "rope_parameters": {"rope_type": "default", "rope_theta": recipe.model.rope_theta},
    }
    config = Qwen3Config(**shape)
    return Qwen3ForCausalLM(config).float()


def begin(recipe: Recipe, tokenizer: PreTrainedTokenizerFast, start: Path | None) -> Qwen3ForCausalLM:
    """The model on its device, with random weights or those of the checkpoint `start`; layers compiled if asked."""
    model = build(recipe, tokenizer)
    if start is not None:
        model.load_state_dict(Qwen3ForCausalLM.from_pretrained(start).state_dict())
    torch.nn.Module.to(model, place().device)  # in place; transformers' own `to` is typed for nothing else
    if recipe.compile:
        for layer in model.model.layers:
            layer.compile(dynamic=True)
    return model


def train(recipe: Recipe, rows: list[Path], tokenizer_folder: Path, out: Path, start: Path | None = None) -> None:
    """Train, or go on training, and leave a checkpoint folder at `out`. The matrices of `start` must fit the recipe."""
    torch.set_num_threads(recipe.threads)
    tokenizer = load(tokenizer_folder)
    examples = read(rows, tokenizer_folder, recipe.threads)
    model = begin(recipe, tokenizer, start)
    mixed = torch.autocast(model.device.type, torch.bfloat16, enabled=model.device.type != Device.CPU)
    optims = optimizers(model, recipe)
    rates = [optim.param_groups[0]["lr"] for optim in optims]
    state = out / "state.pt"
    first = resume(state, model, optims) if state.exists() else 0
    log.info("%d examples, %d parameters, from step %d", len(examples), model.num_parameters(), first)
    curriculum = Curriculum(examples, recipe.tokens_per_batch, recipe.seed + first)
    stream = curriculum.batches()
    model.train()
    started, seen, average = time.perf_counter(), 0, math.nan
    for step in range(first, recipe.steps):
        for optim, rate in zip(optims, rates, strict=True):
            optim.param_groups[0]["lr"] = rate * scale(step, recipe)
        batch = next(stream)
        ids, labels = collate(batch, int(tokenizer.pad_token_id))
        with mixed:
            loss, by_row = losses_of(model, ids.to(model.device), labels.to(model.device))
        loss.backward()
        curriculum.tell(batch, by_row.tolist())
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        for optim in optims:
            optim.step()
            optim.zero_grad()
        seen += ids.numel()
        average = loss.item() if math.isnan(average) else 0.98 * average + 0.02 * loss.item()
        if (step + 1) % 20 == 0:
            log.info("step %d loss %.4f tokens/s %.0f", step + 1, average, seen / (time.perf_counter() - started))
        if (step + 1) % recipe.checkpoint_every == 0 or step + 1 == recipe.steps:
            save(out, step + 1, model, optims, tokenizer)


def save(
    out: Path,
    step: int,
    model: Qwen3ForCausalLM,
    optims: list[torch.optim.Optimizer],
    tokenizer: PreTrainedTokenizerFast,
) -> None:
    """The checkpoint folder, and what going on needs, renamed into place: a kill leaves the last one whole."""
    out.mkdir(parents=True, exist_ok=True)
    model.save_pretrained(out)
    tokenizer.save_pretrained(out)
    fresh = out / "state.pt.new"
    torch.save({"step": step, "model": model.state_dict(), "optims": [optim.state_dict() for optim in optims]}, fresh)
    fresh.replace(out / "state.pt")


def resume(state: Path, model: Qwen3ForCausalLM, optims: list[torch.optim.Optimizer]) -> int:
    saved = torch.load(state, weights_only=True, map_location=model.device)
    model.load_state_dict(saved["model"])
    for optim, values in zip(optims, saved["optims"], strict=True):
        optim.load_state_dict(values)
    return int(saved["step"])
