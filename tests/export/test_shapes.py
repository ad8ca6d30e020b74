"""Every recipe on two models, the embedded one and the shape of Qwen3-0.6B with the real Qwen3 tokenizer. Slow.

Each result is loaded by our runtime, by bare openvino-genai and by optimum-intel. The tokenizer is that of the folder
which QWEN3_TOKENIZER names; the weights of the larger shape are random.
"""

import os
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import openvino as ov
import openvino_genai
import pytest
import torch
from optimum.intel import OVModelForCausalLM
from transformers import AutoTokenizer

from bench.peers import weights
from deepmath_xpu.device import Settings
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Sampling
from export import structure
from export.calibration import Calibration
from export.convert import Wanted, export
from export.recipe import names, read

pytestmark = [pytest.mark.slow, pytest.mark.timeout(7200)]
TOKENIZER = Path(os.environ.get("QWEN3_TOKENIZER", Path(__file__).parents[3] / "shared" / "qwen3_tokenizer"))
TEXT = "What is 12 + 30?\n<tool_call>\nprint(12 + 30)\n</tool_call>\n```output\n42\n```\nThe sum is \\boxed{42}."
TOKENS = 64


@pytest.fixture(scope="module", params=["embedded", "qwen3-0.6b"])
def model(
    request: pytest.FixtureRequest, embedded_checkpoint: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Path]:
    if request.param == "embedded":
        yield embedded_checkpoint
        return
    if not (TOKENIZER / "tokenizer.json").is_file():
        pytest.skip(f"{TOKENIZER} holds no tokenizer: set QWEN3_TOKENIZER")
    yield weights.checkpoint(tmp_path_factory.mktemp("shape"), request.param, TOKENIZER)


def calibration(model: Path) -> Calibration:
    ids = tuple(AutoTokenizer.from_pretrained(model)(TEXT, add_special_tokens=False)["input_ids"])
    return Calibration(tuple(ids[start:] for start in range(8)), (TEXT,), "test")


def by_us(out: Path) -> tuple[list[int], list[int]]:
    """Prompt and what follows it."""
    with OpenVINOEngine(out, Settings.choose(out, exact=True)) as engine:
        prompt = engine.chat("", "What is 12 + 30?")
        return list(prompt), list(engine.generate(prompt, Sampling(max_tokens=TOKENS, temperature=0.0)).ids)


def by_genai(out: Path, prompt: list[int]) -> list[int]:
    pipeline = openvino_genai.LLMPipeline(out, "CPU", INFERENCE_PRECISION_HINT="f32")
    done = pipeline.generate(ov.Tensor(np.array([prompt])), max_new_tokens=TOKENS, do_sample=False)
    return list(done.tokens[0])


def by_optimum(out: Path, prompt: list[int]) -> list[int]:
    loaded = OVModelForCausalLM.from_pretrained(out, ov_config={"INFERENCE_PRECISION_HINT": "f32"})
    done = loaded.generate(torch.tensor([prompt]), max_new_tokens=TOKENS, do_sample=False)
    return list(done[0].tolist())[len(prompt) :]


@pytest.mark.parametrize("name", names())
def test_every_recipe_loads_everywhere(name: str, model: Path, tmp_path: Path) -> None:
    """And in BF16 our engine writes what optimum-intel does."""
    recipe = read(name)
    data = calibration(model) if recipe.needs_data else None
    traced = model.parent / f"traced-{recipe.float_format}"
    out = export(Wanted(model, recipe, name, calibration=data), tmp_path / name, traced)
    assert structure.problems(out, recipe) == []
    prompt, ours = by_us(out)
    bare, theirs = by_genai(out, prompt), by_optimum(out, prompt)
    assert ours
    assert bare
    assert theirs
    if name == "bf16":
        assert ours == theirs[: len(ours)]
        assert len(ours) == TOKENS or model.name == "nano"  # the embedded model knows when to stop
