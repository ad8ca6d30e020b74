"""Supervised training on traces: loss on what the model writes, never on prompts or executor output.

Rows are bucketed by length, so a batch of about `tokens_per_batch` tokens has next to no padding and needs no
cross-document mask. The schedule is warm-up, constant, linear decay to zero; a run that is killed goes on from its last
checkpoint, and `stop_after` minutes move the decay forward, so a run can be planned in hours instead of steps.
"""

import json
import logging
import math
import random
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from pydantic import BaseModel, ConfigDict
from torch.nn.functional import cross_entropy
from transformers import PreTrainedTokenizerFast, Qwen3Config, Qwen3ForCausalLM

from training.muon import Muon
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
    vocab_size: int
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

    @classmethod
    def read(cls, path: Path) -> "Recipe":
        return cls.model_validate(tomllib.loads(path.read_text(encoding="utf-8")))


@dataclass(frozen=True, slots=True)
class Example:
    ids: list[int]
    labels: list[int]
    """`ids` where the model wrote them, IGNORED elsewhere."""


def example(row: dict[str, Any], tokenizer: PreTrainedTokenizerFast, system: str | None = None) -> Example:
    """Segments are tokenized one by one, as the agent loop does, so training sees the boundaries it will meet."""
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
    return Example(ids, labels)


def batches(examples: list[Example], tokens: int, seed: int) -> Iterator[list[Example]]:
    """Batches of like length in random order, for ever; each pass is shuffled anew."""
    rng = random.Random(seed)
    while True:
        order = sorted(examples, key=lambda item: len(item.ids) + rng.random() * 16)
        groups: list[list[Example]] = [[]]
        for item in order:
            if groups[-1] and len(item.ids) * (len(groups[-1]) + 1) > tokens:
                groups.append([])
            groups[-1].append(item)
        rng.shuffle(groups)
        yield from groups


def collate(batch: list[Example], padding: int) -> tuple[torch.Tensor, torch.Tensor]:
    """Ids and labels, both [batch, longest]; causal attention makes padding on the right harmless."""
    longest = max(len(item.ids) for item in batch)
    ids = [item.ids + [padding] * (longest - len(item.ids)) for item in batch]
    labels = [item.labels + [IGNORED] * (longest - len(item.labels)) for item in batch]
    return torch.tensor(ids), torch.tensor(labels)


def loss_of(model: Qwen3ForCausalLM, ids: torch.Tensor, labels: torch.Tensor) -> torch.Tensor:
    """Mean cross entropy of the labelled tokens; logits are made for those alone."""
    hidden = model.model(input_ids=ids, use_cache=False).last_hidden_state[:, :-1]
    targets = labels[:, 1:]
    kept = targets != IGNORED
    return cross_entropy(model.lm_head(hidden[kept]).float(), targets[kept])


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
        "vocab_size": recipe.vocab_size,
        "tie_word_embeddings": True,
        "eos_token_id": tokenizer.eos_token_id,
        "pad_token_id": tokenizer.pad_token_id,
        "bos_token_id": None,
        "rope_parameters": {"rope_type": "default", "rope_theta": recipe.model.rope_theta},
    }
    config = Qwen3Config(**shape)
    return Qwen3ForCausalLM(config).float()


def train(recipe: Recipe, rows: list[Path], tokenizer_folder: Path, out: Path) -> None:
    """Train, or go on training, and leave a checkpoint folder at `out`."""
    torch.set_num_threads(recipe.threads)
    tokenizer = load(tokenizer_folder)
    examples = [example(json.loads(line), tokenizer) for path in rows for line in path.open(encoding="utf-8")]
    model = build(recipe, tokenizer)
    optims = optimizers(model, recipe)
    rates = [optim.param_groups[0]["lr"] for optim in optims]
    state = out / "state.pt"
    first = resume(state, model, optims) if state.exists() else 0
    log.info("%d examples, %d parameters, from step %d", len(examples), model.num_parameters(), first)
    stream = batches(examples, recipe.tokens_per_batch, recipe.seed + first)
    model.train()
    started, seen, average = time.perf_counter(), 0, math.nan
    for step in range(first, recipe.steps):
        for optim, rate in zip(optims, rates, strict=True):
            optim.param_groups[0]["lr"] = rate * scale(step, recipe)
        ids, labels = collate(next(stream), int(tokenizer.pad_token_id))
        loss = loss_of(model, ids, labels)
        loss.backward()
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
    saved = torch.load(state, weights_only=True)
    model.load_state_dict(saved["model"])
    for optim, values in zip(optims, saved["optims"], strict=True):
        optim.load_state_dict(values)
    return int(saved["step"])
