"""LoRA adapters: merged into the weights, or loaded by openvino-genai from beside them."""

import json
import shutil
from pathlib import Path

import numpy as np
import openvino as ov
import openvino_genai
import pytest
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from safetensors.torch import load_file, save_file
from transformers import Qwen3ForCausalLM

from deepmath_xpu.artifact import load, verify
from export.adapter import merged, portable
from export.card import card
from export.checkpoint import ExportError, check
from export.convert import Wanted, export
from export.recipe import read

PROMPT = list(range(20, 40))


def wrapped(checkpoint: Path, **settings: object) -> PeftModel:
    """A random adapter, strong enough to be noticed: alone, the random model repeats its last token."""
    torch.manual_seed(1)
    model = Qwen3ForCausalLM.from_pretrained(checkpoint)
    modules = ["q_proj", "v_proj", "o_proj", "up_proj", "down_proj"]
    options = {"r": 4, "lora_alpha": 128, "target_modules": modules, "init_lora_weights": False}
    return get_peft_model(model, LoraConfig(**(options | settings)))


@pytest.fixture(scope="module")
def adapter(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("lora") / "style"
    wrapped(checkpoint).save_pretrained(folder)
    return folder


def greedy(folder: Path, adapter: Path | None = None) -> list[int]:
    """What openvino-genai writes, in 32 bits."""
    exact = {"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32"}
    if adapter is not None:
        exact |= {"adapters": openvino_genai.AdapterConfig(openvino_genai.Adapter(adapter))}
    pipeline = openvino_genai.LLMPipeline(folder, "CPU", **exact)
    done = pipeline.generate(ov.Tensor(np.array([PROMPT])), max_new_tokens=24, ignore_eos=True, do_sample=False)
    return list(done.tokens[0])


def test_a_lora_adapter_is_merged(checkpoint: Path, adapter: Path, tmp_path: Path) -> None:
    whole = merged(checkpoint, adapter, tmp_path / "whole")
    check(whole)
    ids = torch.arange(9)[None]
    both = Qwen3ForCausalLM.from_pretrained(whole)(ids).logits
    assert torch.allclose(both, wrapped(checkpoint)(ids).logits, atol=1e-4)
    assert not torch.allclose(both, Qwen3ForCausalLM.from_pretrained(checkpoint)(ids).logits, atol=1e-2)


def test_an_adapter_beside_writes_what_the_merged_model_writes(checkpoint: Path, adapter: Path, tmp_path: Path) -> None:
    """And something else than the base alone; its scale of 128 / 4 is not lost on the way."""
    out = export(Wanted(checkpoint, read("fp32"), "base", adapters=(adapter,)), tmp_path / "base")
    verify(load(out))
    assert "adapters/style.safetensors" in load(out).manifest.files
    whole = merged(checkpoint, adapter, tmp_path / "whole")
    both = export(Wanted(whole, read("fp32"), "both"), tmp_path / "both")
    written = greedy(out, out / "adapters" / "style.safetensors")
    assert written == greedy(both)
    assert written != greedy(out)


@pytest.mark.parametrize("settings", [{"use_rslora": True}, {"alpha_pattern": {"q_proj": 7}}])
def test_the_scale_is_the_adapter_s_own(settings: dict[str, object], checkpoint: Path, tmp_path: Path) -> None:
    model = wrapped(checkpoint, **settings)
    model.save_pretrained(tmp_path / "adapter")
    tensors = load_file(portable(checkpoint, tmp_path / "adapter", tmp_path / "one.safetensors"))
    name = "base_model.model.model.layers.0.self_attn.q_proj"
    product = tensors[f"{name}.lora_B.weight"] @ tensors[f"{name}.lora_A.weight"]
    layer = model.get_submodule(name)
    assert torch.allclose(product, layer.get_delta_weight("default"), atol=1e-5)


def test_an_adapter_that_is_more_than_matrices_is_refused(checkpoint: Path, tmp_path: Path) -> None:
    wrapped(checkpoint, use_dora=True).save_pretrained(tmp_path / "adapter")
    with pytest.raises(ExportError, match="--adapter"):
        portable(checkpoint, tmp_path / "adapter", tmp_path / "one.safetensors")


def test_an_adapter_with_nan_is_refused(checkpoint: Path, adapter: Path, tmp_path: Path) -> None:
    folder = tmp_path / "adapter"
    shutil.copytree(adapter, folder)
    tensors = load_file(folder / "adapter_model.safetensors")
    next(iter(tensors.values()))[0] = float("nan")
    save_file(tensors, folder / "adapter_model.safetensors")
    with pytest.raises(ExportError, match="NaN"):
        portable(checkpoint, folder, tmp_path / "one.safetensors")
    with pytest.raises(ExportError, match="infinite"):
        merged(checkpoint, folder, tmp_path / "whole")


def test_no_adapter_is_refused(checkpoint: Path, adapter: Path, tmp_path: Path) -> None:
    with pytest.raises(ExportError, match="adapter_config"):
        merged(checkpoint, checkpoint, tmp_path / "whole")
    folder = tmp_path / "other"
    shutil.copytree(adapter, folder)
    config = json.loads((folder / "adapter_config.json").read_text())
    (folder / "adapter_config.json").write_text(json.dumps(config | {"peft_type": "PROMPT_TUNING"}))
    with pytest.raises(ExportError, match="no LoRA"):
        portable(checkpoint, folder, tmp_path / "one.safetensors")


def test_the_card_says_how_to_load_it() -> None:
    text = card("base", "", "source", "int8", adapters=["adapters/style.safetensors"])
    assert 'openvino_genai.Adapter("DIR/adapters/style.safetensors")' in text
