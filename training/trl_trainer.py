"""TRL's GRPO trainer with the four things it lacks here: a temperature that moves, our sampler's log-probabilities in
the ratio, micro-batches of traces alike in length, and the numbers of a step.

TRL 1.16 freezes the temperature in four places when it is made; `set_temperature` moves them all, once a generation,
so that buffered traces are trained at the temperature they were sampled at. Tested against TRL by
`tests/training/test_contract.py`, which fails loudly when a place is gone: then mend this file.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from types import CellType
from typing import Any, cast

import torch
from peft import PeftModel
from transformers import PreTrainedModel
from trl.trainer.grpo_config import GRPOConfig
from trl.trainer.grpo_trainer import GRPOTrainer

from deepmath_xpu.types import Trace
from training.recipe import Recipe
from training.rewards import Name, Reward
from training.rollout import Seconds, numbers


class TemperatureError(Exception):
    """TRL keeps the temperature elsewhere than this file knows."""


class AgentTrainer(GRPOTrainer):  # type: ignore[misc, unused-ignore]  # TRL is untyped
    """`temperature_at` says the sampling temperature at a share, 0 to 1, of the run."""

    def __init__(self, temperature_at: Callable[[float], float], **settings: Any) -> None:
        super().__init__(**settings)
        self._temperature_at = temperature_at
        self._cells = [temperature_cell(model) for model in self._models()]  # before accelerate wraps the forward
        self._trainer_logps: torch.Tensor | None = None
        self._rollout_seconds = 0.0
        self._sampled_at = 0
        self.set_temperature(temperature_at(0.0))

    def _models(self) -> list[PreTrainedModel]:
        found: list[Any] = [self.model, self.ref_model]
        return [
            cast(PreTrainedModel, model.get_base_model() if isinstance(model, PeftModel) else model)
            for model in found
            if model is not None
        ]

    def set_temperature(self, value: float) -> None:
        """For sampling and for the loss, from here on."""
        self.temperature = value
        for cell in self._cells:
            cell.cell_contents = value
        self.generation_config.temperature = value
        self.generation_kwargs["temperature"] = value

    def observe(self, traces: Sequence[Trace], seconds: Seconds) -> None:
        """Called by the rollout, on every process, once a generation."""
        self._rollout_seconds += seconds.rollout
        self._sampled_at = self.state.global_step
        values = {**numbers(traces), "seconds/rollout": seconds.rollout, "seconds/sync": seconds.sync}
        for name, value in zip(values, self.mean(list(values.values())), strict=True):
            self.note(name, value)
        self.note("temperature", self.temperature)

    def mean(self, values: Sequence[float]) -> list[float]:
        """Each of `values` over all processes, which must all ask."""
        here = torch.tensor([values], device=self.accelerator.device)
        return cast(list[float], cast(torch.Tensor, self.accelerator.gather(here)).mean(dim=0).tolist())

    def note(self, name: str, value: float) -> None:
        """A number of the step under way; several of one name count as their mean."""
        self._metrics["train" if cast(PreTrainedModel, self.model).training else "eval"][name].append(value)

    def _generate_and_score_completions(self, inputs: list[dict[str, Any]]) -> dict[str, Any]:
        self.set_temperature(self._temperature_at(self.state.global_step / max(1, self.args.max_steps)))
        batch = super()._generate_and_score_completions(inputs)
        batch["old_per_token_logps"] = batch["sampling_per_token_logps"]
        return cast(dict[str, Any], batch)

    def _prepare_inputs(self, generation_batch: Any) -> dict[str, Any]:
        before = self._buffered_inputs
        inputs = super()._prepare_inputs(generation_batch)
        if self._buffered_inputs is not before and self.loss_type != "bnpo":  # bnpo weighs tokens by their micro-batch
            self._buffered_inputs = by_length(self._buffered_inputs, self.args.gradient_accumulation_steps)
            inputs = self._buffered_inputs[self._step % len(self._buffered_inputs)]
        return trimmed(cast(dict[str, Any], inputs))

    def _get_per_token_logps_and_entropies(self, *args: Any, **settings: Any) -> Any:
        found = super()._get_per_token_logps_and_entropies(*args, **settings)
        self._trainer_logps = found[0].detach()
        return found

    def _compute_loss(self, model: Any, inputs: dict[str, Any]) -> torch.Tensor:
        loss = cast(Any, super())._compute_loss(model, inputs)
        assert self._trainer_logps is not None
        mask = (inputs["completion_mask"] * inputs["tool_mask"]).bool()
        apart = (self._trainer_logps - inputs["sampling_per_token_logps"]).abs()[mask]
        gathered = self.accelerator.gather(torch.stack([apart.mean(), apart.max()])[None])
        self.note("logprob_mismatch/mean", gathered[:, 0].mean().item())
        self.note("logprob_mismatch/max", gathered[:, 1].max().item())
        self.note("policy/lag", self.state.global_step - self._sampled_at)
        return cast(torch.Tensor, loss)

    def training_step(self, *args: Any, **settings: Any) -> torch.Tensor:
        started, self._rollout_seconds = time.perf_counter(), 0.0
        loss = cast(Any, super()).training_step(*args, **settings)
        self.note("seconds/update", time.perf_counter() - started - self._rollout_seconds)
        return cast(torch.Tensor, loss)


def by_length(batches: Sequence[Mapping[str, Any]], window: int) -> list[dict[str, Any]]:
    """The micro-batches of one generation, those of an optimizer step (`window` many) with their traces in order of
    length. The step's loss is the same; `trimmed` makes most of them narrower than the longest trace.
    """
    found = list[dict[str, Any]]()
    for first in range(0, len(batches), window):
        group = batches[first : first + window]
        lengths = [batch["prompt_mask"].sum(dim=1) + batch["completion_mask"].sum(dim=1) for batch in group]
        for places in torch.cat(lengths).argsort(stable=True).chunk(len(group)):
            found.append({name: _taken([batch[name] for batch in group], places) for name in group[0]})
    return found


def _taken(values: Sequence[Any], places: torch.Tensor) -> Any:
    """Those rows of `values`, a micro-batch's each, put together; what has no rows stays as it is."""
    if isinstance(values[0], torch.Tensor) and values[0].dim():
        return torch.cat(list(values))[places]
    if isinstance(values[0], list):
        whole = [row for value in values for row in value]
        return [whole[place] for place in places.tolist()]
    return values[0]


