"""GRPO from end to end on a CPU: snippets run in the real sandbox, and no inserted token moves a weight."""

import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from deepmath_xpu.grading import Grader
from deepmath_xpu.records import read
from deepmath_xpu.sandbox import Sandbox
from training import course, grpo, policy, rewards, trl_trainer
from training.journal import rows
from training.openmath import jsonl
from training.recipe import Recipe, RecipeError
from training.run import Parts, Run

ROOT = Path(__file__).parents[2]
RECIPE = """
[policy]
model = "{model}"
device = "cpu"
{policy}
[rollout]
system_prompt = false
tokens = 90
step_tokens = 45
steps = 3
temperature_from = 1.2
temperature_to = 0.7
[data]
source = "{data}"
max_prompt_tokens = 100
[train]
steps = 4
group = 4
batch = 8
accumulate = 1
rate = 1e-3
save_every = 2
gradient_checkpointing = false
{train}
"""


def write(tmp_path: Path, checkpoint: Path, train: str = "", policy: str = "") -> Path:
    questions = {"What is 2*3?": "6", "What is 7*6?": "42", "What is 9-4?": "5"}
    data = tmp_path / "data.jsonl"
    data.write_text("".join(json.dumps({"question": q, "answer": a}) + "\n" for q, a in questions.items()))
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format(model=checkpoint, data=data, train=train, policy=policy))
    return path


@pytest.fixture(scope="module")
def parts() -> Iterator[tuple[Sandbox, Grader]]:
    with Sandbox() as sandbox, Grader() as grader:
        yield sandbox, grader


def make(path: Path, out: Path, parts: tuple[Sandbox, Grader]) -> Run:
    recipe, (sandbox, grader) = Recipe.read(path), parts
    tokenizer = policy.tokenizer(recipe.policy.model)
    problems = list(jsonl(path.parent / "data.jsonl"))
    placement, functions = policy.place(policy.Device.CPU), rewards.functions(grader)
    measured = problems[:2] if recipe.heldout.source else []
    return grpo.make(Parts(recipe, out, placement, tokenizer, problems, measured, sandbox.open, functions))


class Spy:
    """Keeps each step's log-probabilities with their gradients."""

    def __init__(self, trainer: trl_trainer.AgentTrainer) -> None:
        self.seen: list[tuple[torch.Tensor, dict[str, Any]]] = []
        inner_score, inner_loss = trainer._get_per_token_logps_and_entropies, trainer._compute_loss
        last: list[torch.Tensor] = []

        def score(*args: Any, **settings: Any) -> Any:
            found = inner_score(*args, **settings)
            if found[0].requires_grad:
                found[0].retain_grad()
                last[:] = [found[0]]
            return found

        def loss(model: Any, inputs: dict[str, Any]) -> torch.Tensor:
            value = inner_loss(model, inputs)
            self.seen.append((last[0], inputs))
            return value

        trainer._get_per_token_logps_and_entropies = score
        trainer._compute_loss = loss


@pytest.mark.parametrize("lora", ["", "[policy.lora]\nrank = 4"], ids=["full", "lora"])
def test_inserted_tokens_get_no_gradient_and_sampled_ones_do(
    tmp_path: Path, checkpoint: Path, parts: tuple[Sandbox, Grader], lora: str
) -> None:
    run = make(write(tmp_path, checkpoint, policy=lora), tmp_path / "out", parts)
    spy = Spy(run.trainer)
    run.go()
    inserted = trained = 0
    for logps, inputs in spy.seen:
        assert logps.grad is not None
        padded = inputs["completion_mask"].bool()
        foreign = padded & ~inputs["tool_mask"].bool()
        ours = padded & inputs["tool_mask"].bool() & (inputs["advantages"][:, None] != 0)
        assert (logps.grad[foreign] == 0).all()
        assert (logps.grad[ours] != 0).all()
        inserted, trained = inserted + int(foreign.sum()), trained + int(ours.sum())
    assert inserted > 0
    assert trained > 0
    check_journal(tmp_path / "out")


