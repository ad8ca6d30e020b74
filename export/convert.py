"""A Qwen3-architecture checkpoint becomes an OpenVINO IR folder.

optimum-intel traces the model and nncf compresses its weights; this module decides what they are told, and that a
folder is either whole or absent: everything is written to `OUT.partial`, the manifest last, and then renamed.
"""

import logging
import shutil
from collections.abc import Iterable
from hashlib import sha256 as digest
from importlib.metadata import version
from pathlib import Path
from typing import Any

import nncf
import numpy as np
import openvino as ov
from optimum.exporters.openvino import main_export
from optimum.intel import OVConfig

from deepmath_xpu.artifact import MANIFEST, SYSTEM_PROMPT, sha256
from deepmath_xpu.manifest import Manifest
from export.calibration import Calibration
from export.checkpoint import ExportError, check, license_of, weights
from export.recipe import Recipe

log = logging.getLogger(__name__)
TOOLS = ("openvino", "openvino-tokenizers", "optimum-intel", "nncf", "transformers", "torch")
TORCH = {"fp32": "float32", "fp16": "float16", "bf16": "bfloat16"}
MODES = {"nf4": "NF4", "mxfp4": "MXFP4", "fp8": "FP8_E4M3"}


def export(
    checkpoint: Path,
    recipe: Recipe,
    out: Path,
    name: str,
    system: str,
    card: str,
    calibration: Calibration | None = None,
) -> Path:
    """Write the artifact at `out` and return it. Raises ExportError; an `out` that exists is never touched."""
    if out.exists():
        raise ExportError(f"{out} exists: remove it or choose another --out")
    if recipe.needs_data and (calibration is None or not calibration.ids):
        raise ExportError(f"recipe {recipe.name} is calibrated on traces: give --dataset TRACES.jsonl")
    check(checkpoint)
    partial = out.with_name(f"{out.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    try:
        convert(checkpoint, recipe, partial)
        compress(partial, recipe, calibration)
        if system:
            (partial / SYSTEM_PROMPT).write_text(system, encoding="utf-8")
        (partial / "README.md").write_text(card, encoding="utf-8")
        write_manifest(partial, checkpoint, recipe, name, calibration)
        partial.rename(out)
    except OSError as error:
        shutil.rmtree(partial, ignore_errors=True)
        raise ExportError(f"{out} cannot be written ({error.strerror}): make room or choose another --out") from error
    return out


def convert(checkpoint: Path, recipe: Recipe, folder: Path) -> None:
    """Trace the model and its tokenizer. Said outright: optimum-intel would make INT8 of a large model by itself."""
    plain = OVConfig(quantization_config=None, dtype="auto")
    loading = {"torch_dtype": TORCH[recipe.float_format]}
    task = "text-generation-with-past"
    main_export(
        str(checkpoint), folder, task=task, convert_tokenizer=True, ov_config=plain, model_loading_kwargs=loading
    )


def compress(folder: Path, recipe: Recipe, calibration: Calibration | None = None) -> None:
    """Rewrite the model of `folder` with its weights as the recipe says."""
    core = ov.Core()
    core.set_property({"ENABLE_MMAP": False})  # the file is about to be replaced
    model = core.read_model(folder / "openvino_model.xml")
    if recipe.quantized:
        try:
            model = nncf.compress_weights(model, **_settings(recipe), dataset=_dataset(calibration))
        except (nncf.ParameterNotSupportedError, nncf.InvalidGroupSizeError, nncf.ValidationError) as error:
            raise ExportError(f"recipe {recipe.name} does not fit this model: {str(error).splitlines()[0]}") from error
    if recipe.kv_cache_precision:
        model.set_rt_info(recipe.kv_cache_precision, ["runtime_options", "KV_CACHE_PRECISION"])
    ov.save_model(model, folder / "compressed.xml", compress_to_fp16=recipe.float_format == "fp16")
    for suffix in (".xml", ".bin"):
        (folder / f"compressed{suffix}").replace(folder / f"openvino_model{suffix}")


def _settings(recipe: Recipe) -> dict[str, Any]:
    """As nncf names them; what it does not take for 8 bits is left out."""
    kind = "SYM" if recipe.sym else "ASYM"
    mode = MODES.get(recipe.weight_format, f"{recipe.weight_format.upper()}_{kind}")
    settings: dict[str, Any] = {"mode": nncf.CompressWeightsMode[mode]}
    if recipe.weight_format == "int8":
        return settings
    settings |= {"ratio": recipe.ratio, "all_layers": recipe.all_layers or None, "awq": recipe.awq or None}
    settings |= {"scale_estimation": recipe.scale_estimation or None, "gptq": recipe.gptq or None}
    if recipe.group_size is not None:
        settings["group_size"] = recipe.group_size
    if recipe.sensitivity_metric is not None:
        settings["sensitivity_metric"] = nncf.SensitivityMetric[recipe.sensitivity_metric.upper()]
    if recipe.needs_data:
        settings["subset_size"] = recipe.num_samples
    return settings


def _dataset(calibration: Calibration | None) -> nncf.Dataset | None:
    return nncf.Dataset(calibration.ids, inputs) if calibration is not None else None


def inputs(ids: Iterable[int]) -> dict[str, np.ndarray[Any, Any]]:
    """What the stateful model takes for one whole sequence."""
    row = np.array([list(ids)], dtype=np.int64)
    places = np.arange(row.shape[1], dtype=np.int64)[None]
    beam = np.zeros(1, dtype=np.int32)
    return {"input_ids": row, "attention_mask": np.ones_like(row), "position_ids": places, "beam_idx": beam}


def write_manifest(
    folder: Path, checkpoint: Path, recipe: Recipe, name: str, calibration: Calibration | None, **more: Any
) -> None:
    """`more`: the manifest's other fields, such as the gate's result."""
    files = {path.name: sha256(path) for path in sorted(folder.iterdir()) if path.name != MANIFEST}
    prompt = folder / SYSTEM_PROMPT
    data = calibration and {"digest": calibration.digest, "traces": len(calibration.ids)}
    manifest = Manifest(
        name=name,
        source=f"{checkpoint.name} (sha256 {', '.join(sha256(path) for path in weights(checkpoint))})",
        license=license_of(checkpoint),
        recipe=recipe.model_dump() | {"calibration": data},
        tools={tool: version(tool) for tool in TOOLS},
        files=files,
        prompt=digest(prompt.read_bytes() if prompt.exists() else b"").hexdigest(),
        **more,
    )
    (folder / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", encoding="utf-8")
