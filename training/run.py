"""A GRPO run around its trainer: what is opened before, what is written on the way, where it goes on after a kill.

Nothing here knows which TRL trains: `training/grpo.py` and `training/gaudi/run.py` each bring their own trainer.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from transformers import PreTrainedTokenizerFast, TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from deepmath_xpu.grading import Grader
from deepmath_xpu.sandbox import Policy as SandboxPolicy
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Problem, Session, Trace
from training import course, heldout, policy, rewards
from training.journal import Journal, write_traces
from training.recipe import Recipe, check_processes
from training.rollout import Rollout, Seconds, Source


@dataclass(frozen=True, slots=True)
class Parts:
    """What a run needs besides model and trainer."""

    recipe: Recipe
    out: Path
    placement: policy.Placement
    tokenizer: PreTrainedTokenizerFast
    problems: Sequence[Problem]
    measured: Sequence[Problem]
    """Held-out ones."""
    open_session: Callable[[], Session]
    rewards: Mapping[rewards.Name, rewards.Reward]


class Trainer(Protocol):
    """What a run asks of the trainer it is given."""

    state: Any
    accelerator: Any

    def train(self, resume_from_checkpoint: str | None = None) -> Any: ...

    def save_model(self, output_dir: str) -> None: ...

    def observe(self, traces: Sequence[Trace], seconds: Seconds) -> None: ...

    def note(self, name: str, value: float) -> None: ...

    def mean(self, values: Sequence[float]) -> list[float]: ...


class ClosableSource(Source, Protocol):
    def close(self) -> None: ...


@contextmanager
def opened(recipe: Recipe, out: Path) -> Iterator[Parts]:
    """Everything that can be refused is refused here, before a model is loaded."""
    placement = policy.place(recipe.policy.device, recipe.policy.dtype, recipe.policy.attention)
    check_processes(recipe, course.processes())
    course.check_trackers(recipe.train.report_to)
    tokenizer = policy.tokenizer(recipe.policy.model)
    problems, measured = course.problems(recipe, tokenizer), course.heldout(recipe, tokenizer)
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(SandboxPolicy(wall_seconds=recipe.rollout.snippet_seconds)))
        grader = stack.enter_context(Grader())
        functions = rewards.functions(grader)
        yield Parts(recipe, out, placement, tokenizer, problems, measured, sandbox.open, functions)


class Run:
    """`build` makes the trainer, given the rollout and the callback that keeps the journal."""

    def __init__(
        self, parts: Parts, source: ClosableSource, build: Callable[[Rollout, TrainerCallback], Trainer]
    ) -> None:
        recipe = parts.recipe
        self._parts, self._source = parts, source
        self._asked: list[str] = []
        self.journal = Journal(parts.out)
        problems = [*parts.problems, *parts.measured]
        self.rollout = Rollout(problems, course.setup(recipe), source, parts.open_session, self._observe)
        self.trainer = build(self.rollout, _Steps(self))
        accuracy, wanted = parts.rewards[rewards.Name.ACCURACY], recipe.heldout
        self._heldout = heldout.Heldout(
            parts.measured, self.rollout, accuracy, wanted.samples, wanted.temperature, recipe.train.seed
        )

    def go(self) -> None:
        """To the end, from the last whole checkpoint if there is one."""
        out = self._parts.out
        last = course.last_checkpoint(out)
        main = bool(self.trainer.accelerator.is_main_process)
        if main:
            self.journal.rewind(-1 if last is None else int(last.name.rpartition("-")[2]))
            self._describe()
        try:
            self.trainer.train(resume_from_checkpoint=None if last is None else str(last))
        finally:
            self._source.close()
        self.trainer.save_model(str(out / "checkpoint"))
        if main:
            self._parts.tokenizer.save_pretrained(out / "checkpoint")

    def write(self, step: int, logs: dict[str, Any]) -> None:
        self.journal.write(step, {**logs, "problems": self._asked})

    def measure(self, step: int) -> dict[str, float]:
        """On the held-out problems, after optimizer step `step`; empty where none is due. All processes must ask."""
        recipe, accelerator = self._parts.recipe, self.trainer.accelerator
        if not self._heldout.problems or (step % recipe.heldout.every and step != recipe.train.steps):
            return {}
        sums = self._heldout.sums(step, accelerator.process_index, accelerator.num_processes)
        return heldout.numbers(self.trainer.mean(sums))

    def _observe(self, traces: list[Trace], seconds: Seconds) -> None:
        self._asked = [trace.problem.id for trace in traces]
        self.trainer.observe(traces, seconds)
        if self._parts.recipe.train.keep_traces:
            step, rank = self.trainer.state.global_step, self.trainer.accelerator.process_index
            write_traces(self._parts.out / "traces", step, rank, traces, self._parts.recipe.rollout.agent)

    def _describe(self) -> None:
        found = {
            "recipe": self._parts.recipe.model_dump(mode="json"),
            "policy": policy.describe(self._parts.placement, self._parts.recipe.policy.ipex),
            "processes": self.trainer.accelerator.num_processes,
        }
        (self._parts.out / "run.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")


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
