"""A small random checkpoint, exported for real and loaded by the runtime."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
import torch
from optimum.intel import OVModelForCausalLM
from safetensors.torch import load_file, save_file

from deepmath_xpu.artifact import load, verify
from deepmath_xpu.device import Settings
from deepmath_xpu.openvino import OpenVINOEngine
from deepmath_xpu.types import Finish, Sampling
from export import checkpoint as checkpoints
from export import structure
from export.checkpoint import ExportError, check, refuse_what_cannot_fit
from export.convert import Wanted, export
from export.recipe import names, read
from training import tokenizer as tokenizers


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
        export(Wanted(checkpoint, read("int8"), "tiny"), artifact)


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


@pytest.mark.parametrize("damage", ["missing", "shape", "cut"])
def test_weights_that_are_not_the_architecture_s_are_refused(damage: str, checkpoint: Path, tmp_path: Path) -> None:
    """transformers would draw them at random, and only the gate could tell."""
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    path = folder / "model.safetensors"
    tensors = load_file(path)
    if damage == "cut":
        path.write_bytes(path.read_bytes()[:-100])
    else:
        lost = tensors.pop("model.layers.1.mlp.up_proj.weight")
        kept = tensors if damage == "missing" else {**tensors, "model.layers.1.mlp.up_proj.weight": lost[:-1].clone()}
        save_file(kept, path, {"format": "pt"})
    with pytest.raises(ExportError, match=r"damaged" if damage == "cut" else r"layers\.1\.mlp\.up_proj\.weight"):
        check(folder)


@pytest.mark.parametrize("lost", ["chat_template.jinja", "<|im_end|>", "</tool_call>", "numbers"])
def test_a_broken_checkpoint_is_told_before_the_work(lost: str, checkpoint: Path, tmp_path: Path) -> None:
    folder = tmp_path / "checkpoint"
    shutil.copytree(checkpoint, folder)
    if lost == "numbers":
        tensors = load_file(folder / "model.safetensors")
        tensors["model.norm.weight"][0] = float("nan")
        save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    elif lost.startswith("<"):
        path = folder / "tokenizer.json"
        path.write_text(path.read_text().replace(lost, "<|other|>"))
    else:
        (folder / lost).unlink()
    with pytest.raises(
        ExportError, match={"numbers": "NaN", "chat_template.jinja": "chat template"}.get(lost, "tokenizer lacks")
    ):
        check(folder)


def test_float_recipes_store_what_they_say(checkpoint: Path, tmp_path: Path) -> None:
    for name, precision in (("bf16", "bf16"), ("fp32", "f32")):
        out = export(Wanted(checkpoint, read(name), "tiny"), tmp_path / name)
        assert set(structure.census(out)) == {precision}


def test_bf16_writes_the_tokens_optimum_writes(checkpoint: Path, tmp_path: Path) -> None:
    out = export(Wanted(checkpoint, read("bf16"), "tiny"), tmp_path / "bf16")
    with OpenVINOEngine(out, Settings.choose(out, exact=True)) as engine:
        prompt = engine.chat("", "What is 12 + 30?")
        ours = engine.generate(prompt, Sampling(max_tokens=64, temperature=0.0))
    model = OVModelForCausalLM.from_pretrained(out, ov_config={"INFERENCE_PRECISION_HINT": "f32"})
    theirs = model.generate(torch.tensor([list(prompt)]), max_new_tokens=64, do_sample=False)[0].tolist()
    assert list(ours.ids) == theirs[len(prompt) :][: len(ours.ids)]
    assert len(ours.ids) == 64 or ours.finish is Finish.EOS


def test_verify_tells_a_damaged_file(artifact: Path, tmp_path: Path) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(artifact, folder)
    command = [sys.executable, "-m", "export", "verify", str(folder)]
    assert (
        "files are as the manifest says" in subprocess.run(command, capture_output=True, text=True, check=True).stdout
    )
    with (folder / "openvino_model.bin").open("ab") as file:
        file.write(b"x")
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "damaged" in done.stderr


def test_push_is_a_dry_run_unless_told(artifact: Path) -> None:
    command = [sys.executable, "-m", "export", "push", str(artifact), "someone/something"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "would upload" in done.stdout
    assert "manifest.json" in done.stdout


def test_what_cannot_fit_is_refused_with_the_numbers(checkpoint: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checkpoints.psutil, "virtual_memory", lambda: SimpleNamespace(available=1e8))
    with pytest.raises(ExportError, match=r"GB of memory needed, 0\.1 GB free"):
        refuse_what_cannot_fit(checkpoint, calibrated=True)