def trimmed(inputs: Mapping[str, Any]) -> dict[str, Any]:
    """A micro-batch without the padding that none of its own rows needs.

    TRL pads all traces of a generation to its longest, left for prompts and right for completions, before it splits
    them. One trace that ran to its limit would make every micro-batch as wide.
    """
    prompt, completion = inputs["prompt_mask"].any(dim=0), inputs["completion_mask"].any(dim=0)
    first = int(prompt.int().argmax())
    last = 1 + int(completion.nonzero().max()) if completion.any() else 1
    found = dict(inputs)
    for name, value in inputs.items():
        if name in ("prompt_ids", "prompt_mask"):
            found[name] = value[:, first:]
        elif isinstance(value, torch.Tensor) and value.dim() == 2 and value.shape[1] == len(completion):
            found[name] = value[:, :last]
    return found


def temperature_cell(model: PreTrainedModel) -> CellType:
    """Where the fused head keeps its temperature. TemperatureError where there is no such place."""
    forward: Any = getattr(model.forward, "__func__", model.forward)
    names = forward.__code__.co_freevars
    if "temperature" not in names:
        raise TemperatureError("TRL's fused head keeps no temperature: mend training/trl_trainer.py for this TRL")
    return cast(CellType, forward.__closure__[names.index("temperature")])


def reward_function(name: Name, reward: Reward) -> Callable[..., list[float | None]]:
    """As TRL wants it: called with columns, named for the metrics."""

    def rate(trace: Sequence[Trace], **_: Any) -> list[float | None]:
        return [reward(one) for one in trace]

    rate.__name__ = str(name)
    return rate


def settings(recipe: Recipe, output: str, cpu: bool, dtype: str, backend: str | None) -> GRPOConfig:
    """TRL's configuration for `recipe`; `backend` is torch.distributed's, None for a single process."""
    train = recipe.train
    values: Mapping[str, Any] = {
        "output_dir": output,
        "max_steps": train.steps,
        "num_generations": train.group,
        "per_device_train_batch_size": train.batch,
        "gradient_accumulation_steps": train.accumulate,
        "steps_per_generation": recipe.generate_every,
        "num_iterations": train.iterations,
        "max_completion_length": recipe.rollout.tokens,
        "temperature": recipe.rollout.temperature_from,
        "top_p": 1.0,
        "top_k": 0,
        "loss_type": train.loss,
        "epsilon": train.epsilon_low,
        "epsilon_high": train.epsilon_high,
        "beta": train.beta,
        "scale_rewards": train.scale,
        "multi_objective_aggregation": train.combine,
        "reward_weights": list(recipe.rewards.chosen.values()),
        "learning_rate": train.rate,
        "lr_scheduler_type": train.scheduler,
        "warmup_steps": train.warmup_steps,
        "weight_decay": train.weight_decay,
        "max_grad_norm": train.max_grad_norm,
        "gradient_checkpointing": train.gradient_checkpointing,
        "disable_dropout": True,
        "shuffle_dataset": False,  # our order, which a resumed run keeps
        "seed": train.seed,
        "bf16": dtype == "bfloat16",
        "use_cpu": cpu,
        "ddp_backend": backend,
        "logging_steps": 1,
        "save_steps": train.save_every,
        "save_total_limit": train.keep_checkpoints,
        "report_to": list(train.report_to) or "none",
        "remove_unused_columns": False,
        "disable_tqdm": True,
    }
    return GRPOConfig(**values)
