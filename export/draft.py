"""A smaller model whose guesses a larger one checks: it must speak the same tokens.

openvino-genai takes such a pair for greedy decoding. With sampling its draft changes what is sampled, which our own
runtime therefore does not offer.
"""

import json
from pathlib import Path
from typing import Any

from deepmath_xpu.artifact import load
from export.checkpoint import ExportError


def digest_of(target: Path, checkpoint: Path) -> str:
    """Digest of the artifact `target` that `checkpoint` may be a draft of; ExportError where their tokens differ."""
    digest = load(target).digest
    if _tokens(target) != _tokens(checkpoint):
        raise ExportError(
            f"{checkpoint} has other tokens than {target}: a draft needs the very tokenizer of its target"
        )
    return digest


def _tokens(folder: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Ids of the ordinary and of the added tokens."""
    path = folder / "tokenizer.json"
    if not path.is_file():
        raise ExportError(f"{folder} has no tokenizer.json: give a complete folder")
    held: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return held["model"]["vocab"], {token["content"]: token["id"] for token in held["added_tokens"]}
