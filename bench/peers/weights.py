"""Models to measure with: random weights in the shapes of Qwen3, and every form of them that a peer reads.

A model's folder holds `checkpoint/` (Hugging Face, BF16), `bf16/`, `int8/` and `int4/` (OpenVINO), `q8_0.gguf` and
`q4_0.gguf`. What is there is not made again. No form has an end-of-sequence token, so lengths are what is asked for.

`python -m bench.peers.weights FOLDER SHAPE FORM` makes one form, and what it is made from.
"""

import argparse
import json
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.peers import setup
from deepmath_xpu.artifact import EMBEDDED

TOKENIZER = ("tokenizer.json", "tokenizer_config.json", "chat_template.jinja")
NO_EOS = json.dumps({"eos_token_id": 10**6})
"""An id that no vocabulary has: with none at all, each engine would fall back on the tokenizer's."""

_QWEN3: dict[str, Any] = {"num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151936}
SHAPES: dict[str, dict[str, Any]] = {
    "tiny": {
        "num_hidden_layers": 2,
        "hidden_size": 128,
        "intermediate_size": 256,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 32,
        "vocab_size": 2048,
    },
    "qwen3-0.6b": {**_QWEN3, "num_hidden_layers": 28, "hidden_size": 1024, "intermediate_size": 3072}
    | {"num_attention_heads": 16},
    "qwen3-1.7b": {**_QWEN3, "num_hidden_layers": 28, "hidden_size": 2048, "intermediate_size": 6144}
    | {"num_attention_heads": 16},
    "qwen3-4b": {**_QWEN3, "num_hidden_layers": 36, "hidden_size": 2560, "intermediate_size": 9728}
    | {"num_attention_heads": 32},
}
"""As Qwen publishes them; `tiny` is for tests."""
PRECISIONS = ("bf16", "int8", "int4")
GGUF = ("q8_0", "q4_0", "f32")
"""Of llama.cpp; 32 bits are for tests."""


def main(arguments: Sequence[str] | None = None) -> int:
    options = argparse.ArgumentParser(prog="python -m bench.peers.weights", description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("shape", choices=SHAPES)
    options.add_argument("form", choices=("checkpoint", *PRECISIONS, *GGUF))
    options.add_argument("--tokenizer", type=Path, default=EMBEDDED)
    given = options.parse_args(arguments)
    made = checkpoint(given.folder, given.shape, given.tokenizer)
    if given.form in PRECISIONS:
        made = openvino(given.folder, given.form)
    elif given.form in GGUF:
        made = gguf(given.folder, given.form)
    print(made)
    return 0


def path(folder: Path, form: str) -> Path:
    """Where a form stands, made or not."""
    return folder / (f"{form}.gguf" if form in GGUF else form)


def checkpoint(folder: Path, shape: str, tokenizer: Path = EMBEDDED) -> Path:
    """Random weights, seeded; `tokenizer`: a folder with any tokenizer no larger than the vocabulary."""
    out = folder / "checkpoint"
    if out.exists():
        return out
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(0)
    torch.set_default_dtype(torch.bfloat16)
    try:
        fixed: dict[str, Any] = {"max_position_embeddings": 40960, "tie_word_embeddings": True, "eos_token_id": None}
        model = Qwen3ForCausalLM(Qwen3Config(**SHAPES[shape], **fixed))
    finally:
        torch.set_default_dtype(torch.float32)
    partial = folder / "checkpoint.partial"
    model.save_pretrained(partial)
    for name in TOKENIZER:
        if (tokenizer / name).exists():
            shutil.copy(tokenizer / name, partial / name)
    (partial / "generation_config.json").write_text("{}")
    partial.rename(out)
    return out


def openvino(folder: Path, precision: str) -> Path:
    """The IR of `folder/checkpoint`: 16 bits, INT8 a channel, or INT4 in groups of 128 (all layers, no data)."""
    out = folder / precision
    if out.exists():
        return out
    partial = folder / f"{precision}.partial"
    shutil.rmtree(partial, ignore_errors=True)
    if precision == "bf16":
        _convert(folder / "checkpoint", partial)
    else:
        _compress(openvino(folder, "bf16"), partial, precision)
    (partial / "generation_config.json").write_text(NO_EOS)
    partial.rename(out)
    return out


def _convert(checkpoint: Path, out: Path) -> None:
    from optimum.exporters.openvino import main_export
    from optimum.intel import OVConfig

    fp16 = OVConfig(dtype="fp16")  # else a model beyond a billion weights comes out in INT8
    main_export(str(checkpoint), out, task="text-generation-with-past", convert_tokenizer=True, ov_config=fp16)
    for name in TOKENIZER:
        if (checkpoint / name).exists():
            shutil.copy(checkpoint / name, out / name)


def _compress(source: Path, out: Path, precision: str) -> None:
    import nncf
    import openvino as ov

    shutil.copytree(source, out, ignore=shutil.ignore_patterns("openvino_model.*"))
    model = ov.Core().read_model(source / "openvino_model.xml")
    group = 128 if json.loads((source / "config.json").read_bytes())["hidden_size"] >= 1024 else 32
    if precision == "int8":
        model = nncf.compress_weights(model, mode=nncf.CompressWeightsMode.INT8_ASYM)
    else:
        mode = nncf.CompressWeightsMode.INT4_SYM
        model = nncf.compress_weights(model, mode=mode, ratio=1.0, group_size=group, all_layers=True)
    ov.save_model(model, out / "openvino_model.xml")


def gguf(folder: Path, kind: str) -> Path:
    """One of GGUF of `folder/checkpoint`, written in llama.cpp's environment, which has its writer."""
    out = path(folder, kind)
    if not out.exists():
        source = folder / "checkpoint"
        command = [
            str(setup.python("llama")),
            "-m",
            "bench.peers.to_gguf",
            str(source.resolve()),
            str(out.resolve()),
            kind,
        ]
        subprocess.run(command, cwd=setup.ROOT, check=True)
    return out


def embedded(folder: Path) -> Path:
    """The embedded model without its end-of-sequence token."""
    out = folder / "int8"
    out.mkdir(parents=True, exist_ok=True)
    for file in EMBEDDED.iterdir():
        shutil.copy(file, out / file.name)
    (out / "generation_config.json").write_text(NO_EOS)
    return out


def weight_bytes(path: Path) -> int:
    """What one token has to read: an IR's constants, or a checkpoint's or GGUF's file."""
    files = [path] if path.is_file() else [*path.glob("openvino_model.bin"), *path.glob("*.safetensors")]
    return sum(file.stat().st_size for file in files)


if __name__ == "__main__":
    sys.exit(main())
