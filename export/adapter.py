"""LoRA adapters: merged into a checkpoint before its export."""

import json
from pathlib import Path

import torch
from peft import PeftModel
from transformers import AutoModelForCausalLM, AutoTokenizer

from export.checkpoint import ExportError


def merged(checkpoint: Path, adapter: Path, out: Path) -> Path:
    """A checkpoint at `out` with the adapter's weights added in. ExportError where it is none or does not fit."""
    config = adapter / "adapter_config.json"
    if not config.is_file():
        raise ExportError(f"{adapter} has no adapter_config.json: give a folder that peft saved")
    if json.loads(config.read_text(encoding="utf-8")).get("peft_type") != "LORA":
        raise ExportError(f"{adapter} is no LoRA adapter")
    model = AutoModelForCausalLM.from_pretrained(checkpoint, dtype="auto")
    try:
        whole = PeftModel.from_pretrained(model, str(adapter)).merge_and_unload()
    except (RuntimeError, ValueError) as error:
        raise ExportError(f"{adapter} does not fit {checkpoint}: {str(error).splitlines()[0]}") from error
    if not all(bool(torch.isfinite(value).all()) for value in whole.parameters()):
        raise ExportError(f"{adapter} makes weights infinite: it is broken")
    whole.save_pretrained(out)
    AutoTokenizer.from_pretrained(checkpoint).save_pretrained(out)
    return out
