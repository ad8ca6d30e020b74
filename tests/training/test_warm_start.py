"""The warm start: what is learnt of a trace, packing that no trace sees through, and runs that stop and go on."""

import json
import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file
from tables import ANSWERS, QUESTIONS, row
from transformers import AutoModelForCausalLM, AutoTokenizer, PreTrainedTokenizerFast

from deepmath_xpu import agent
from deepmath_xpu.agent import Task
from deepmath_xpu.grading import Grader
from deepmath_xpu.records import TraceRecord
from deepmath_xpu.sandbox import ScriptedSession
from deepmath_xpu.types import Problem, Sampling, Trace
from training import course, policy
from training.__main__ import warm
from training.journal import Journal, rows
from training.own_engine import OwnEngine
from training.recipe import RecipeError
from training.sft import IGNORED, Example, example
from training.warm_start import Recipe, Rows, examples, fitting, make, of_trace, train

ROOT = Path(__file__).parents[2]
CONFIGS = ROOT / "training" / "configs"
TRL = "TRL's SFT trainer has changed: mend training/warm_start.py"
RECIPE = """
[policy]
model = "{model}"
device = "cpu"
{policy}
[train]
steps = {steps}
tokens = 128
batch = 1
accumulate = 1
rate = 1e-3
save_every = 2
gradient_checkpointing = false
"""


def recipe(tmp_path: Path, model: Path, steps: int = 6, policy: str = "") -> Path:
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format(model=model, steps=steps, policy=policy))
    return path


def generated(tmp_path: Path) -> Path:
    path = tmp_path / "rows.jsonl"
    path.write_text("".join(json.dumps(row(question)) + "\n" for question in [*QUESTIONS] * 8))
    return path


@pytest.fixture(scope="module")
def tokenizer(checkpoint: Path) -> PreTrainedTokenizerFast:
    return policy.tokenizer(str(checkpoint))


def sampled(checkpoint: Path, question: str, gold: str | None) -> Trace:
    engine = OwnEngine(AutoModelForCausalLM.from_pretrained(checkpoint), AutoTokenizer.from_pretrained(checkpoint))
    task = Task(Problem("1", question, gold), sampling=Sampling(45, 0.0, 1.0, 0))
    with engine.decoding():
        return agent.solve(task, engine, lambda: ScriptedSession([ANSWERS[QUESTIONS[question]]]))


def kept(tmp_path: Path, trace: Trace, keep: str, tokenizer: PreTrainedTokenizerFast) -> list[Example]:
    path = tmp_path / "traces.jsonl"
    path.write_text(TraceRecord.of(trace, "x").model_dump_json() + "\n")
    with Grader() as grader:
        return list(examples([path], tokenizer, Rows.model_validate({"keep": keep}), grader))


