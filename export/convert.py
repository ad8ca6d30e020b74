"""A Qwen3-architecture checkpoint becomes an OpenVINO IR folder.

optimum-intel traces the model and nncf compresses its weights; this module decides what they are told, and that a
folder is either whole or absent: everything is written to `OUT.partial`, the manifest last, and then renamed.
"""

import json
import logging
import shutil
from importlib.metadata import version
from pathlib import Path

import nncf
import openvino as ov
from optimum.exporters.openvino import main_export

from deepmath_xpu.artifact import MANIFEST, SYSTEM_PROMPT, sha256
from deepmath_xpu.manifest import Manifest
from export.recipe import Recipe

log = logging.getLogger(__name__)
TOOLS = ("openvino", "openvino-tokenizers", "optimum-intel", "nncf", "transformers", "torch")
MODES = {"int8_asym": nncf.CompressWeightsMode.INT8_ASYM, "int8_sym": nncf.CompressWeightsMode.INT8_SYM}


class ExportError(Exception):
    """The checkpoint cannot be exported as asked; the message says what was found."""


def export(checkpoint: Path, recipe: Recipe, out: Path, name: str, system: str, card: str) -> Path:
    """Write the artifact at `out` and return it. Raises ExportError; an `out` that exists is never touched."""
    if out.exists():
        raise ExportError(f"{out} exists: remove it or choose another --out")
    check(checkpoint)
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    main_export(str(checkpoint), partial, task="text-generation-with-past", convert_tokenizer=True)
    compress(partial, recipe)
    if system:
        (partial / SYSTEM_PROMPT).write_text(system, encoding="utf-8")
    (partial / "README.md").write_text(card, encoding="utf-8")
    write_manifest(partial, checkpoint, recipe, name)
    partial.rename(out)
    return out


def check(checkpoint: Path) -> None:
    """The files and the architecture that everything later relies on."""
    for needed in ("config.json", "tokenizer.json"):
        if not (checkpoint / needed).is_file():
            raise ExportError(f"{checkpoint} has no {needed}: give the folder of a complete checkpoint")
    config = json.loads((checkpoint / "config.json").read_text(encoding="utf-8"))
    if config.get("model_type") != "qwen3":
        raise ExportError(f"{checkpoint} is a {config.get('model_type')} model: only qwen3 is supported")
    if not any(checkpoint.glob("*.safetensors")):
        raise ExportError(f"{checkpoint} has no weights (*.safetensors)")


def compress(folder: Path, recipe: Recipe) -> None:
    """Rewrite the model of `folder` with its weights as the recipe says."""
    core = ov.Core()
    core.set_property({"ENABLE_MMAP": False})  # the file is about to be replaced
    model = core.read_model(folder / "openvino_model.xml")
    if recipe.mode != "none":
        model = nncf.compress_weights(model, mode=MODES[recipe.mode])
    ov.save_model(model, folder / "compressed.xml", compress_to_fp16=recipe.float_type == "fp16")
    for suffix in (".xml", ".bin"):
        (folder / f"compressed{suffix}").replace(folder / f"openvino_model{suffix}")


def write_manifest(folder: Path, checkpoint: Path, recipe: Recipe, name: str) -> None:
    files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}
    weights = sorted(checkpoint.glob("*.safetensors"))
    manifest = Manifest(
        name=name,
        source=f"{checkpoint.name} (sha256 {', '.join(sha256(path) for path in weights)})",
        license="Apache-2.0",
        recipe=recipe.model_dump(),
        tools={tool: version(tool) for tool in TOOLS},
        files=files,
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