def test_padding_that_other_traces_need_is_cut_and_changes_no_loss(
    tmp_path: Path, checkpoint: Path, parts: tuple[Sandbox, Grader]
) -> None:
    run = make(write(tmp_path, checkpoint), tmp_path / "out", parts)
    spy = Spy(run.trainer)
    run.go()
    for _, inputs in list(spy.seen):
        assert inputs["prompt_mask"][:, 0].any()
        assert inputs["completion_mask"][:, -1].any()
        wide = {name: widened(name, value) for name, value in inputs.items()}
        narrow = trl_trainer.trimmed(wide)
        assert all(torch.equal(narrow[name], value) for name, value in inputs.items() if torch.is_tensor(value))
        losses = [run.trainer._compute_loss(run.trainer.model, one).item() for one in (wide, inputs)]
        assert losses[0] == pytest.approx(losses[1], rel=1e-4, abs=1e-7)


def test_traces_of_one_optimizer_step_are_sorted_by_length_and_none_is_lost(
    tmp_path: Path, checkpoint: Path, parts: tuple[Sandbox, Grader]
) -> None:
    path = write(tmp_path, checkpoint)
    path.write_text(path.read_text().replace("batch = 8\naccumulate = 1", "batch = 4\naccumulate = 2"))
    run = make(path, tmp_path / "out", parts)
    spy = Spy(run.trainer)
    run.go()
    window = run.trainer.args.gradient_accumulation_steps
    assert (window, len(spy.seen)) == (2, 8)
    for first in range(0, len(spy.seen), window):
        step = [inputs for _, inputs in spy.seen[first : first + window]]
        lengths = [n for one in step for n in (one["prompt_mask"].sum(1) + one["completion_mask"].sum(1)).tolist()]
        assert lengths == sorted(lengths)
        advantages = torch.cat([one["advantages"] for one in step])
        assert advantages.sum().item() == pytest.approx(0.0, abs=1e-4), "whole groups are there, each centred"


@pytest.mark.parametrize("window", [1, 2, 4])
def test_micro_batches_keep_each_traces_values_together(window: int) -> None:
    def batch(first: int) -> dict[str, Any]:
        lengths = [(7 * (first + k)) % 11 for k in range(3)]
        mask = torch.tensor([[1] * n + [0] * (11 - n) for n in lengths])
        return {
            "prompt_mask": torch.ones(3, 2, dtype=torch.long),
            "completion_mask": mask,
            "advantages": torch.tensor([float(n) for n in lengths]),
            "names": [str(n) for n in lengths],
            "num_items_in_batch": torch.tensor(5),
            "old": None,
        }

    found = trl_trainer.by_length([batch(3 * k) for k in range(4)], window)
    assert len(found) == 4
    for one in found:
        assert one["completion_mask"].sum(1).tolist() == one["advantages"].tolist() == [float(n) for n in one["names"]]
        assert (one["num_items_in_batch"].item(), one["old"]) == (5, None)
    for first in range(0, 4, window):
        lengths = [n for one in found[first : first + window] for n in one["advantages"].tolist()]
        asked = [n for k in range(first, first + window) for n in batch(3 * k)["advantages"].tolist()]
        assert lengths == sorted(asked)


def widened(name: str, value: Any) -> Any:
    """With three columns of padding more, on TRL's side."""
    if not torch.is_tensor(value) or value.dim() != 2:
        return value
    left = name.startswith("prompt")
    return torch.nn.functional.pad(value, (3, 0) if left else (0, 3), value=int(name == "tool_mask"))


def check_journal(out: Path) -> None:
    """Also: the sampler's and the trainer's log-probabilities agree all along the schedule."""
    steps = rows(out / "metrics.jsonl")
    assert [row["step"] for row in steps] == [1, 2, 3, 4]
    assert [row["temperature"] for row in steps] == pytest.approx([1.2, 1.075, 0.95, 0.825])
    assert all(row["logprob_mismatch/max"] < 1e-4 for row in steps)
    assert any(row["code/use"] > 0 for row in steps)
    wanted = {"rewards/accuracy/mean", "rewards/code_use/mean", "tokens/sampled", "tokens/inserted", "seconds/rollout"}
    assert wanted | {"seconds/snippets", "seconds/update", "traces/out_of_budget"} <= steps[0].keys()
    assert all(len(row["problems"]) == 8 for row in steps)
    assert (out / "checkpoint" / "tokenizer.json").exists()


