"""`python -m training grpo`: GRPO with rollouts by our agent loop, on one device or many.

Reads a recipe, refuses what would break, loads the policy, makes the trainer and lets it run; a run that was killed
goes on from its last whole checkpoint. What it leaves in its folder: `metrics.jsonl`, `traces/`, `checkpoint-N/`,
`run.json` and, at the end, `checkpoint/`, ready for the export.
"""

import json
import logging
import os
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any, cast

from peft import PeftModel
from transformers import (
    PreTrainedTokenizerFast,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from deepmath_xpu.grading import Grader
from deepmath_xpu.sandbox import Policy as SandboxPolicy
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Problem, Trace
from training import course, heldout, policy, rewards, trl_trainer
from training.adapter import adapted
from training.journal import Journal, write_traces
from training.own_engine import OwnSource
from training.recipe import Recipe, check_lengths, check_processes, check_sharding
from training.rollout import Rollout, Seconds
from training.servers import ServerSource

log = logging.getLogger(__name__)


def train(recipe: Recipe, out: Path) -> None:
    """Run `recipe` to its end, or on from where it was killed. The errors raised say in one line what to change."""
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")  # the seam is held by our contract tests
    placement = policy.place(recipe.policy.device, recipe.policy.dtype, recipe.policy.attention)
    check_processes(recipe, course.processes())
    course.check_trackers(recipe)
    tokenizer = policy.tokenizer(recipe.policy.model)
    problems, measured = course.problems(recipe, tokenizer), course.heldout(recipe, tokenizer)
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(SandboxPolicy(wall_seconds=recipe.rollout.snippet_seconds)))
        grader = stack.enter_context(Grader())
        run = Run(recipe, out, placement, tokenizer, problems, sandbox, grader, measured)
        run.go()


class Run:
    """A trainer with all its parts."""

    def __init__(
        self,
        recipe: Recipe,
        out: Path,
        placement: policy.Placement,
        tokenizer: PreTrainedTokenizerFast,
        problems: Sequence[Problem],
        sandbox: Sandbox,
        grader: Grader,
        measured: Sequence[Problem] = (),
    ) -> None:
        """`measured`: held-out problems."""
        self._recipe, self._out, self._tokenizer, self._placement = recipe, out, tokenizer, placement
        self._asked: list[str] = []
        model = policy.load(recipe.policy.model, placement)
        check_lengths(recipe, int(model.config.max_position_embeddings), recipe.policy.model)
        self.journal = Journal(out)
        self._source = _source(recipe, tokenizer)
        self.rollout = Rollout(problems, course.setup(recipe), self._source, sandbox.open, self._observe)
        functions = rewards.functions(grader)
        self.trainer = trl_trainer.AgentTrainer(
            temperature_at=lambda share: course.temperature(recipe, share),
            model=adapted(model, recipe.policy.lora),
            reward_funcs=[trl_trainer.reward_function(name, functions[name]) for name in recipe.rewards.chosen],
            args=trl_trainer.settings(
                recipe,
                str(out),
                placement.device is policy.Device.CPU,
                placement.dtype,
                placement.backend if course.processes() > 1 else None,
            ),
            train_dataset=course.dataset(course.order(recipe, problems, course.processes())),
            processing_class=tokenizer,
            rollout_func=self.rollout,
            callbacks=[_Steps(self)],
        )
        check_sharding(recipe, *_sharding(self.trainer))
        _own(self._source, self.trainer)
        wanted = recipe.heldout
        accuracy = functions[rewards.Name.ACCURACY]
        self._heldout = heldout.Heldout(
            measured, self.rollout, accuracy, wanted.samples, wanted.temperature, recipe.train.seed
        )

    def go(self) -> None:
        last = course.last_checkpoint(self._out)
        main = bool(self.trainer.accelerator.is_main_process)
        if main:
            self.journal.rewind(-1 if last is None else int(last.name.rpartition("-")[2]))
            self._describe()
        try:
            self.trainer.train(resume_from_checkpoint=None if last is None else str(last))
        finally:
            self._source.close()
        self.trainer.save_model(str(self._out / "checkpoint"))
        if main:
            self._tokenizer.save_pretrained(self._out / "checkpoint")

    def write(self, step: int, logs: dict[str, Any]) -> None:
        self.journal.write(step, {**logs, "problems": self._asked})

    def measure(self, step: int) -> dict[str, float]:
        """On the held-out problems, after optimizer step `step`; empty where none is due. All processes must ask."""
        wanted = self._recipe.heldout
        if not self._heldout.problems or (step % wanted.every and step != self._recipe.train.steps):
            return {}
        accelerator = self.trainer.accelerator
        sums = self._heldout.sums(step, accelerator.process_index, accelerator.num_processes)
        return heldout.numbers(self.trainer.mean(sums))

    def _observe(self, traces: list[Trace], seconds: Seconds) -> None:
        self._asked = [trace.problem.id for trace in traces]
        self.trainer.observe(traces, seconds)
        if self._recipe.train.keep_traces:
            step, rank = self.trainer.state.global_step, self.trainer.accelerator.process_index
            write_traces(self._out / "traces", step, rank, traces, self._recipe.rollout.agent)

    def _describe(self) -> None:
        found = {
            "recipe": self._recipe.model_dump(mode="json"),
            "policy": policy.describe(self._placement, self._recipe.policy.ipex),
            "processes": self.trainer.accelerator.num_processes,
        }
        (self._out / "run.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


class _Steps(TrainerCallback):
    """Each step's numbers go to the journal, on the first process; held-out problems are measured on all."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def on_train_begin(
        self,
        args: TrainingArguments,  # noqa: ARG002  # transformers' signature
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: Any,
    ) -> None:
        found = self._run.measure(0) if state.global_step == 0 else {}
        if state.is_world_process_zero and found:
            self._run.journal.write(0, found)

    def on_step_end(
        self,
        args: TrainingArguments,  # noqa: ARG002
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        **_: Any,
    ) -> None:
        for name, value in self._run.measure(state.global_step).items():
            self._run.trainer.note(name, value)

    def on_log(
        self,
        args: TrainingArguments,  # noqa: ARG002
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        logs: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        if state.is_world_process_zero and logs and "reward" in logs:
            self._run.write(state.global_step, logs)


def _source(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> OwnSource | ServerSource:
    if recipe.rollout.engine == "own":
        return OwnSource(tokenizer, recipe.rollout.parallel)
    return ServerSource(recipe, course.rank(), course.processes())


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
