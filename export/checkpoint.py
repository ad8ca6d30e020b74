"""What a checkpoint must be before hours are spent on it, and how much memory its export takes."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import torch
from safetensors import SafetensorError, safe_open
from transformers import Qwen3Config, Qwen3ForCausalLM

from deepmath_xpu.transcript import STOP
from deepmath_xpu.types import UsageError

ARCHITECTURES = ("qwen3",)
FLOATS = (torch.float16, torch.bfloat16, torch.float32, torch.float64)


class ExportError(UsageError):
    """The checkpoint cannot be exported as asked; the message says what was found."""


def weights(checkpoint: Path) -> list[Path]:
    return sorted(checkpoint.glob("*.safetensors"))


def check(checkpoint: Path) -> None:
    """The files, the architecture and the tokens that everything later relies on, and no NaN. ExportError."""
    for needed in ("config.json", "tokenizer.json", "tokenizer_config.json"):
        if not (checkpoint / needed).is_file():
            raise ExportError(f"{checkpoint} has no {needed}: give the folder of a complete checkpoint")
    config = _json(checkpoint / "config.json")
    if config.get("model_type") not in ARCHITECTURES:
        raise ExportError(f"{checkpoint} is a {config.get('model_type')} model: only qwen3 is supported")
    if not weights(checkpoint):
        raise ExportError(f"{checkpoint} has no weights (*.safetensors)")
    _check_tokenizer(checkpoint)
    _check_shapes(checkpoint)
    _check_numbers(checkpoint)


def _check_tokenizer(checkpoint: Path) -> None:
    settings = _json(checkpoint / "tokenizer_config.json")
    if not (checkpoint / "chat_template.jinja").is_file() and not settings.get("chat_template"):
        raise ExportError(f"{checkpoint} has no chat template: put chat_template.jinja beside its tokenizer.json")
    added = {token["content"] for token in _json(checkpoint / "tokenizer.json")["added_tokens"]}
    missing = {"<|im_start|>", "<|im_end|>", *STOP[:1]} - added
    if missing:
        raise ExportError(f"{checkpoint}: its tokenizer lacks {', '.join(sorted(missing))}: use the Qwen3 tokenizer")


def _check_shapes(checkpoint: Path) -> None:
    """Every weight of the architecture is there in its shape: transformers would draw a missing one at random."""
    config = Qwen3Config.from_pretrained(checkpoint)
    build: Callable[[Qwen3Config], torch.nn.Module] = Qwen3ForCausalLM  # whose constructor has no types
    with torch.device("meta"):
        model = build(config)
    expected = {name: list(value.shape) for name, value in model.state_dict().items()}
    if config.tie_word_embeddings:
        del expected["lm_head.weight"]
    found = shapes(checkpoint)
    wrong = sorted(name for name, shape in expected.items() if found.get(name) != shape)
    if wrong:
        reason = f"is {found[wrong[0]]}, {expected[wrong[0]]} expected" if wrong[0] in found else "is missing"
        raise ExportError(f"{checkpoint}: {wrong[0]} {reason} ({len(wrong)} such weights): fetch it again")


def _check_numbers(checkpoint: Path) -> None:
    for path in weights(checkpoint):
        with safe_open(path, "pt") as file:
            for name in file.keys():  # noqa: SIM118  # no mapping
                tensor = file.get_tensor(name)
                if tensor.dtype in FLOATS and not bool(torch.isfinite(tensor).all()):
                    raise ExportError(f"{path.name}: {name} holds NaN or infinity: this checkpoint is broken")


def shapes(checkpoint: Path) -> dict[str, list[int]]:
    """Of every weight, by its name. ExportError where a file is damaged."""
    found = dict[str, list[int]]()
    for path in weights(checkpoint):
        try:
            with safe_open(path, "pt") as file:
                found |= {name: list(file.get_slice(name).get_shape()) for name in file.keys()}  # noqa: SIM118
        except SafetensorError as error:
            raise ExportError(f"{path} is damaged ({error}): fetch it again") from None
    return found


def sizes(checkpoint: Path) -> tuple[int, int]:
    """Parameters of the layers, and of embeddings and the last layer."""
    inner = outer = 0
    for name, shape in shapes(checkpoint).items():
        if re.search(r"embed|lm_head", name):
            outer += torch.Size(shape).numel()
        else:
            inner += torch.Size(shape).numel()
    return inner, outer


def estimate(checkpoint: Path, calibrated: bool) -> float:
    """Peak memory of an export, bytes. From a 4B shape in BF16 on this code's machine: 11.0 GB peak for 8.0 GB of
    weights without data, 17.6 GB with AWQ and scale estimation.
    """
    stored = sum(path.stat().st_size for path in weights(checkpoint))
    return 1.5e9 + stored * (2.0 if calibrated else 1.2)


def refuse_what_cannot_fit(checkpoint: Path, calibrated: bool) -> str:
    """The estimate as a line; ExportError where the machine has less memory than that."""
    needed, there = estimate(checkpoint, calibrated), psutil.virtual_memory().available
    line = f"about {needed / 1e9:.1f} GB of memory needed, {there / 1e9:.1f} GB free"
    if needed > there:
        raise ExportError(f"{line}: close other programs, or choose a recipe without data")
    return line


def license_of(checkpoint: Path) -> str:
    """As the checkpoint's own card says; Qwen3's where it says nothing."""
    card = checkpoint / "README.md"
    found = re.search(r"^license:\s*(\S+)", card.read_text(encoding="utf-8"), re.MULTILINE) if card.is_file() else None
    return found[1] if found else "Apache-2.0"


def _json(path: Path) -> dict[str, Any]:
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except ValueError as error:
        raise ExportError(f"{path} is damaged ({error})") from None
