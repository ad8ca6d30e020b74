"""optimum-habana's GRPO trainer on our traces: three methods, no fork, and the numbers of a step.

It runs in an environment of its own (`requirements.txt` beside this file: TRL 0.17, transformers 4.55). That trainer
has one mask for attention and loss; here the loss gets the trace's mask and attention the padding's. Shapes are padded
to multiples of BUCKET, because every new shape is compiled on Gaudi. Its temperature is read live, so a plain
attribute moves it. Tested against the real trainer by `tests/training/test_gaudi.py`, whose messages name this file.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any, cast

import torch
from optimum.habana.trl import GaudiGRPOTrainer

from deepmath_xpu.types import Trace
from training.rewards import Name, Reward
from training.rollout import Rollout, Seconds, numbers

BUCKET = 64


class GaudiAgentTrainer(GaudiGRPOTrainer):  # type: ignore[misc]  # untyped
    """`rewards`: functions with their names and weights. `settings`: GaudiGRPOTrainer's own."""

    def __init__(
        self,
        rollout: Rollout,
        rewards: Sequence[tuple[Name, Reward, float]],
        temperature_at: Callable[[float], float],
        **settings: Any,
    ) -> None:
        super().__init__(reward_funcs=[_unused], **settings)
        if self.beta or self.args.use_vllm:
            raise ValueError("set beta to 0 and use_vllm to False: traces come from our own loop")
        self._rollout, self._rewards, self._temperature_at = rollout, rewards, temperature_at
        self._attention: torch.Tensor | None = None
        self._trainer_logps: torch.Tensor | None = None
        self._rollout_seconds = 0.0

    def _generate_and_score_completions(self, inputs: Sequence[Mapping[str, Any]]) -> dict[str, torch.Tensor | None]:
        self.temperature = self._temperature_at(self.state.global_step / max(1, self.args.max_steps))
        columns = self._rollout([row["prompt"] for row in inputs], self)
        padding = int(self.processing_class.pad_token_id)
        batch = {
            "prompt_ids": padded(columns["prompt_ids"], padding, left=True),
            "prompt_mask": padded(ones(columns["prompt_ids"]), 0, left=True),
            "completion_ids": padded(columns["completion_ids"], padding),
            "completion_mask": padded(columns["env_mask"], 0),
            "attn_completion_mask": padded(ones(columns["completion_ids"]), 0),
            "old_per_token_logps": padded(columns["logprobs"], 0.0),
        }
        batch = {name: values.to(self.accelerator.device) for name, values in batch.items()}
        return {**batch, "ref_per_token_logps": None, "advantages": self._advantages(columns["trace"])}

    def compute_loss(self, model: Any, inputs: Any, *args: Any, **settings: Any) -> torch.Tensor:
        self._attention = inputs["attn_completion_mask"]
        loss = super().compute_loss(model, inputs, *args, **settings)
        assert self._trainer_logps is not None
        ours = inputs["completion_mask"].bool()
        apart = (self._trainer_logps - inputs["old_per_token_logps"]).abs()[ours]
        mean, most = self.mean([apart.mean().item(), apart.max().item()])
        self.note("logprob_mismatch/mean", mean)
        self.note("logprob_mismatch/max", most)
        return cast(torch.Tensor, loss)

    def _get_per_token_logps(
        self, model: Any, input_ids: torch.Tensor, attention_mask: torch.Tensor, logits_to_keep: int
    ) -> torch.Tensor:
        assert self._attention is not None
        seen = torch.cat([attention_mask[:, :-logits_to_keep], self._attention], dim=1)
        found = cast(torch.Tensor, super()._get_per_token_logps(model, input_ids, seen, logits_to_keep))
        self._trainer_logps = found.detach()
        return found

    def training_step(self, *args: Any, **settings: Any) -> torch.Tensor:
        started, self._rollout_seconds = time.perf_counter(), 0.0
        loss = super().training_step(*args, **settings)
        self.note("seconds/update", time.perf_counter() - started - self._rollout_seconds)
        return cast(torch.Tensor, loss)

    def observe(self, traces: Sequence[Trace], seconds: Seconds) -> None:
        """Called by the rollout, on every process, once a generation."""
        self._rollout_seconds += seconds.rollout
        values = {**numbers(traces), "seconds/rollout": seconds.rollout, "seconds/sync": seconds.sync}
        for name, value in zip(values, self.mean(list(values.values())), strict=True):
            self.note(name, value)
        self.note("temperature", self.temperature)

    def note(self, name: str, value: float) -> None:
        """A number of the step under way; several of one name count as their mean."""
        self._metrics["train"][name].append(value)

    def mean(self, values: Sequence[float]) -> list[float]:
        """Each of `values` over all processes, which must all ask."""
        here = torch.tensor([list(values)], device=self.accelerator.device)
        return cast(list[float], self.accelerator.gather(here).mean(dim=0).tolist())

    def _advantages(self, traces: Sequence[Trace]) -> torch.Tensor:
        """[traces of this process]: rewards against the group's, over all processes."""
        device = self.accelerator.device
        rates = torch.tensor([[_number(reward(trace)) for _, reward, _ in self._rewards] for trace in traces])
        weights = torch.tensor([weight for _, _, weight in self._rewards], device=device)
        gathered = self.accelerator.gather(rates.to(device))
        for (name, _, _), value in zip(self._rewards, gathered.nanmean(dim=0).tolist(), strict=True):
            self.note(f"rewards/{name}/mean", value)
        total = (gathered * weights).nansum(dim=1).view(-1, self.num_generations)
        self.note("reward", total.mean().item())
        scaled = (total - total.mean(dim=1, keepdim=True)) / (total.std(dim=1, keepdim=True) + 1e-4)
        first = self.accelerator.process_index * len(traces)
        return cast(torch.Tensor, scaled.flatten()[first : first + len(traces)])


def _unused(**_: Any) -> list[float]:
    raise AssertionError("the base trainer's rewards are not asked")


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def ones(rows: Sequence[Sequence[Any]]) -> list[list[int]]:
    return [[1] * len(row) for row in rows]


def padded(rows: Sequence[Sequence[Any]], value: float, left: bool = False) -> torch.Tensor:
    """[rows, a multiple of BUCKET]."""
    width = -(-max(len(row) for row in rows) // BUCKET) * BUCKET
    fill = [[value] * (width - len(row)) for row in rows]
    return torch.tensor([[*gap, *row] if left else [*row, *gap] for gap, row in zip(fill, rows, strict=True)])
