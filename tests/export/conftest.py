"""Two checkpoints, a small random one and the embedded model's, and one artifact of the first, shared by the tests.

Imports stand in the fixtures: torch, transformers and nncf take long, and half of the tests need none of them.
"""

from pathlib import Path

import pytest


@pytest.fixture(scope="session")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    from training import tokenizer as tokenizers

    folder = tmp_path_factory.mktemp("checkpoint")
    tokenizer = tokenizers.train(["What is 12 + 30? print( output"] * 20, 400)
    config = Qwen3Config(
        vocab_size=400,
        hidden_size=64,
        num_hidden_layers=2,
        intermediate_size=128,
        num_attention_heads=4,
        num_key_value_heads=2,
        head_dim=16,
        tie_word_embeddings=True,
        eos_token_id=tokenizer.eos_token_id,
        max_position_embeddings=512,
    )
    torch.manual_seed(0)
    Qwen3ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="session")
def artifact(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    from export.convert import Wanted, export
    from export.recipe import read

    out = tmp_path_factory.mktemp("artifacts") / "int8"
    return export(Wanted(checkpoint, read("int8"), "tiny", "You compute.", "# A card\n"), out)


@pytest.fixture(scope="session")
def embedded_checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The embedded model, 4.7 million parameters that do solve problems, as a checkpoint."""
    from deepmath_xpu.artifact import EMBEDDED
    from training.restore import restore

    out = tmp_path_factory.mktemp("embedded") / "nano"
    restore(EMBEDDED, out)
    return out
