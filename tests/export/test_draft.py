"""A smaller artifact that guesses for a larger one."""

import json
import shutil
from pathlib import Path

import numpy as np
import openvino as ov
import openvino_genai
import pytest

from deepmath_xpu.artifact import load, verify
from export import draft, run
from export.__main__ import parser
from export.checkpoint import ExportError

EXACT = {"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32"}


def test_a_draft_is_an_artifact_that_names_its_target(artifact: Path, checkpoint: Path, tmp_path: Path) -> None:
    """With it openvino-genai writes greedily what the target writes alone."""
    out = tmp_path / "draft"
    command = [
        str(checkpoint),
        "--recipe",
        "int4",
        "--group-size",
        "32",
        "--out",
        str(out),
        "--draft-of",
        str(artifact),
    ]
    assert run.run(parser().parse_args(command))
    verify(load(out))
    assert load(out).manifest.recipe["draft_of"] == load(artifact).digest
    assert "greedy only" in (out / "README.md").read_text(encoding="utf-8")
    assert (out / "openvino_model.bin").stat().st_size < (artifact / "openvino_model.bin").stat().st_size
    helper = openvino_genai.draft_model(out, "CPU", **EXACT)
    prompt, greedy = ov.Tensor(np.array([list(range(20, 40))])), {"max_new_tokens": 24, "do_sample": False}
    alone = openvino_genai.LLMPipeline(artifact, "CPU", **EXACT).generate(prompt, **greedy).tokens
    pair = openvino_genai.LLMPipeline(artifact, "CPU", draft_model=helper, **EXACT)
    assert pair.generate(prompt, **greedy, num_assistant_tokens=4).tokens == alone


def test_other_tokens_than_the_target_s_are_refused(artifact: Path, checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    held = json.loads((folder / "tokenizer.json").read_text())
    first, second = list(held["model"]["vocab"])[100:102]
    vocabulary = held["model"]["vocab"]
    vocabulary[first], vocabulary[second] = vocabulary[second], vocabulary[first]
    (folder / "tokenizer.json").write_text(json.dumps(held))
    with pytest.raises(ExportError, match="other tokens"):
        draft.digest_of(artifact, folder)
