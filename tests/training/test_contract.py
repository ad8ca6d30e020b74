"""What we rely on in TRL, checked on the installed one: where a test here fails, its message names the file to mend."""

import inspect
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer
from trl import GRPOConfig, GRPOTrainer

from deepmath_xpu.types import Problem
from training.course import dataset
from training.rollout import columns
from training.trl_trainer import AgentTrainer, TemperatureError, temperature_cell

ROLLOUT = "TRL's rollout_func has changed: mend training/rollout.py"
TRAINER = "TRL's trainer has changed: mend training/trl_trainer.py"


def made(checkpoint: Path, tmp_path: Path, rollout: Any) -> GRPOTrainer:
    settings = GRPOConfig(
        output_dir=str(tmp_path),
        max_steps=1,
        per_device_train_batch_size=4,
        gradient_accumulation_steps=1,
        num_generations=2,
        max_completion_length=20,
        temperature=1.2,
        bf16=False,
        use_cpu=True,
        report_to="none",
        logging_steps=1,
        save_strategy="no",
        gradient_checkpointing=False,
    )
    return AgentTrainer(
        temperature_at=lambda share: 1.2 - share,
        model=AutoModelForCausalLM.from_pretrained(checkpoint),
        reward_funcs=[lambda trace, **_: [float(len(row)) for row in trace]],
        args=settings,
        train_dataset=dataset([Problem(str(n), f"What is {n}?") for n in range(2)]),
        processing_class=AutoTokenizer.from_pretrained(checkpoint),
        rollout_func=rollout,
    )


def answer(prompts: list[Any], _trainer: Any) -> dict[str, list[Any]]:
    """Four tokens each, the second and third inserted; the fourth row is shorter."""
    count = len(prompts)
    masks = [[1, 0, 0, 1]] * (count - 1) + [[1, 0, 1]]
    return {
        "prompt_ids": [[5, 6]] * count,
        "completion_ids": [[10 + row, 11, 12, 1][: len(mask)] for row, mask in enumerate(masks)],
        "logprobs": [[-1.0] * len(mask) for mask in masks],
        "env_mask": masks,
        "trace": masks,
    }


def test_prompts_come_repeated_for_the_group_as_raw_messages(checkpoint: Path, tmp_path: Path) -> None:
    seen: list[Any] = []
    trainer = made(checkpoint, tmp_path, lambda prompts, own: seen.extend(prompts) or answer(prompts, own))
    assert_generates(trainer)
    questions = [prompt[-1]["content"] for prompt in seen]
    assert questions == ["What is 0?", "What is 0?", "What is 1?", "What is 1?"], ROLLOUT


def assert_generates(trainer: GRPOTrainer) -> dict[str, Any]:
    trainer.model.train()
    rows = [trainer.train_dataset[place] for place in (0, 0, 1, 1)]
    found: dict[str, Any] = trainer._generate_and_score_completions(rows)
    return found


def test_the_mask_and_the_logprobs_reach_the_loss(checkpoint: Path, tmp_path: Path) -> None:
    batch = assert_generates(made(checkpoint, tmp_path, answer))
    inserted = (batch["tool_mask"] == 0) & (batch["completion_mask"] == 1)
    assert inserted[:, :4].tolist()[0] == [False, True, True, False], ROLLOUT
    assert inserted.sum().item() == 7, ROLLOUT
    assert batch["old_per_token_logps"][0, 0].item() == -1.0, TRAINER


def test_further_keys_reach_the_rewards(checkpoint: Path, tmp_path: Path) -> None:
    batch = assert_generates(made(checkpoint, tmp_path, answer))
    advantages = batch["advantages"].tolist()
    assert advantages[:2] == [0.0, 0.0], ROLLOUT
    assert advantages[2] > 0 > advantages[3], ROLLOUT


@pytest.mark.parametrize("key", ["prompt_ids", "completion_ids", "logprobs"])
def test_trl_wants_the_keys_we_give(checkpoint: Path, tmp_path: Path, key: str) -> None:
    def less(prompts: list[Any], trainer: Any) -> dict[str, list[Any]]:
        return {name: values for name, values in answer(prompts, trainer).items() if name != key}

    assert key in columns([]), ROLLOUT
    with pytest.raises(ValueError, match=key):
        assert_generates(made(checkpoint, tmp_path, less))


def test_the_temperature_moves_in_the_loss_too(checkpoint: Path, tmp_path: Path) -> None:
    trainer = made(checkpoint, tmp_path, answer)
    ids, mask = torch.tensor([[5, 6, 10, 11]]), torch.ones(1, 4, dtype=torch.long)
    for heat in (1.2, 0.7):
        trainer.set_temperature(heat)
        scored = trainer._get_per_token_logps_and_entropies(trainer.model, ids, mask, 2)[0]
        logits = trainer.model(input_ids=ids).logits[:, 1:3]
        wanted = torch.log_softmax(logits / heat, -1).gather(2, ids[:, 2:, None])[..., 0]
        assert torch.allclose(scored, wanted, atol=1e-4), TRAINER
        assert trainer.generation_config.temperature == heat, TRAINER


def test_a_model_without_the_fused_head_is_told_so(checkpoint: Path) -> None:
    with pytest.raises(TemperatureError, match="trl_trainer"):
        temperature_cell(AutoModelForCausalLM.from_pretrained(checkpoint))


def test_the_methods_we_override_are_there() -> None:
    for name in (
        "_generate_and_score_completions",
        "_prepare_inputs",
        "_get_per_token_logps_and_entropies",
        "_compute_loss",
        "training_step",
    ):
        assert name in vars(GRPOTrainer), TRAINER
    assert "self._buffered_inputs = [" in inspect.getsource(GRPOTrainer._prepare_inputs), TRAINER
    assert "rollout_func" in inspect.signature(GRPOTrainer).parameters, ROLLOUT
