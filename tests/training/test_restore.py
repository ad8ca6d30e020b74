"""The embedded artifact's checkpoint, made again from its 8-bit weights."""

from pathlib import Path

import numpy as np
import openvino as ov
import pytest
import torch
from transformers import Qwen3ForCausalLM

from deepmath_xpu.artifact import EMBEDDED
from training.restore import restore, weights


def test_a_restored_checkpoint_computes_what_its_artifact_does(tmp_path: Path) -> None:
    restore(EMBEDDED, tmp_path)
    ids = torch.arange(20, 60)[None]
    with torch.no_grad():
        expected = Qwen3ForCausalLM.from_pretrained(tmp_path)(ids).logits[0, -1]
    compiled = ov.Core().compile_model(EMBEDDED / "openvino_model.xml", "CPU", {"INFERENCE_PRECISION_HINT": "f32"})
    inputs = {"input_ids": ids, "attention_mask": torch.ones_like(ids), "position_ids": torch.arange(40)[None]}
    found = compiled({**{k: v.numpy() for k, v in inputs.items()}, "beam_idx": np.zeros(1, np.int32)})["logits"][0, -1]
    assert torch.softmax(torch.from_numpy(found), 0).allclose(torch.softmax(expected, 0), atol=0.02)


def test_a_graph_without_weights_is_refused(tmp_path: Path) -> None:
    value = ov.opset15.parameter([1], ov.Type.f32)
    assert weights(ov.Model([ov.opset15.relu(value)], [value], "empty")) == {}
    for name in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        (tmp_path / name).write_bytes((EMBEDDED / name).read_bytes())
    ov.save_model(ov.Model([ov.opset15.relu(value)], [value], "empty"), tmp_path / "openvino_model.xml")
    with pytest.raises(ValueError, match="holds no"):
        restore(tmp_path, tmp_path / "out")
