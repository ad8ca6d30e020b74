"""optimum-habana's real trainer on a CPU, its device layer stubbed: `make test-gaudi`, in an environment of its own."""

import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import MagicMock

import pytest
import torch

from training.journal import rows

try:
    importlib.metadata.version("optimum-habana")
except importlib.metadata.PackageNotFoundError:
    pytest.skip("optimum-habana has its own environment: make test-gaudi", allow_module_level=True)

TRAINER = "optimum-habana's trainer has changed: mend training/gaudi/trainer.py"


class _Mocked(ModuleType):
    """A package in which everything is there and does nothing."""

    __path__: ClassVar[list[str]] = []

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return MagicMock()


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name: str, path: Any = None, target: Any = None) -> Any:
        known = name.split(".")[0] in ("habana_frameworks", "habana_device")
        return importlib.machinery.ModuleSpec(name, self, is_package=True) if known else None

    def create_module(self, spec: Any) -> ModuleType:
        return _Mocked(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        return None


@pytest.fixture(scope="module")
def gaudi() -> Iterator[Any]:
    """Importing optimum.habana asks pip for the plugin's version."""
    real = subprocess.run
    plugin = SimpleNamespace(stdout="habana-torch-plugin 1.24.0.1\n", returncode=0, stderr="")
    nothing = SimpleNamespace(stdout="", returncode=1, stderr="")

    def run(command: Any, *args: Any, **settings: Any) -> Any:
        if "hl-smi" in str(command):
            return nothing
        return plugin if "habana" in str(command) else real(command, *args, **settings)

    subprocess.run = run
    sys.meta_path.insert(0, _Finder())
    try:
        from training.gaudi import run

        yield run
    finally:
        subprocess.run = real
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]


RECIPE = """
backend = "habana"
[policy]
model = "{model}"
device = "cpu"
attention = "eager"
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
[heldout]
source = "{heldout}"
every = 2
samples = 1
[train]
steps = {steps}
group = 4
batch = 8
accumulate = 2
loss = "grpo"
rate = 1e-3
save_every = 1
gradient_checkpointing = false
"""


def write(tmp_path: Path, checkpoint: Path, steps: int, policy: str = "") -> Path:
    data, heldout = tmp_path / "data.jsonl", tmp_path / "heldout.jsonl"
    data.write_text('{"question": "What is 7*6?", "answer": "42"}\n{"question": "What is 2*3?", "answer": "6"}\n')
    heldout.write_text('{"question": "What is 9-4?", "answer": "5"}\n')
    path = tmp_path / "recipe.toml"
    path.write_text(RECIPE.format(model=checkpoint, data=data, heldout=heldout, steps=steps, policy=policy))
    return path


@pytest.mark.parametrize("lora", ["", "[policy.lora]\nrank = 4"], ids=["full", "lora"])
def test_the_real_trainer_gives_inserted_tokens_no_gradient(
    checkpoint: Path, tmp_path: Path, gaudi: Any, lora: str
) -> None:
    from training.recipe import Recipe
    from training.run import opened

    recipe = Recipe.read(write(tmp_path, checkpoint, 2, lora))
    with opened(recipe, tmp_path / "out") as parts:
        run = gaudi.make(parts)
        seen = spy(run.trainer)
        run.go()
    check(seen)
    steps = rows(tmp_path / "out" / "metrics.jsonl")
    assert [row["step"] for row in steps] == [0, 1, 2], TRAINER
    assert [row["temperature"] for row in steps[1:]] == pytest.approx([1.2, 0.95]), TRAINER
    wanted = {"rewards/accuracy/mean", "rewards/code_use/mean", "tokens/inserted", "seconds/update", "code/success"}
    assert wanted <= steps[1].keys(), TRAINER
    assert max(row["logprob_mismatch/max"] for row in steps[1:]) < 1e-4, TRAINER
    assert "heldout/accuracy" in steps[2]
    assert (tmp_path / "out" / "checkpoint" / "tokenizer.json").exists()


def test_a_run_that_stopped_goes_on_with_the_same_problems(checkpoint: Path, tmp_path: Path, gaudi: Any) -> None:
    from training.recipe import Recipe
    from training.run import opened

    recipe = Recipe.read(write(tmp_path, checkpoint, 3))
    for name in ("whole", "killed"):
        with opened(recipe, tmp_path / name) as parts:
            gaudi.make(parts).go()
    shutil.rmtree(tmp_path / "killed" / "checkpoint-3")
    shutil.rmtree(tmp_path / "killed" / "checkpoint-2")
    with opened(recipe, tmp_path / "killed") as parts:
        gaudi.make(parts).go()
    whole, again = (rows(tmp_path / name / "metrics.jsonl") for name in ("whole", "killed"))
    assert [(row["step"], row.get("problems")) for row in again] == [
        (row["step"], row.get("problems")) for row in whole
    ]


def spy(trainer: Any) -> list[tuple[torch.Tensor, dict[str, Any]]]:
    seen: list[tuple[torch.Tensor, dict[str, Any]]] = []
    score, loss, last = trainer._get_per_token_logps, trainer.compute_loss, []

    def scored(*args: Any) -> torch.Tensor:
        found = score(*args)
        found.retain_grad()
        last[:] = [found]
        return found

    def lost(model: Any, inputs: dict[str, Any], *args: Any, **settings: Any) -> torch.Tensor:
        value = loss(model, inputs, *args, **settings)
        seen.append((last[0], inputs))
        return value

    trainer._get_per_token_logps, trainer.compute_loss = scored, lost
    return seen


def check(seen: list[tuple[torch.Tensor, dict[str, Any]]]) -> None:
    assert len(seen) == 4, TRAINER
    inserted = 0
    for logps, inputs in seen:
        assert logps.grad is not None
        ours = inputs["completion_mask"].bool()
        foreign = inputs["attn_completion_mask"].bool() & ~ours
        assert (logps.grad[foreign] == 0).all(), TRAINER
        moved = ours & (inputs["advantages"][:, None].abs() > 1e-6)
        assert moved.any()
        assert (logps.grad[moved] != 0).all(), TRAINER
        apart = (logps - inputs["old_per_token_logps"]).abs()[ours]
        assert apart.max() < 1e-4, "the sampler's and the trainer's temperatures differ"
        assert logps.shape[1] % 64 == 0
        inserted += int(foreign.sum())
    assert inserted > 0
