"""`python -m training sft` of a checkpoint that exists: supervised training on traces, before GRPO or instead of it.

Any Qwen3-architecture model, all weights or LoRA, by TRL's SFT trainer on one device or many. It learns from traces in
the runtime's format (their own token ids, loss where the mask is 1) and from generated rows (`python -m training
data`); never from prompts or what an executor wrote. Several traces stand in one sequence of `train.tokens`, each with
positions of its own, so that none sees another. A killed run goes on from its last whole checkpoint, in the same
order. The embedded model is made from nothing by `training/sft.py`; which of the two a config file means is told by
what it holds: `[policy]` is this one, `[model]` the other.
"""

import json
import logging
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

from datasets import Dataset
from pydantic import Field, model_validator
from transformers import (
    PreTrainedModel,
    PreTrainedTokenizerFast,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from deepmath_xpu.grading import Grader
from deepmath_xpu.records import TraceRecord, read
from deepmath_xpu.types import Outcome, Trace
from training import course, policy
from training.adapter import adapted, merge
from training.journal import Journal
from training.recipe import Policy, RecipeError, Section, instruction
from training.sft import IGNORED, Example, example

log = logging.getLogger(__name__)


class Rows(Section):
    keep: Literal["right", "answered", "all"] = "right"
    """Which traces are learnt: those whose answer is the known one, those with any answer, or all. Rows are right."""
    system_prompt: bool | str = False
    """The instruction before generated rows; a trace has its own prompt."""


class Train(Section):
    steps: int | None = Field(None, gt=0)
    """Optimizer steps; `epochs` where left out."""
    epochs: float = Field(1.0, gt=0)
    tokens: int = Field(8192, gt=0)
    """Of one packed sequence; longer traces are left out."""
    batch: int = Field(1, gt=0)
    """Sequences a process and backward pass."""
    accumulate: int = Field(8, gt=0)
    rate: float = 1e-5
    warmup_steps: float = 0.05
    scheduler: Literal["cosine", "linear", "constant_with_warmup"] = "cosine"
    weight_decay: float = 0.01
    max_grad_norm: float = 1.0
    gradient_checkpointing: bool = True
    seed: int = 0
    save_every: int = 100
    keep_checkpoints: int = 3
    report_to: list[Literal["tensorboard", "wandb"]] = Field(default_factory=list)
    """The JSONL is always written."""


class Recipe(Section):
    policy: Policy
    data: Rows = Field(default_factory=lambda: Rows.model_validate({}))
    train: Train

    @model_validator(mode="after")
    def _check(self) -> "Recipe":
        if self.policy.device is policy.Device.HPU:
            raise ValueError("a warm start needs TRL 1.16, which Gaudi's environment has not: run it on another device")
        return self


def train(recipe: Recipe, rows: Sequence[Path], out: Path) -> None:
    """Train, or go on training; leaves `checkpoint/` at `out`, with LoRA merged in, and then also `adapter/`."""
    course.check_trackers(recipe.train.report_to)
    placement = policy.place(recipe.policy.device, recipe.policy.dtype, recipe.policy.attention)
    tokenizer = policy.tokenizer(recipe.policy.model)
    with Grader() as grader:
        found = list(examples(rows, tokenizer, recipe.data, grader))
    kept = fitting(found, recipe.train.tokens)
    if not kept:
        raise RecipeError(f"none of {len(found)} traces is left to learn: raise train.tokens or change data.keep")
    journal = Journal(out)
    trainer = make(recipe, placement, tokenizer, kept, out, journal)
    last = course.last_checkpoint(out)
    if trainer.accelerator.is_main_process:
        journal.rewind(-1 if last is None else int(last.name.rpartition("-")[2]))
    trainer.train(resume_from_checkpoint=None if last is None else str(last))
    save(recipe, placement, trainer, tokenizer, out)


def make(
    recipe: Recipe,
    placement: policy.Placement,
    tokenizer: PreTrainedTokenizerFast,
    kept: Sequence[Example],
    out: Path,
    journal: Journal,
) -> Any:
    """TRL's trainer, which leaves ids and labels as they are and packs them."""
    return SFTTrainer(
        model=model(recipe, placement),
        args=settings(recipe, placement, out),
        train_dataset=Dataset.from_list([{"input_ids": item.ids, "labels": item.labels} for item in kept]),
        processing_class=tokenizer,
        callbacks=[_Steps(journal)],
    )


def model(recipe: Recipe, placement: policy.Placement) -> PreTrainedModel:
    """With LoRA, or with all weights in 32 bits: in 16 small updates would be lost. Matrices multiply in `dtype`."""
    lora = recipe.policy.lora
    loaded = policy.load(recipe.policy.model, placement if lora else replace(placement, dtype="float32"))
    if recipe.train.tokens > int(loaded.config.max_position_embeddings):
        raise RecipeError(f"train.tokens is more than {recipe.policy.model} takes: lower it")
    return adapted(loaded, lora)


def save(
    recipe: Recipe, placement: policy.Placement, trainer: Any, tokenizer: PreTrainedTokenizerFast, out: Path
) -> None:
    lora = recipe.policy.lora is not None
    trainer.save_model(str(out / ("adapter" if lora else "checkpoint")))
    if not trainer.accelerator.is_main_process:
        return
    if lora:
        merge(recipe.policy.model, out / "adapter", out / "checkpoint", placement.dtype)
    else:
        tokenizer.save_pretrained(out / "checkpoint")


def examples(
    paths: Sequence[Path], tokenizer: PreTrainedTokenizerFast, data: Rows, grader: Grader
) -> Iterator[Example]:
    """Of trace files those that `data` keeps, of files with generated rows all."""
    system = instruction(data.system_prompt)
    for path in paths:
        if is_traces(path):
            yield from of_traces(read(path), tokenizer, data.keep, grader)
        else:
            lines = path.read_text(encoding="utf-8").splitlines()
            yield from (example(json.loads(line), tokenizer, system) for line in lines)


def is_traces(path: Path) -> bool:
    """Whether the runtime wrote the file: its rows name their version, generated ones do not."""
    try:
        with path.open(encoding="utf-8") as file:
            return "version" in json.loads(file.readline() or "{}")
    except (OSError, ValueError) as error:
        raise RecipeError(
            f"{path} cannot be read ({error}): give traces or rows of `python -m training data`"
        ) from None


def of_traces(
    records: Iterable[TraceRecord], tokenizer: PreTrainedTokenizerFast, keep: str, grader: Grader
) -> Iterator[Example]:
    for record in records:
        trace = record.trace()
        if wanted(trace, keep, grader):
            check_tokenizer(trace, tokenizer)
            yield of_trace(trace)


def of_trace(trace: Trace) -> Example:
    """The ids as they were; labels where the model wrote them."""
    learnt = [token if bit else IGNORED for token, bit in zip(trace.ids, trace.mask, strict=True)]
    return Example([*trace.prompt, *trace.ids], [IGNORED] * len(trace.prompt) + learnt)


def wanted(trace: Trace, keep: str, grader: Grader) -> bool:
    if keep == "all":
        return bool(trace.ids)
    if trace.outcome is not Outcome.ANSWERED or trace.answer is None:
        return False
    gold = trace.problem.answer
    return keep == "answered" or (gold is not None and grader.equal(trace.answer, gold))


def check_tokenizer(trace: Trace, tokenizer: PreTrainedTokenizerFast) -> None:
    """RecipeError where the ids are another tokenizer's: text is never encoded again to find ids."""
    for step in trace.steps:
        ids, text = list(step.completion.ids), step.completion.text
        if tokenizer.decode(ids, skip_special_tokens=False, clean_up_tokenization_spaces=False) != text:
            raise RecipeError(
                f"the trace of problem {trace.problem.id} was sampled with another tokenizer: "
                "make traces with a model of the policy's family"
            )


def fitting(found: Sequence[Example], tokens: int) -> list[Example]:
    """Those that fit a sequence and have something to learn."""
    kept = [item for item in found if len(item.ids) <= tokens and any(label != IGNORED for label in item.labels)]
    log.info("%d traces, %d longer than %d tokens or empty", len(found), len(found) - len(kept), tokens)
    return kept


def settings(recipe: Recipe, placement: policy.Placement, out: Path) -> SFTConfig:
    train = recipe.train
    return SFTConfig(
        output_dir=str(out),
        max_steps=train.steps or -1,
        num_train_epochs=train.epochs,
        max_length=train.tokens,
        packing=True,
        packing_strategy="bfd",
        shuffle_dataset=True,
        per_device_train_batch_size=train.batch,
        gradient_accumulation_steps=train.accumulate,
        learning_rate=train.rate,
        warmup_steps=train.warmup_steps,
        lr_scheduler_type=train.scheduler,
        weight_decay=train.weight_decay,
        max_grad_norm=train.max_grad_norm,
        gradient_checkpointing=train.gradient_checkpointing,
        seed=train.seed,
        bf16=placement.dtype == "bfloat16",
        use_cpu=placement.device is policy.Device.CPU,
        ddp_backend=placement.backend if course.processes() > 1 else None,
        logging_steps=1,
        save_steps=train.save_every,
        save_total_limit=train.keep_checkpoints,
        report_to=list(train.report_to) or "none",
        disable_tqdm=True,
    )


class _Steps(TrainerCallback):
    """Each step's numbers go to the journal, on the first process."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal

    def on_log(
        self,
        args: TrainingArguments,  # noqa: ARG002  # transformers' signature
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        logs: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        if state.is_world_process_zero and logs and "loss" in logs:
            self._journal.write(state.global_step, logs)