def test_the_traces_of_a_step_are_kept_in_the_runtimes_format(
    tmp_path: Path, checkpoint: Path, parts: tuple[Sandbox, Grader]
) -> None:
    run = make(write(tmp_path, checkpoint, "report_to = []"), tmp_path / "out", parts)
    traces = run.rollout.traces(list(jsonl(tmp_path / "data.jsonl")), 1.0, 0, 0)
    kept = [record.trace() for record in read(tmp_path / "out" / "traces" / "step-000000-0.jsonl")]
    assert kept == traces


def launch(path: Path, out: Path, *before: str) -> subprocess.Popen[bytes]:
    command = [*(before or (sys.executable,)), "-m", "training", "grpo", "--config", str(path), "--out", str(out)]
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, cwd=ROOT, env=environment)


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_a_killed_run_goes_on_with_the_same_problems(tmp_path: Path, checkpoint: Path) -> None:
    path = write(tmp_path, checkpoint)
    assert launch(path, tmp_path / "whole").wait(600) == 0
    killed = launch(path, tmp_path / "killed")
    while course.last_checkpoint(tmp_path / "killed") is None and killed.poll() is None:
        time.sleep(0.05)
    killed.kill()
    killed.wait()
    assert launch(path, tmp_path / "killed").wait(600) == 0
    whole, again = (rows(tmp_path / name / "metrics.jsonl") for name in ("whole", "killed"))
    assert [(row["step"], row["problems"]) for row in again] == [(row["step"], row["problems"]) for row in whole]


@pytest.mark.timeout(900)
@pytest.mark.slow
def test_two_processes_train_together(tmp_path: Path, checkpoint: Path) -> None:
    torchrun = (sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node", "2")
    assert launch(write(tmp_path, checkpoint), tmp_path / "out", *torchrun).wait(800) == 0
    assert len(rows(tmp_path / "out" / "metrics.jsonl")) == 4
    assert {path.name for path in (tmp_path / "out" / "traces").iterdir()} >= {
        "step-000000-0.jsonl",
        "step-000000-1.jsonl",
    }


def test_a_run_has_problems_to_its_end_however_few_there_are(tmp_path: Path, checkpoint: Path) -> None:
    recipe = Recipe.read(write(tmp_path, checkpoint))
    problems = list(jsonl(tmp_path / "data.jsonl"))
    turn = course.order(recipe, problems, 2)
    assert len(turn) >= 4 * 4
    assert {problem.id for problem in turn[:3]} == {problem.id for problem in turn[3:6]} == {"1", "2", "3"}
    assert turn == course.order(recipe, problems, 2)


def test_a_half_written_checkpoint_is_passed_over(tmp_path: Path) -> None:
    for step, state in ((2, '{"global_step": 2}'), (10, '{"glob')):
        (tmp_path / f"checkpoint-{step}").mkdir()
        (tmp_path / f"checkpoint-{step}" / "trainer_state.json").write_text(state)
    (tmp_path / "checkpoint-12").mkdir()
    found = course.last_checkpoint(tmp_path)
    assert found is not None
    assert found.name == "checkpoint-2"


def test_held_out_problems_are_measured_before_in_and_after_the_run(
    tmp_path: Path, checkpoint: Path, parts: tuple[Sandbox, Grader]
) -> None:
    path = write(tmp_path, checkpoint, f'[heldout]\nsource = "{tmp_path}/data.jsonl"\nevery = 3\nsamples = 2')
    make(path, tmp_path / "out", parts).go()
    steps = rows(tmp_path / "out" / "metrics.jsonl")
    measured = [row for row in steps if "heldout/accuracy" in row]
    assert [row["step"] for row in measured] == [0, 3, 4]
    assert all(0 <= row["heldout/accuracy"] <= 1 and row["heldout/tokens_sampled"] > 0 for row in measured)


def test_a_tracker_that_is_not_installed_is_told_before_anything_is_loaded(tmp_path: Path, checkpoint: Path) -> None:
    path = write(tmp_path, checkpoint, 'report_to = ["wandb"]').rename(tmp_path / "wandb.toml")
    if importlib.util.find_spec("wandb") is not None:
        pytest.skip("W&B is installed here")
    with pytest.raises(RecipeError, match="pip install wandb"):
        grpo.train(Recipe.read(path), tmp_path / "out")
