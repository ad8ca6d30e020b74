"""`python -m training grpo`: GRPO with rollouts by our agent loop, on one device or many.

Reads a recipe, refuses what would break, loads the policy, makes the trainer and lets it run; a run that was killed
goes on from its last whole checkpoint. What it leaves in its folder: `metrics.jsonl`, `traces/`, `checkpoint-N/`,
`run.json` and, at the end, `checkpoint/`, ready for the export.
"""

import json
import logging
import os
import random
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, cast

from datasets import Dataset
from peft import LoraConfig, get_peft_model
from transformers import (
    PreTrainedModel,
    PreTrainedTokenizerFast,
    TrainerCallback,
    TrainerControl,
    TrainerState,
    TrainingArguments,
)

from deepmath_xpu import transcript
from deepmath_xpu.engine import Engine
from deepmath_xpu.grading import Grader
from deepmath_xpu.sandbox import Policy as SandboxPolicy
from deepmath_xpu.sandbox import Sandbox
from deepmath_xpu.types import Limits, Problem, Trace
from training import openmath, policy, rewards, trl_trainer
from training.journal import Journal, write_traces
from training.own_engine import OwnEngine
from training.recipe import Recipe, RecipeError, check_lengths, check_processes, check_sharding
from training.rollout import Rollout, Setup

log = logging.getLogger(__name__)


def train(recipe: Recipe, out: Path) -> None:
    """Run `recipe` to its end, or on from where it was killed. RecipeError and PolicyError say what to change."""
    if recipe.backend == "habana":
        raise RecipeError("the habana backend runs in its own environment and has no command yet: see docs/training.md")
    if recipe.rollout.engine == "vllm":
        raise RecipeError("pushing adapters to a vLLM server is not built yet: set rollout.engine to own")
    os.environ.setdefault("TRL_EXPERIMENTAL_SILENCE", "1")  # the seam is held by our contract tests
    placement = policy.place(recipe.policy.device, recipe.policy.dtype, recipe.policy.attention)
    check_processes(recipe, processes())
    tokenizer = policy.tokenizer(recipe.policy.model)
    problems = _problems(recipe, tokenizer)
    with ExitStack() as stack:
        sandbox = stack.enter_context(Sandbox(SandboxPolicy(wall_seconds=recipe.rollout.snippet_seconds)))
        grader = stack.enter_context(Grader())
        run = Run(recipe, out, placement, tokenizer, problems, sandbox, grader)
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
    ) -> None:
        self._recipe, self._out, self._tokenizer, self._placement = recipe, out, tokenizer, placement
        self._asked: list[str] = []
        model = policy.load(recipe.policy.model, placement)
        check_lengths(recipe, int(model.config.max_position_embeddings), recipe.policy.model)
        self.journal = Journal(out)
        source = OwnSource(tokenizer, recipe.rollout.parallel)
        self.rollout = Rollout(problems, setup(recipe), source, sandbox.open, self._observe)
        functions = rewards.functions(grader)
        self.trainer = trl_trainer.AgentTrainer(
            temperature_at=lambda share: temperature(recipe, share),
            model=_adapted(recipe, model),
            reward_funcs=[trl_trainer.reward_function(name, functions[name]) for name in recipe.rewards.chosen],
            args=trl_trainer.settings(
                recipe,
                str(out),
                placement.device is policy.Device.CPU,
                placement.dtype,
                placement.backend if processes() > 1 else None,
            ),
            train_dataset=dataset(order(recipe, problems, processes())),
            processing_class=tokenizer,
            rollout_func=self.rollout,
            callbacks=[_Steps(self)],
        )
        check_sharding(recipe, _sharded(self.trainer))
        source.own(self.trainer.accelerator.unwrap_model(self.trainer.model))

    def go(self) -> None:
        last = last_checkpoint(self._out)
        main = bool(self.trainer.accelerator.is_main_process)
        if main:
            self.journal.rewind(0 if last is None else int(last.name.rpartition("-")[2]))
            self._describe()
        self.trainer.train(resume_from_checkpoint=None if last is None else str(last))
        self.trainer.save_model(str(self._out / "checkpoint"))
        if main:
            self._tokenizer.save_pretrained(self._out / "checkpoint")

    def write(self, step: int, logs: dict[str, Any]) -> None:
        self.journal.write(step, {**logs, "problems": self._asked})

    def _observe(self, traces: list[Trace], seconds: float) -> None:
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
    """Each step's numbers go to the journal, on the first process."""

    def __init__(self, run: Run) -> None:
        self._run = run

    def on_log(
        self,
        args: TrainingArguments,  # noqa: ARG002  # transformers' signature
        state: TrainerState,
        control: TrainerControl,  # noqa: ARG002
        logs: dict[str, Any] | None = None,
        **_: Any,
    ) -> None:
        if state.is_world_process_zero and logs and "reward" in logs:
            self._run.write(state.global_step, logs)


