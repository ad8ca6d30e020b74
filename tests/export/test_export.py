"""A small random checkpoint, exported for real and loaded by the runtime."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from transformers import Qwen3Config, Qwen3ForCausalLM

from deepmath_xpu.artifact import load, verify
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Sampling
from export.checkpoint import ExportError, check
from export.convert import export
from export.recipe import names, read
from training import tokenizer as tokenizers


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory: pytest.TempPathFactory) -> Path:
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
    Qwen3ForCausalLM(config).save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def artifact(checkpoint: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("artifacts") / "int8"
    return export(checkpoint, read("int8"), out, "tiny", "You compute.", "# A card\n")


def test_an_export_is_a_whole_artifact(artifact: Path) -> None:
    loaded = load(artifact)
    verify(loaded)
    assert loaded.system == "You compute."
    assert set(loaded.manifest.files) == {path.name for path in artifact.iterdir()} - {"manifest.json"}


def test_an_export_generates(artifact: Path) -> None:
    with OpenVINOEngine(artifact) as engine:
        done = engine.generate(engine.chat("You compute.", "12 + 30"), Sampling(max_tokens=5))
        assert 1 <= len(done.ids) <= 5


def test_the_tokenizer_is_that_of_the_checkpoint(artifact: Path, checkpoint: Path) -> None:
    ours = tokenizers.load(checkpoint)
    messages = [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is 12 + 30?"}]
    with OpenVINOEngine(artifact) as engine:
        expected = ours.apply_chat_template(messages, add_generation_prompt=True, return_dict=False)
        assert list(engine.chat("Be brief.", "What is 12 + 30?")) == expected
        for text in ("\n```output\n42\n```\n", "x ≤ ½ · 3 µ", "  spaces\n\n"):
            assert list(engine.encode(text)) == ours.encode(text, add_special_tokens=False)


def test_every_recipe_is_read() -> None:
    assert {"int8", "fp16"} <= set(names())
    assert all(read(name).name == name for name in names())


def test_an_unknown_recipe_lists_those_there_are() -> None:
    with pytest.raises(FileNotFoundError, match="int8"):
        read("int9")


def test_an_unknown_key_of_a_recipe_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('weight_format = "int8"\ngroup = 3\n')
    with pytest.raises(ValueError, match="group"):
        read(str(path))


def test_what_exists_is_never_overwritten(artifact: Path, checkpoint: Path) -> None:
    with pytest.raises(ExportError, match="exists"):
        export(checkpoint, read("int8"), artifact, "tiny", "", "")


@pytest.mark.parametrize("missing", ["config.json", "tokenizer.json", "model.safetensors"])
def test_an_incomplete_checkpoint_is_refused(missing: str, checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    (folder / missing).unlink()
    with pytest.raises(ExportError):
        check(folder)


def test_another_architecture_is_refused_in_one_line(checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps({**config, "model_type": "bert"}))
    command = [sys.executable, "-m", "export", str(folder), "--out", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines()[-1] == f"export: {folder} is a bert model: only qwen3 is supported"
    assert not (tmp_path / "out").exists()
