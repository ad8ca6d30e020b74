"""optimum-habana's real trainer on a CPU, its device layer stubbed: `make test-gaudi`, in an environment of its own."""

import importlib.abc
import importlib.machinery
import importlib.metadata
import importlib.util
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any, ClassVar
from unittest.mock import MagicMock

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

try:
    importlib.metadata.version("optimum-habana")
except importlib.metadata.PackageNotFoundError:
    pytest.skip("optimum-habana has its own environment: make test-gaudi", allow_module_level=True)


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
def trainer_module() -> Iterator[Any]:
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
        from training.gaudi import trainer

        yield trainer
    finally:
        subprocess.run = real
        sys.meta_path[:] = [finder for finder in sys.meta_path if not isinstance(finder, _Finder)]


def test_the_real_trainer_gives_inserted_tokens_no_gradient(
    checkpoint: Path, tmp_path: Path, trainer_module: Any
) -> None:
    from datasets import Dataset
    from optimum.habana import GaudiConfig
    from optimum.habana.trl import GaudiGRPOConfig

    from deepmath_xpu.sandbox import Sandbox
    from deepmath_xpu.types import Limits, Problem
    from training.own_engine import OwnEngine
    from training.rewards import code_use
    from training.rollout import Rollout, Setup

    model, tokenizer = AutoModelForCausalLM.from_pretrained(checkpoint), AutoTokenizer.from_pretrained(checkpoint)
    problems = [Problem("1", "What is 7*6?", "42"), Problem("2", "What is 2*3?", "6")]

    class Source:
        def policy(self, version: int) -> Any:
            return OwnEngine(model, tokenizer).decoding()

    def length(trace: Any) -> float:
        return -0.01 * trace.sampled

    with Sandbox() as sandbox:
        rollout = Rollout(
            problems, Setup("", Limits(3, 90), 45, True, 8, 0), Source(), sandbox.open, lambda traces, seconds: None
        )
        settings = GaudiGRPOConfig(
            output_dir=str(tmp_path),
            use_cpu=True,
            use_habana=False,
            use_lazy_mode=False,
            max_steps=2,
            per_device_train_batch_size=8,
            num_generations=4,
            beta=0.0,
            temperature=1.2,
            learning_rate=1e-3,
            report_to=[],
            save_strategy="no",
            bf16=False,
            remove_unused_columns=False,
        )
        trainer = trainer_module.GaudiAgentTrainer(
            rollout,
            [(code_use, 0.1), (length, 1.0)],
            lambda share: 1.2 - 0.5 * share,
            model=model,
            args=settings,
            gaudi_config=GaudiConfig(),
            train_dataset=Dataset.from_list([{"prompt": [{"role": "user", "content": p.question}]} for p in problems]),
            processing_class=tokenizer,
        )
        seen = spy(trainer)
        trainer.train()
    check(seen)


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
    assert len(seen) == 2
    inserted = 0
    for logps, inputs in seen:
        assert logps.grad is not None
        ours = inputs["completion_mask"].bool()
        foreign = inputs["attn_completion_mask"].bool() & ~ours
        assert (logps.grad[foreign] == 0).all()
        moved = ours & (inputs["advantages"][:, None].abs() > 1e-6)
        assert moved.any()
        assert (logps.grad[moved] != 0).all()
        apart = (logps - inputs["old_per_token_logps"]).abs()[ours]
        assert apart.max() < 1e-4, "the sampler's and the trainer's temperatures differ"
        assert logps.shape[1] % 64 == 0
        inserted += int(foreign.sum())
    assert inserted > 0
