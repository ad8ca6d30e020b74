"""`python -m training grpo` with `backend = "habana"`: the same run by optimum-habana's trainer.

Runs in Gaudi's own environment. The model stays transformers' own (`adapt_transformers_to_gaudi` is not called),
because our engine decodes with transformers' cache. Not yet run on a Gaudi: `make test-gaudi` runs this whole command
on a CPU with the device layer stubbed.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from optimum.habana import GaudiConfig
from optimum.habana.trl import GaudiGRPOConfig
from transformers import TrainerCallback

from training import course, policy
from training.adapter import adapted
from training.gaudi.trainer import GaudiAgentTrainer
from training.own_engine import OwnSource
from training.recipe import Recipe, check_lengths, check_sharding
from training.rollout import Rollout
from training.run import Parts, Run, opened


def train(recipe: Recipe, out: Path) -> None:
    """Run `recipe` to its end, or on from where it was killed. The errors raised say in one line what to change."""
    with opened(recipe, out) as parts:
        make(parts).go()


def make(parts: Parts) -> Run:
    """The run with optimum-habana's trainer, not yet started."""
    source = OwnSource(parts.tokenizer, parts.recipe.rollout.parallel)
    return Run(parts, source, lambda rollout, callback: _trainer(parts, source, rollout, callback))


def _trainer(parts: Parts, source: OwnSource, rollout: Rollout, callback: TrainerCallback) -> GaudiAgentTrainer:
    recipe = parts.recipe
    model = policy.load(recipe.policy.model, parts.placement)
    check_lengths(recipe, int(model.config.max_position_embeddings), recipe.policy.model)
    hpu = parts.placement.device is policy.Device.HPU
    trainer = GaudiAgentTrainer(
        rollout,
        [(name, parts.rewards[name], weight) for name, weight in recipe.rewards.chosen.items()],
        lambda share: course.temperature(recipe, share),
        model=adapted(model, recipe.policy.lora),
        args=GaudiGRPOConfig(**settings(recipe, str(parts.out), hpu, parts.placement.dtype)),
        gaudi_config=GaudiConfig(use_fused_adam=hpu, use_fused_clip_norm=hpu),
        train_dataset=course.dataset(course.order(recipe, parts.problems, course.processes())),
        processing_class=parts.tokenizer,
        callbacks=[callback],
    )
    plugin = getattr(trainer.accelerator.state, "deepspeed_plugin", None)
    check_sharding(recipe, plugin is not None and plugin.zero_stage == 3)
    source.own(trainer.accelerator.unwrap_model(trainer.model))
    return trainer


def settings(recipe: Recipe, output: str, hpu: bool, dtype: str) -> Mapping[str, Any]:
    """GaudiGRPOConfig's for `recipe`; what TRL 0.17 lacks, `training/recipe.py` has refused."""
    train = recipe.train
    return {
        "output_dir": output,
        "use_habana": hpu,
        "use_lazy_mode": hpu,
        "use_cpu": not hpu,
        "max_steps": train.steps,
        "num_generations": train.group,
        "per_device_train_batch_size": train.batch,
        "gradient_accumulation_steps": train.accumulate,
        "num_iterations": train.iterations,
        "max_prompt_length": recipe.data.max_prompt_tokens,
        "max_completion_length": recipe.rollout.tokens,
        "temperature": recipe.rollout.temperature_from,
        "top_p": 1.0,
        "top_k": 0,
        "epsilon": train.epsilon_low,
        "epsilon_high": train.epsilon_high,
        "beta": 0.0,
        "learning_rate": train.rate,
        "lr_scheduler_type": train.scheduler,
        "warmup_steps": int(train.warmup_steps) if train.warmup_steps >= 1 else 0,
        "warmup_ratio": train.warmup_steps if train.warmup_steps < 1 else 0.0,
        "weight_decay": train.weight_decay,
        "max_grad_norm": train.max_grad_norm,
        "gradient_checkpointing": train.gradient_checkpointing,
        "shuffle_dataset": False,  # our order, which a resumed run keeps
        "seed": train.seed,
        "bf16": dtype == "bfloat16",
        "logging_steps": 1,
        "save_steps": train.save_every,
        "save_total_limit": train.keep_checkpoints,
        "report_to": list(train.report_to) or [],
        "remove_unused_columns": False,
        "disable_tqdm": True,
    }
