"""LoRA adapters: merged into a checkpoint before its export, or written beside it for openvino-genai to load.

openvino-genai 2026.4 multiplies the two matrices and nothing else: it reads no `lora_alpha`, and passes over what it
does not know. So the scale goes into the second matrix here, and an adapter that is more than matrices is refused.
"""

import json
import re
from pathlib import Path
from typing import Any

import torch
from peft import PeftModel
from peft.tuners.lora import Linear
from safetensors import safe_open
from safetensors.torch import save_file
from transformers import AutoModelForCausalLM, AutoTokenizer

from export.checkpoint import ExportError

MATRIX = re.compile(r"base_model\.model\.model\.layers\.\d+\.[a-z_.]+_proj\.lora_[AB]\.weight")
"""The tensors of an adapter that openvino-genai applies: inside the layers, where a weight is a linear layer's."""


def merged(checkpoint: Path, adapter: Path, out: Path) -> Path:
    """A checkpoint at `out` with the adapter's weights added in. ExportError where it is none or does not fit."""
    whole = _load(checkpoint, adapter).merge_and_unload()
    if not all(bool(torch.isfinite(value).all()) for value in whole.parameters()):
        raise ExportError(f"{adapter} makes weights infinite: it is broken")
    whole.save_pretrained(out)
    AutoTokenizer.from_pretrained(checkpoint).save_pretrained(out)
    return out


def portable(checkpoint: Path, adapter: Path, out: Path) -> Path:
    """The adapter as one file for `openvino_genai.Adapter`. ExportError where that cannot hold all of it."""
    tensors = dict[str, torch.Tensor]()
    model = _load(checkpoint, adapter)
    _refuse_more_than_matrices(adapter)
    for name, layer in model.named_modules():
        if isinstance(layer, Linear):
            first, second = (layer.get_parameter(f"lora_{each}.default.weight") for each in "AB")
            tensors[f"{name}.lora_A.weight"] = first.detach().contiguous()
            tensors[f"{name}.lora_B.weight"] = (second.detach() * layer.scaling["default"]).contiguous()
    if not all(bool(torch.isfinite(value).all()) for value in tensors.values()):
        raise ExportError(f"{adapter} holds NaN or infinity: it is broken")
    save_file(tensors, out)
    return out


def _load(checkpoint: Path, adapter: Path) -> PeftModel:
    if _config(adapter).get("peft_type") != "LORA":
        raise ExportError(f"{adapter} is no LoRA adapter")
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype="auto")
    try:
        return PeftModel.from_pretrained(model, str(adapter))
    except (RuntimeError, ValueError) as error:
        raise ExportError(f"{adapter} does not fit {checkpoint}: {str(error).splitlines()[0]}") from error


def _config(adapter: Path) -> dict[str, Any]:
    path = adapter / "adapter_config.json"
    if not path.is_file():
        raise ExportError(f"{adapter} has no adapter_config.json: give a folder that peft saved")
    return dict(json.loads(path.read_text(encoding="utf-8")))


def _refuse_more_than_matrices(adapter: Path) -> None:
    """ExportError where the file holds other tensors than pairs of matrices at linear layers."""
    with safe_open(adapter / "adapter_model.safetensors", "pt") as file:
        names = list(file.keys())
    odd = sorted(name for name in names if not MATRIX.fullmatch(name))
    if odd:
        raise ExportError(f"{adapter} holds {odd[0]}, which openvino-genai cannot apply: merge it with --adapter")
