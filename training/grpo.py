"""`python -m training grpo`: GRPO with rollouts by our agent loop, on one device or many, with TRL's trainer.

Reads a recipe, refuses what would break, loads the policy, makes the trainer and lets it run; a run that was killed
goes on from its last whole checkpoint. What it leaves in its folder: `metrics.jsonl`, `traces/`, `checkpoint-N/`,
`run.json` and, at the end, `checkpoint/`, ready for the export.
"""

import os
from pathlib import Path
from typing import Any, cast

from peft import PeftModel
from transformers import TrainerCallback

from training import course, policy, trl_trainer
from training.adapter import adapted
from training.own_engine import OwnSource
from training.recipe import Recipe, check_lengths, check_sharding
from training.rollout import Rollout
from training.run import Parts, Run, opened
from training.servers import ServerSource


def train(recipe: Recipe, out: Path) -> None:
    """Run `recipe` to its end, or on from where it was killed. The errors raised say in one line what to change."""
    with opened(recipe, out) as parts:
        make(parts).go()


def make(parts: Parts) -> Run:
    """The run with TRL's trainer, not yet started."""
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")  # the seam is held by our contract tests
    source = _source(parts)
    return Run(parts, source, lambda rollout, callback: _trainer(parts, source, rollout, callback))


def _trainer(
    parts: Parts, source: OwnSource | ServerSource, rollout: Rollout, callback: TrainerCallback
) -> trl_trainer.AgentTrainer:
    recipe, placement = parts.recipe, parts.placement
    model = policy.load(recipe.policy.model, placement)
    check_lengths(recipe, int(model.config.max_position_embeddings), recipe.policy.model)
    trainer = trl_trainer.AgentTrainer(
        temperature_at=lambda share: course.temperature(recipe, share),
        model=adapted(model, recipe.policy.lora),
        reward_funcs=[trl_trainer.reward_function(name, parts.rewards[name]) for name in recipe.rewards.chosen],
        args=trl_trainer.settings(
            recipe,
            str(parts.out),
            placement.device is policy.Device.CPU,
            placement.dtype,
            placement.backend if course.processes() > 1 else None,
        ),
        train_dataset=course.dataset(course.order(recipe, parts.problems, course.processes())),
        processing_class=parts.tokenizer,
        rollout_func=rollout,
        callbacks=[callback],
    )
    check_sharding(recipe, *_sharding(trainer))
    _own(source, trainer)
    return trainer


def _source(parts: Parts) -> OwnSource | ServerSource:
    if parts.recipe.rollout.engine == "own":
        return OwnSource(parts.tokenizer, parts.recipe.rollout.parallel)
    return ServerSource(parts.recipe, course.rank(), course.processes())


def _own(source: OwnSource | ServerSource, trainer: trl_trainer.AgentTrainer) -> None:
    model = trainer.accelerator.unwrap_model(trainer.model)
    if isinstance(source, OwnSource):
        source.own(model)
    else:
        source.own(cast(PeftModel, model), trainer.accelerator)


def _sharding(trainer: trl_trainer.AgentTrainer) -> tuple[bool, bool]:
    """Whether weights are sharded, and whether into FSDP's flat ones."""
    state: Any = trainer.accelerator.state
    deepspeed, fsdp = getattr(state, "deepspeed_plugin", None), getattr(state, "fsdp_plugin", None)
    sharded = bool(trainer.is_fsdp_enabled) or (deepspeed is not None and deepspeed.zero_stage == 3)
    return sharded, fsdp is not None and fsdp.fsdp_version == 1