class OwnSource:
    """The trainer's model, in evaluation mode while traces are made."""

    def __init__(self, tokenizer: PreTrainedTokenizerFast, rows: int) -> None:
        self._tokenizer, self._rows = tokenizer, rows
        self._engine: OwnEngine | None = None

    def own(self, model: PreTrainedModel) -> None:
        self._engine = OwnEngine(model, self._tokenizer, self._rows)

    @contextmanager
    def policy(self, version: int) -> Iterator[Engine]:
        del version  # the weights are the trainer's own
        assert self._engine is not None, "the trainer owns no model yet"
        with self._engine.decoding() as engine:
            yield engine


def _adapted(recipe: Recipe, model: PreTrainedModel) -> PreTrainedModel:
    """With LoRA where the recipe asks for it; without dropout, which would spoil the ratio."""
    lora = recipe.policy.lora
    if lora is None:
        return model
    config = LoraConfig(
        r=lora.rank,
        lora_alpha=lora.alpha,
        lora_dropout=0.0,
        use_rslora=lora.rank_stabilized,
        target_modules=lora.targets,
        task_type="CAUSAL_LM",
    )
    return cast(PreTrainedModel, get_peft_model(model, config))


def setup(recipe: Recipe) -> Setup:
    rollout = recipe.rollout
    return Setup(
        transcript.system_prompt() if rollout.system_prompt else "",
        Limits(rollout.steps, rollout.tokens),
        rollout.step_tokens,
        rollout.agent,
        rollout.parallel,
        recipe.train.seed,
    )


def temperature(recipe: Recipe, share: float) -> float:
    """Linear between the recipe's two; `share` of the run, 0 to 1."""
    first, last = recipe.rollout.temperature_from, recipe.rollout.temperature_to
    return first + (last - first) * min(1.0, max(0.0, share))


def dataset(problems: Sequence[Problem]) -> Dataset:
    """What TRL draws from: the question as a message. The answer travels in the trace's problem."""
    return Dataset.from_list([{"prompt": [{"role": "user", "content": problem.question}]} for problem in problems])


def processes() -> int:
    """As torchrun and accelerate say it."""
    return int(os.environ.get("WORLD_SIZE", "1"))


def order(recipe: Recipe, problems: Sequence[Problem], processes: int) -> list[Problem]:
    """The problems of the whole run in turn, each pass shuffled.

    TRL shuffles anew each epoch, so a run resumed in a later one would see another order, and trains on nothing at all
    where one generation needs more problems than there are.
    """
    train = recipe.train
    at_once = train.batch * recipe.generate_every * processes // train.group
    generations = -(-train.steps * train.accumulate // (recipe.generate_every * train.iterations)) + 1
    rng = random.Random(train.seed)
    found = list[Problem]()
    while len(found) < at_once * generations:
        found += rng.sample(problems, len(problems))
    return found[: at_once * generations]


def _problems(recipe: Recipe, tokenizer: PreTrainedTokenizerFast) -> list[Problem]:
    system = setup(recipe).system
    messages = [{"role": "system", "content": system}] if system else []

    def fits(problem: Problem) -> bool:
        asked = [*messages, {"role": "user", "content": problem.question}]
        ids = cast(list[int], tokenizer.apply_chat_template(asked, add_generation_prompt=True, return_dict=False))
        return len(ids) <= recipe.data.max_prompt_tokens

    found = openmath.load(recipe.data.source, recipe.data.exclude)
    kept = [problem for problem in found if fits(problem)][: recipe.data.limit]
    log.info("%d problems, %d fit and are used", len(found), len(kept))
    if not kept:
        raise RecipeError(f"{recipe.data.source} leaves no problem: raise data.max_prompt_tokens or name other data")
    return kept


def last_checkpoint(out: Path) -> Path | None:
    """The newest whole one: the trainer's state is written last."""
    found = [path.parent for path in out.glob("checkpoint-*/trainer_state.json") if _whole(path)]
    return max(found, key=lambda path: int(path.name.rpartition("-")[2]), default=None)


def _whole(state: Path) -> bool:
    try:
        return "global_step" in json.loads(state.read_text(encoding="utf-8"))
    except ValueError:
        return False


def _sharded(trainer: trl_trainer.AgentTrainer) -> bool:
    plugin = getattr(trainer.accelerator.state, "deepspeed_plugin", None)
    return bool(trainer.is_fsdp_enabled) or (plugin is not None and plugin.zero_stage == 3)