def test_of_a_trace_exactly_what_the_model_sampled_is_learnt(
    tmp_path: Path, checkpoint: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    trace = sampled(checkpoint, "What is 7*6?", "42")
    (made,) = kept(tmp_path, trace, "right", tokenizer)
    assert made.ids == [*trace.prompt, *trace.ids]
    behind = made.labels[len(trace.prompt) :]
    assert [label != IGNORED for label in behind] == [bool(bit) for bit in trace.mask]
    assert 0 in trace.mask
    assert set(made.labels[: len(trace.prompt)]) == {IGNORED}
    assert made.labels[-1] == tokenizer.eos_token_id


def test_a_trace_and_the_row_it_repeats_are_the_same_example(
    checkpoint: Path, tokenizer: PreTrainedTokenizerFast
) -> None:
    trace = sampled(checkpoint, "What is 7*6?", "42")
    assert of_trace(trace).ids == example(row("What is 7*6?"), tokenizer).ids
    assert of_trace(trace).labels == example(row("What is 7*6?"), tokenizer).labels


@pytest.mark.parametrize(
    ("gold", "keep", "count"),
    [("42", "right", 1), ("43", "right", 0), (None, "right", 0), ("43", "answered", 1), ("43", "all", 1)],
)
def test_wrong_traces_are_learnt_only_where_asked(
    tmp_path: Path, checkpoint: Path, tokenizer: PreTrainedTokenizerFast, gold: str | None, keep: str, count: int
) -> None:
    assert len(kept(tmp_path, sampled(checkpoint, "What is 7*6?", gold), keep, tokenizer)) == count


def test_a_trace_of_another_tokenizer_is_refused(tmp_path: Path, checkpoint: Path) -> None:
    from training import tokenizer as tokenizers

    other = tokenizers.train(["Entirely other words learnt here"] * 50, 350)
    with pytest.raises(RecipeError, match="another tokenizer"):
        kept(tmp_path, sampled(checkpoint, "What is 7*6?", "42"), "all", other)


def test_long_and_empty_examples_are_left_out() -> None:
    made = fitting([Example([1] * 9, [1] * 9), Example([1], [1]), Example([1], [IGNORED])], 8)
    assert made == [Example([1], [1])]


@pytest.mark.parametrize("attention", ["sdpa", "eager"])
def test_packed_traces_do_not_see_one_another(
    tmp_path: Path, checkpoint: Path, tokenizer: PreTrainedTokenizerFast, attention: str
) -> None:
    """The loss of a packed batch is the mean over its traces' labels, each trace by itself."""
    path = recipe(tmp_path, checkpoint, policy=f'attention = "{attention}"')
    items = [example(row(question), tokenizer) for question in QUESTIONS]
    placement = policy.place(policy.Device.CPU, attention=attention)
    trainer = make(Recipe.read(path), placement, tokenizer, items, tmp_path / "out", Journal(tmp_path / "out"))
    assert any(len(entry["seq_lengths"]) > 1 for entry in trainer.train_dataset), TRL
    total, count = 0.0, 0
    model = trainer.model.eval()
    with torch.no_grad():
        for batch in trainer.get_train_dataloader():
            learnt = int((batch["labels"][:, 1:] != IGNORED).sum())
            total += float(trainer.compute_loss(model, dict(batch))) * learnt
            count += learnt
        wanted = sum(alone(model, item) for item in items)
    assert count == sum(label != IGNORED for item in items for label in item.labels), TRL
    assert total / count == pytest.approx(wanted / count, rel=1e-4), TRL


def alone(model: Any, item: Example) -> float:
    """The summed loss of one example by itself."""
    logits = model(torch.tensor([item.ids])).logits[0, :-1]
    labels = torch.tensor(item.labels[1:])
    return float(torch.nn.functional.cross_entropy(logits, labels, ignore_index=IGNORED, reduction="sum"))


def test_a_run_learns_and_one_that_stopped_ends_in_the_same_weights(tmp_path: Path, checkpoint: Path) -> None:
    path, data = recipe(tmp_path, checkpoint), generated(tmp_path)
    train(Recipe.read(path), [data], tmp_path / "whole")
    losses = [line["loss"] for line in rows(tmp_path / "whole" / "metrics.jsonl")]
    assert len(losses) == 6
    assert losses[-1] < losses[0]
    shutil.copytree(tmp_path / "whole", tmp_path / "killed")
    for name in ("checkpoint-4", "checkpoint-6", "checkpoint"):
        shutil.rmtree(tmp_path / "killed" / name)
    train(Recipe.read(path), [data], tmp_path / "killed")
    assert [line["loss"] for line in rows(tmp_path / "killed" / "metrics.jsonl")] == losses
    whole, killed = (load_file(tmp_path / name / "checkpoint" / "model.safetensors") for name in ("whole", "killed"))
    assert all(torch.equal(whole[key], killed[key]) for key in whole)


def test_an_adapter_is_kept_and_merged_into_a_whole_checkpoint(tmp_path: Path, checkpoint: Path) -> None:
    train(
        Recipe.read(recipe(tmp_path, checkpoint, 2, "[policy.lora]\nrank = 4")), [generated(tmp_path)], tmp_path / "out"
    )
    assert (tmp_path / "out" / "adapter" / "adapter_config.json").exists()
    merged = AutoModelForCausalLM.from_pretrained(tmp_path / "out" / "checkpoint")
    assert not torch.equal(
        merged.model.layers[0].mlp.up_proj.weight,
        AutoModelForCausalLM.from_pretrained(checkpoint).model.layers[0].mlp.up_proj.weight,
    )
    assert policy.tokenizer(str(tmp_path / "out" / "checkpoint")).chat_template


def test_the_config_file_tells_a_warm_start_from_the_embedded_models_training(tmp_path: Path, checkpoint: Path) -> None:
    assert warm(CONFIGS / "warm_start.toml")
    assert not warm(CONFIGS / "nano.toml")
    assert Recipe.read(CONFIGS / "warm_start.toml").policy.lora is not None
    with pytest.raises(RecipeError, match="stepz"):
        Recipe.read(recipe(tmp_path, checkpoint, policy="stepz = 1"))


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_a_killed_command_goes_on_to_the_same_steps(tmp_path: Path, checkpoint: Path) -> None:
    path, data = recipe(tmp_path, checkpoint, 12), generated(tmp_path)

    def launch(out: Path) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "training", "sft", "--config", str(path), "--rows", str(data)]
        environment = {**os.environ, "OMP_NUM_THREADS": "1", "PYTHONPATH": str(ROOT)}
        return subprocess.Popen([*command, "--out", str(out)], cwd=ROOT, env=environment)

    assert launch(tmp_path / "whole").wait(400) == 0
    killed = launch(tmp_path / "killed")
    while course.last_checkpoint(tmp_path / "killed") is None and killed.poll() is None:
        time.sleep(0.02)
    killed.kill()
    killed.wait()
    assert launch(tmp_path / "killed").wait(400) == 0
    whole, again = (rows(tmp_path / name / "metrics.jsonl") for name in ("whole", "killed"))
    assert [(line["step"], line["loss"]) for line in again] == [(line["step"], line["loss"]) for line in whole]
