"""A Qwen3 checkpoint of Hugging Face's as a GGUF file without a vocabulary: `to_gguf.py CHECKPOINT OUT q8_0|q4_0|f32`.

Matrices, the embedding among them, are quantized by the reference code of the gguf package; vectors stay in 32 bits.
`f32` keeps the checkpoint's values as they are, so that a test can tell a wrong name or order from quantization.
"""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gguf import (  # pyright: ignore[reportMissingImports]  # of llama.cpp's environment
    MODEL_ARCH,
    GGMLQuantizationType,
    GGUFWriter,
    get_tensor_name_map,
)
from gguf.quants import quantize  # pyright: ignore[reportMissingImports]  # of llama.cpp's environment

KINDS = {"q8_0": GGMLQuantizationType.Q8_0, "q4_0": GGMLQuantizationType.Q4_0, "f32": GGMLQuantizationType.F32}


def main(checkpoint: Path, out: Path, kind: str) -> None:
    config = json.loads((checkpoint / "config.json").read_bytes())
    partial = out.with_suffix(".partial")
    writer = GGUFWriter(partial, "qwen3")
    describe(writer, config)
    names = get_tensor_name_map(MODEL_ARCH.QWEN3, config["num_hidden_layers"])
    for file in sorted(checkpoint.glob("*.safetensors")):
        for name, values in tensors(file):
            stem = names.get_name(name.removesuffix(".weight"))
            if values.ndim == 1:
                writer.add_tensor(f"{stem}.weight", values)
            elif stem != "output" or not config["tie_word_embeddings"]:
                writer.add_tensor(f"{stem}.weight", quantize(values, KINDS[kind]), raw_dtype=KINDS[kind])
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    partial.rename(out)


def describe(writer: Any, config: dict[str, Any]) -> None:
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(config["num_attention_heads"])
    writer.add_head_count_kv(config["num_key_value_heads"])
    writer.add_key_length(config["head_dim"])
    writer.add_value_length(config["head_dim"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_rope_freq_base(config["rope_parameters"]["rope_theta"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_tokenizer_model("no_vocab")


def tensors(file: Path) -> Iterator[tuple[str, np.ndarray]]:
    """Name and float32 values of each tensor of a BF16 safetensors file: its header is JSON, its length eight bytes."""
    data = np.memmap(file, dtype=np.uint8, mode="r")
    length = int(data[:8].view(np.uint64)[0])
    for name, entry in json.loads(bytes(data[8 : 8 + length])).items():
        if name == "__metadata__":
            continue
        if entry["dtype"] != "BF16":
            raise SystemExit(
                f"{file}: {name} is {entry['dtype']}, not BF16: make the checkpoint with bench.peers.weights"
            )
        begin, end = entry["data_offsets"]
        halves = data[8 + length + begin : 8 + length + end].view(np.uint16)
        yield name, (halves.astype(np.uint32) << 16).view(np.float32).reshape(entry["shape"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3])
